"""What was not solved when the period ended, or is not solved now, and how old it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Func, Min, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from reports import measures
from reports.measures import Percentiles, Spread
from reports.scope import Scope
from reports.searches import search
from reports.tables import Claim, Table, Words
from tickets.models import TicketFacts
from tickets.queues.dates import Days
from tickets.queues.happenings import unsolved_at

# Days since the creation, from and to; the last group is open.
AGES: tuple[tuple[Words, int, int | None], ...] = (
    (_("Since today"), 0, 0),
    (_("1–2 days"), 1, 2),
    (_("3–6 days"), 3, 6),
    (_("7–29 days"), 7, 29),
    (_("30 days and more"), 30, None),
)


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
    count: measures.Count
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


def figure(scope: Scope) -> Backlog:
    """Count what was unsolved, and its age. Two queries."""
    is_now = scope.period.end > scope.at
    at = scope.at if is_now else scope.period.end
    unsolved = scope.facts().filter(Q(is_unsolved=True) if is_now else Q(unsolved_at(at)))
    found = _look(unsolved, scope, at)
    before = scope.facts().filter(unsolved_at(scope.previous.end), created_at__lt=scope.previous.end).count()
    return Backlog(
        at=at,
        is_now=is_now,
        count=measures.Count(found["count"], before),
        age=Spread.of(found["count"], found["age"]),
        oldest_at=found["oldest"],
        ages=tuple(
            Age(name, found[f"age_{number}"], _search(scope, _days(scope, number), is_now=is_now))
            for number, (name, _from, _to) in enumerate(AGES)
        ),
        query=_search(scope, None, is_now=is_now),
    )


def _look(unsolved: QuerySet[TicketFacts], scope: Scope, at: datetime) -> dict[str, Any]:
    age = ExpressionWrapper(Value(at) - F("created_at"), DurationField())
    seconds = Func(age, template="EXTRACT(EPOCH FROM %(expressions)s)")
    ages = {
        f"age_{number}": Count("ticket", filter=_days(scope, number).condition("created_at", scope.period.zone))
        for number in range(len(AGES))
    }
    return unsolved.aggregate(count=Count("*"), age=Percentiles(seconds), oldest=Min("created_at"), **ages)


def _days(scope: Scope, number: int) -> Days:
    """Return the days of creation of one group of ages."""
    _name, youngest, oldest = AGES[number]
    today = min(scope.at.astimezone(scope.period.zone).date(), scope.period.last)
    first = today - timedelta(days=oldest) if oldest is not None else None
    return Days(first, today - timedelta(days=youngest))


def _search(scope: Scope, days: Days | None, *, is_now: bool) -> str:
    state = "status:unsolved" if is_now else f"unsolved:{scope.period.last.isoformat()}"
    if days is None:
        return search(scope, state)
    first = days.first.isoformat() if days.first else ""
    return search(scope, state, f"created:{first}..{days.last.isoformat() if days.last else ''}")
