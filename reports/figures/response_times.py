"""How long people waited for the first answer, and until their ticket was solved."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.measures import NOTHING, Spread
from reports.searches import during, search
from reports.sums import Sums
from reports.tables import Claim, Table, Words


@dataclass(frozen=True)
class Waiting:
    """One kind of wait, in the hours that the report is in, now and in the period before."""

    title: Words
    now: Spread
    before: Spread
    query: str

    def table(self) -> Table:
        """Return median and 90th percentile of both periods."""
        headers = (_("Period"), _("Tickets"), _("Median"), _("90 of 100 below"))
        pairs = ((_("This period"), self.now), (_("Period before"), self.before))
        return Table(self.title, headers, tuple((name, s.count, s.median, s.p90) for name, s in pairs))

    def claims(self) -> list[Claim]:
        """Return the number of tickets with its search."""
        return [Claim(self.now.count, self.query)]


def first_response(sums: Sums) -> Waiting:
    """Measure from the creation to the first human answer, for what was first answered in the period."""
    query = search(sums.scope, during("answered", sums.scope.period))
    return Waiting(_("First response"), sums.answered.now, sums.answered.before, query)


def resolution(sums: Sums) -> Waiting:
    """Measure from the creation to the first solving, for what was first solved in the period."""
    waits, query = sums.solved.waits, search(sums.scope, during("solved", sums.scope.period))
    return Waiting(_("Resolution"), waits["wait"].get(None, NOTHING), waits["wait before"].get(None, NOTHING), query)
