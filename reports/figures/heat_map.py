"""When tickets come in: the hours of the week, as clocks show them where the desk is."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import BigIntegerField, Count, F, Func
from django.utils.translation import gettext_lazy as _

from reports.scope import Scope
from reports.searches import during, search
from reports.tables import Claim, Table, Words

WEEKDAYS: tuple[tuple[Words, str], ...] = (
    (_("Monday"), "mon"),
    (_("Tuesday"), "tue"),
    (_("Wednesday"), "wed"),
    (_("Thursday"), "thu"),
    (_("Friday"), "fri"),
    (_("Saturday"), "sat"),
    (_("Sunday"), "sun"),
)
HOURS = range(24)
HOUR, QUARTER = 60 * 60, 15 * 60


@dataclass(frozen=True)
class Hour:
    """One hour of one weekday."""

    hour: int
    count: int
    query: str


@dataclass(frozen=True)
class Weekday:
    """One row of the map."""

    name: Words
    hours: tuple[Hour, ...]


@dataclass(frozen=True)
class HeatMap:
    """Seven rows of 24 hours, Monday first."""

    weekdays: tuple[Weekday, ...]
    busiest: int

    shape: ClassVar[str] = "heat"

    def table(self) -> Table:
        """Return the map as rows."""
        headers: tuple[Words, ...] = (_("Weekday"), *(f"{hour}:00" for hour in HOURS))
        rows = tuple((row.name, *(hour.count for hour in row.hours)) for row in self.weekdays)
        return Table(_("When tickets come in"), headers, rows)

    def claims(self) -> list[Claim]:
        """Return every number with its search."""
        return [Claim(hour.count, hour.query) for row in self.weekdays for hour in row.hours]


def figure(scope: Scope) -> HeatMap:
    """Count the tickets created in the period by weekday and hour. One query.

    It counts hours as the world does, or quarters of them where the zone is not whole hours away from it.
    """
    period = scope.period
    step = HOUR if not any(_offset(moment) % HOUR for moment in (period.start, period.end)) else QUARTER
    asked = scope.facts().filter(period.holds("created_at")).order_by()
    steps = asked.annotate(step=_step(step)).values_list("step").annotate(number=Count("*"))
    counted: Counter[tuple[int, int]] = Counter()
    for count, number in steps:
        local = datetime.fromtimestamp(count * step, period.zone)
        counted[local.isoweekday(), local.hour] += number
    weekdays = tuple(_weekday(scope, number, counted) for number in range(1, len(WEEKDAYS) + 1))
    return HeatMap(weekdays, max(counted.values(), default=0))


def _offset(moment: datetime) -> int:
    offset = moment.utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _step(seconds: int) -> Func:
    epoch = f"FLOOR(EXTRACT(EPOCH FROM %(expressions)s) / {seconds})::bigint"
    return Func(F("created_at"), template=epoch, output_field=BigIntegerField())


def _weekday(scope: Scope, number: int, counted: Counter[tuple[int, int]]) -> Weekday:
    name, word = WEEKDAYS[number - 1]
    query = search(scope, during("created", scope.period), f"weekday:{word}")
    hours = (Hour(hour, counted[number, hour], f"{query} hour:{hour}") for hour in HOURS)
    return Weekday(name, tuple(hours))
