"""How often one answer was enough."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from reports.measures import Share
from reports.scope import Scope
from reports.searches import during, search
from reports.tables import Claim, Table
from tickets.facts import outcomes


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


def figure(scope: Scope) -> FirstContact:
    """Count the outcomes. One query."""
    now, before = scope.period.holds("first_solved_at"), scope.previous.holds("first_solved_at")
    first, more = outcomes.at_first_contact(scope.at), outcomes.after_more(scope.at)
    wanted = {
        "first": now & first,
        "more": now & more,
        "unknown": now & outcomes.is_not_yet_known(scope.at),
        "first_before": before & first,
        "more_before": before & more,
    }
    found = scope.facts().filter(scope.compared("first_solved_at")).aggregate(**_counts(wanted))
    solved = during("solved", scope.period)
    return FirstContact(
        first=found["first"],
        more=found["more"],
        unknown=found["unknown"],
        before=Share(found["first_before"], found["first_before"] + found["more_before"]),
        first_query=search(scope, solved, "contact:first"),
        more_query=search(scope, solved, "contact:more"),
        unknown_query=search(scope, solved, "contact:unknown"),
    )


def _counts(wanted: dict[str, Q]) -> dict[str, Any]:
    return {name: Count("ticket", filter=condition) for name, condition in wanted.items()}
