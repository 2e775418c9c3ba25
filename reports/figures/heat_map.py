"""When tickets come in: the hours of the week, as clocks show them where the desk is."""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from reports.scope import Scope
from reports.searches import during, search
from reports.sums import Sums
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

    shape: ClassVar[str] = "heat"

    def table(self) -> Table:
        """Return the map as rows."""
        headers: tuple[Words, ...] = (_("Weekday"), *(f"{hour}:00" for hour in HOURS))
        rows = tuple((row.name, *(hour.count for hour in row.hours)) for row in self.weekdays)
        return Table(_("When tickets come in"), headers, rows)

    def claims(self) -> list[Claim]:
        """Return every number with its search."""
        return [Claim(hour.count, hour.query) for row in self.weekdays for hour in row.hours]


def figure(sums: Sums) -> HeatMap:
    """Count the tickets created in the period by weekday and hour."""
    counted = sums.created.hours
    weekdays = tuple(_weekday(sums.scope, number, counted) for number in range(1, len(WEEKDAYS) + 1))
    return HeatMap(weekdays)


def _weekday(scope: Scope, number: int, counted: Counter[tuple[int, int]]) -> Weekday:
    name, word = WEEKDAYS[number - 1]
    query = search(scope, during("created", scope.period), f"weekday:{word}")
    hours = (Hour(hour, counted[number, hour], f"{query} hour:{hour}") for hour in HOURS)
    return Weekday(name, tuple(hours))
