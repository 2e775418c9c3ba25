"""When a report is due, and which days it covers. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.periods import Period

DAY = timedelta(days=1)


class Frequency(models.TextChoices):
    """How often a report is mailed."""

    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")


@dataclass(frozen=True)
class Rhythm:
    """Due at an hour of the desk's clock: every day, on one weekday, or on one day of the month.

    A month that is too short has its turn on its last day. An hour that clocks skip counts as the one after, and one
    that they show twice as the first: there is one run for each day, whatever the clocks do.
    """

    frequency: str
    weekday: int = 0
    day: int = 1
    hour: int = 8

    def following(self, at: datetime, zone: ZoneInfo) -> datetime:
        """Return when it is due next, after an instant."""
        day = at.astimezone(zone).date()
        while not (self._falls_on(day) and self.on(day, zone) > at):
            day += DAY
        return self.on(day, zone)

    def on(self, day: date, zone: ZoneInfo) -> datetime:
        """Return when the turn of a day is."""
        return datetime.combine(day, time(self.hour), zone).astimezone(UTC)

    def latest(self, at: datetime, zone: ZoneInfo) -> date:
        """Return the last day on which it was due, now or before."""
        day = at.astimezone(zone).date()
        while not (self._falls_on(day) and self.on(day, zone) <= at):
            day -= DAY
        return day

    def period(self, due_on: date, zone: ZoneInfo) -> Period:
        """Return what the report of that day covers: the day, the seven days or the whole month before."""
        last = due_on - DAY
        if self.frequency == Frequency.MONTHLY:
            last = due_on.replace(day=1) - DAY
            return Period(last.replace(day=1), last, zone)
        return Period(last - (6 if self.frequency == Frequency.WEEKLY else 0) * DAY, last, zone)

    def _falls_on(self, day: date) -> bool:
        if self.frequency == Frequency.WEEKLY:
            return day.weekday() == self.weekday
        if self.frequency == Frequency.MONTHLY:
            return day.day == min(self.day, monthrange(day.year, day.month)[1])
        return True
