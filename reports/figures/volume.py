"""How many tickets came in, were solved and came back, in all and per day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Count, DateTimeField, F, Func, IntegerField, Value
from django.utils.translation import gettext_lazy as _

from reports import measures
from reports.scope import Scope
from reports.searches import during, on, search
from reports.tables import Claim, Table
from tickets.queues.dates import midnight

COLUMNS = {"created": "created_at", "solved": "first_solved_at", "reopened": "reopened_at"}


@dataclass(frozen=True)
class Day:
    """One day."""

    date: date
    created: int
    solved: int
    created_query: str
    solved_query: str


@dataclass(frozen=True)
class Volume:
    """Created, solved for the first time, reopened for the first time."""

    created: measures.Count
    solved: measures.Count
    reopened: measures.Count
    days: tuple[Day, ...]
    created_query: str
    solved_query: str
    reopened_query: str

    shape: ClassVar[str] = "volume"

    def table(self) -> Table:
        """Return the days."""
        rows = tuple((day.date, day.created, day.solved) for day in self.days)
        return Table(_("Created and solved per day"), (_("Day"), _("Tickets created"), _("Tickets solved")), rows)

    def claims(self) -> list[Claim]:
        """Return every number with its search."""
        claims = [
            Claim(self.created.now, self.created_query),
            Claim(self.solved.now, self.solved_query),
            Claim(self.reopened.now, self.reopened_query),
        ]
        claims += [Claim(day.created, day.created_query) for day in self.days]
        return claims + [Claim(day.solved, day.solved_query) for day in self.days]


def figure(scope: Scope) -> Volume:
    """Count. One query."""
    counted = {kind: _Counted({}, 0) for kind in COLUMNS}
    days = scope.period.days
    for kind, bucket, number in _rows(scope):
        if bucket == 0:
            counted[kind].before += number
        else:
            counted[kind].by_day[days[bucket - 1]] = number
    created, solved, reopened = counted.values()
    tickets = search(scope)
    return Volume(
        created=created.count(),
        solved=solved.count(),
        reopened=reopened.count(),
        days=tuple(
            Day(
                date=day,
                created=created.by_day.get(day, 0),
                solved=solved.by_day.get(day, 0),
                created_query=f"{tickets} {on('created', day)}",
                solved_query=f"{tickets} {on('solved', day)}",
            )
            for day in days
        ),
        created_query=search(scope, during("created", scope.period)),
        solved_query=search(scope, during("solved", scope.period)),
        reopened_query=search(scope, during("reopened", scope.period)),
    )


@dataclass
class _Counted:
    by_day: dict[date, int]
    before: int

    def count(self) -> measures.Count:
        return measures.Count(sum(self.by_day.values()), self.before)


def _rows(scope: Scope) -> Iterable[tuple[str, int, int]]:
    created, solved, reopened = (_arm(scope, kind, column) for kind, column in COLUMNS.items())
    rows: Iterable[tuple[str, int, int]] = created.union(solved, reopened, all=True)
    return rows


def _arm(scope: Scope, kind: str, column: str) -> Any:
    asked = scope.facts().filter(scope.compared(column)).order_by()
    named = asked.annotate(kind=Value(kind, CharField()), bucket=_bucket(scope, column))
    return named.values("kind", "bucket").annotate(number=Count("*")).values_list("kind", "bucket", "number")


def _bucket(scope: Scope, column: str) -> Func:
    """Number the days of the period from 1, by the instants at which they begin; 0 is before it."""
    begins = Value([midnight(day, scope.period.zone) for day in scope.period.days], ArrayField(DateTimeField()))
    return Func(F(column), begins, function="WIDTH_BUCKET", output_field=IntegerField())
