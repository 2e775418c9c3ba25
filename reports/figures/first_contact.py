"""How often one answer was enough."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.measures import Share
from reports.searches import during, search
from reports.sums import Sums
from reports.tables import Claim, Table


@dataclass(frozen=True)
class FirstContact:
    """Of the tickets first solved in the period: at first contact, otherwise, and not yet known."""

    first: int
    more: int
    unknown: int
    before: Share
    first_query: str
    more_query: str
    unknown_query: str

    @property
    def share(self) -> Share:
        """Those solved at first contact, of those that are known."""
        return Share(self.first, self.first + self.more)

    def table(self) -> Table:
        """Return the three groups."""
        rows = (
            (_("Solved at first contact"), self.first),
            (_("Needed more"), self.more),
            (_("Not yet known"), self.unknown),
        )
        return Table(_("First-contact resolution"), (_("Outcome"), _("Tickets")), rows)

    def claims(self) -> list[Claim]:
        """Return every number with its search."""
        return [
            Claim(self.first, self.first_query),
            Claim(self.more, self.more_query),
            Claim(self.unknown, self.unknown_query),
        ]


def figure(sums: Sums) -> FirstContact:
    """Count the outcomes."""
    now, before = sums.solved.now, sums.solved.before
    scope, solved = sums.scope, during("solved", sums.scope.period)
    return FirstContact(
        first=now.first,
        more=now.more,
        unknown=now.solved - now.known,
        before=Share(before.first, before.first + before.more),
        first_query=search(scope, solved, "contact:first"),
        more_query=search(scope, solved, "contact:more"),
        unknown_query=search(scope, solved, "contact:unknown"),
    )
