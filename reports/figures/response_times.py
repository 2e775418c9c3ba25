"""How long people waited for the first answer, and until their ticket was solved."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from reports.measures import Percentiles, Spread
from reports.scope import BUSINESS, Scope
from reports.searches import during, search
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


def first_response(scope: Scope) -> Waiting:
    """Measure from the creation to the first human answer, for what was first answered in the period. One query."""
    column = "reply_business_seconds" if scope.hours == BUSINESS else "reply_seconds"
    query = search(scope, during("answered", scope.period))
    return _waiting(scope, _("First response"), instant="first_replied_at", column=column, query=query)


def resolution(scope: Scope) -> Waiting:
    """Measure from the creation to the first solving, for what was first solved in the period. One query."""
    column = "solve_business_seconds" if scope.hours == BUSINESS else "solve_seconds"
    query = search(scope, during("solved", scope.period))
    return _waiting(scope, _("Resolution"), instant="first_solved_at", column=column, query=query)


def _waiting(scope: Scope, title: Words, *, instant: str, column: str, query: str) -> Waiting:
    now, before = scope.period.holds(instant), scope.previous.holds(instant)
    found = (
        scope.facts()
        .filter(scope.compared(instant))
        .aggregate(
            now=Count("ticket", filter=now),
            before=Count("ticket", filter=before),
            now_seconds=Percentiles(column, filter=now),
            before_seconds=Percentiles(column, filter=before),
        )
    )
    return Waiting(
        title,
        Spread.of(found["now"], found["now_seconds"]),
        Spread.of(found["before"], found["before_seconds"]),
        query,
    )
