"""Stretches of whole days that a report covers, and the stretch before to compare with. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST = 731  # days: two years
PRESET_DAYS = {"today": 1, "7d": 7, "14d": 14, "30d": 30, "90d": 90}


@dataclass(frozen=True)
class Period:
    """From one day to another, both included, as they begin and end in a zone; `until` may cut the last one short."""

    first: date
    last: date
    zone: ZoneInfo
    until: datetime | None = None

    @property
    def start(self) -> datetime:
        """The instant at which it begins."""
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The instant at which it is over."""
        return self.until or _midnight(self.last + timedelta(days=1), self.zone)

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + timedelta(days=number) for number in range(self.length)]


def preset(name: str, *, at: datetime, zone: ZoneInfo) -> Period:
    """Return the days that end today."""
    today = at.astimezone(zone).date()
    first = today.replace(day=1) if name == "month" else today - timedelta(days=PRESET_DAYS[name] - 1)
    return Period(first, today, zone)


def before(period: Period, *, at: datetime) -> Period:
    """Return what a period is compared with: as many days just before it; for a month so far, the last month so far.

    A period that is not over is compared with as much of the one before, to the same time of day.
    """
    first, last = _days_before(period)
    if not period.start <= at < period.end:
        return Period(first, last, period.zone)
    passed = (at.astimezone(period.zone).date() - period.first).days
    same_day = min(first + timedelta(days=passed), last)
    clock = at.astimezone(period.zone).timetz().replace(tzinfo=None)
    return Period(first, same_day, period.zone, datetime.combine(same_day, clock, period.zone))


def _days_before(period: Period) -> tuple[date, date]:
    last = period.first - timedelta(days=1)
    if period.first.day == 1 and period.last.month == period.first.month and period.last.year == period.first.year:
        first, is_whole = last.replace(day=1), (period.last + timedelta(days=1)).day == 1
        return first, last if is_whole else min(first + timedelta(days=period.length - 1), last)
    return last - timedelta(days=period.length - 1), last


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)
