"""Arithmetic of working time. Pure: no Django, no clock, no database.

A calendar is open in half-open stretches of local wall time; instants are aware and compared in UTC. Wall times
that a daylight-saving change skips or repeats follow PEP 495: a skipped opening begins where the clock lands, a
repeated hour counts as often as it passes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
HORIZON = timedelta(days=3660)  # a calendar that never opens ends the search, not the process

Stretch = tuple[time, time]  # opens, closes; closes 00:00 is midnight at the end of the day


@dataclass(frozen=True)
class WorkingHours:
    """When a desk works: stretches per weekday (0 = Monday), and dates with other stretches (none: closed)."""

    zone: ZoneInfo
    week: tuple[tuple[Stretch, ...], ...]
    exceptions: dict[date, tuple[Stretch, ...]] = field(default_factory=dict)

    def spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield open spans in UTC from `start` on, in order, the first one cut at `start`."""
        start = start.astimezone(UTC)
        day = start.astimezone(self.zone).date() - timedelta(days=1)  # a stretch may reach past midnight UTC
        last = day + HORIZON
        while day < last:
            for opens, closes in self.exceptions.get(day, self.week[day.weekday()]):
                begin, end = self._instant(day, opens), self._closing(day, closes)
                if end > start and end > begin:
                    yield max(begin, start), end
            day += timedelta(days=1)

    def _closing(self, day: date, closes: time) -> datetime:
        return self._instant(day + timedelta(days=1), MIDNIGHT) if closes == MIDNIGHT else self._instant(day, closes)

    def _instant(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, self.zone).astimezone(UTC)


ALWAYS = WorkingHours(ZoneInfo("UTC"), (((MIDNIGHT, MIDNIGHT),),) * 7)


def add_working_time(start: datetime, duration: timedelta, hours: WorkingHours) -> datetime:
    """Return the instant when `duration` of working time has passed since `start`.

    A duration of zero or less ends at the next instant that is open. Raises ValueError for a calendar that
    does not open that long within ten years.
    """
    left = max(duration, timedelta(0))
    for begin, end in hours.spans(start):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    msg = "the calendar is not open long enough"
    raise ValueError(msg)


def working_time_between(start: datetime, end: datetime, hours: WorkingHours) -> timedelta:
    """Return how much working time lies in [start, end)."""
    total = timedelta(0)
    end = end.astimezone(UTC)
    for span_start, span_end in hours.spans(start):
        if span_start >= end:
            break
        total += min(span_end, end) - span_start
    return total
