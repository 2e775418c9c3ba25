"""Stretches of days in a search: `2026-11-01`, `2026-11-01..2026-11-21`, `..2026-11-01`, `today`, `7d`."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

TODAY = {"today", "hoy"}
YESTERDAY = {"yesterday", "ayer"}
LAST_DAYS = re.compile(r"(\d{1,4})d")
MIDNIGHT = time(0)
LAST_YEAR = 9000  # a day later there must still be a date


@dataclass(frozen=True)
class Days:
    """From one day to another, both included; None where it is open."""

    first: date | None
    last: date | None

    def condition(self, column: str, zone: ZoneInfo) -> Q:
        """Return that an instant lies on these days, as they begin and end in the zone."""
        wanted = Q()
        if self.first:
            wanted &= Q(**{f"{column}__gte": midnight(self.first, zone)})
        if self.last:
            wanted &= Q(**{f"{column}__lt": midnight(self.last + timedelta(days=1), zone)})
        return wanted


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day begins."""
    return datetime.combine(day, MIDNIGHT, zone)


def read_days(text: str, *, today: date) -> Days | None:
    """Understand a stretch of days; None when it makes no sense."""
    first, dots, last = text.partition("..")
    if dots:
        begin, end = read_day(first, today=today), read_day(last, today=today)
        wrong = (first and not begin) or (last and not end) or not (begin or end)
        return None if wrong or (begin and end and begin > end) else Days(begin, end)
    count = LAST_DAYS.fullmatch(text)
    if count and int(count[1]):
        return Days(today - timedelta(days=int(count[1]) - 1), today)
    day = read_day(text, today=today)
    return Days(day, day) if day else None


def read_day(text: str, *, today: date) -> date | None:
    """Understand one day."""
    if text in TODAY:
        return today
    if text in YESTERDAY:
        return today - timedelta(days=1)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year < LAST_YEAR else None
