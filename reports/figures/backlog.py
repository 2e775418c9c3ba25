"""What was not solved when the period ended, or is not solved now, and how old it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from reports.measures import Count, Spread
from reports.scope import Scope
from reports.searches import search
from reports.sums import Sums
from reports.sums.unsolved import OLDEST, today_of
from reports.tables import Claim, Table, Words
from tickets.queues.dates import Days

AGES: tuple[Words, ...] = (_("Since today"), _("1–2 days"), _("3–6 days"), _("7–29 days"), _("30 days and more"))


@dataclass(frozen=True)
class Age:
    """Tickets of one age."""

    name: Words
    count: int
    query: str


@dataclass(frozen=True)
class Backlog:
    """Unsolved tickets at `at`: now, or the end of a period that is over."""

    at: datetime
    is_now: bool
    count: Count
    age: Spread
    oldest_at: datetime | None
    ages: tuple[Age, ...]
    query: str

    @property
    def oldest(self) -> timedelta | None:
        """The age of the oldest."""
        return self.at - self.oldest_at if self.oldest_at else None

    def table(self) -> Table:
        """Return the ages."""
        return Table(_("Unsolved by age"), (_("Age"), _("Tickets")), tuple((a.name, a.count) for a in self.ages))

    def claims(self) -> list[Claim]:
        """Return every number with its search."""
        return [Claim(self.count.now, self.query), *(Claim(age.count, age.query) for age in self.ages)]


def figure(sums: Sums) -> Backlog:
    """Count what was unsolved, and its age."""
    scope, found = sums.scope, sums.unsolved
    return Backlog(
        at=found.at,
        is_now=found.is_now,
        count=Count(found.now.count, found.before),
        age=found.now,
        oldest_at=found.oldest_at,
        ages=tuple(
            Age(name, found.ages.get(len(OLDEST) - number, 0), _search(sums, _days(scope, number)))
            for number, name in enumerate(AGES)
        ),
        query=_search(sums, None),
    )


def _days(scope: Scope, number: int) -> Days:
    """Return the days of creation of one group of ages, the youngest first."""
    today, oldest = today_of(scope), [*reversed(OLDEST), None][number]
    youngest = OLDEST[-number] + 1 if number else 0
    first = today - timedelta(days=oldest) if oldest is not None else None
    return Days(first, today - timedelta(days=youngest))


def _search(sums: Sums, days: Days | None) -> str:
    scope = sums.scope
    state = "status:unsolved" if sums.unsolved.is_now else f"unsolved:{scope.period.last.isoformat()}"
    if days is None:
        return search(scope, state)
    first = days.first.isoformat() if days.first else ""
    return search(scope, state, f"created:{first}..{days.last.isoformat() if days.last else ''}")
