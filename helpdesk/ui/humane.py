"""Times, durations, sizes and initials in words that a person reads at a glance. Pure; the caller gives `now`."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zlib import crc32

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 86400
SOON = timedelta(hours=1)
HUES = 8
MANY_NAMES = 3
SEPARATORS = str.maketrans("._-+()\"'", " " * 8)
PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "da", "do", "von", "van"})
KILO, TENTHS_BELOW, UNITS = 1024, 100, ("B", "KB", "MB", "GB", "TB")
LAST_PART = 0.8  # of a deadline: from here on it warns


def time_of_day(moment: datetime) -> str:
    """Say the hour, 24 h, in the reader's time zone: 14:35."""
    return f"{timezone.localtime(moment):%H:%M}"


def day(moment: datetime, *, now: datetime) -> str:
    """Name the day: today, yesterday, 19 Nov, or 19 Nov 2024 when the year is another."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    if local.date() == today:
        return _("today")
    if local.date() == today - timedelta(days=1):
        return _("yesterday")
    if local.date() == today + timedelta(days=1):
        return _("tomorrow")
    if local.year == today.year:
        # Translators: a Django date format (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#date)
        return _written(local.date(), pgettext("date format", "j M"))
    # Translators: a Django date format for a day of another year
    return _written(local.date(), pgettext("date format", "j M Y"))


def short_when(moment: datetime, *, now: datetime) -> str:
    """Say when in the least space, for lists: 14:35, yesterday, 19 Nov."""
    if timezone.localtime(moment).date() == timezone.localtime(now).date():
        return time_of_day(moment)
    return day(moment, now=now)


def long_when(moment: datetime, *, now: datetime) -> str:
    """Say the day and the hour: today 14:35, yesterday 09:12, 19 Nov 09:14."""
    # Translators: a day and an hour, as in "today 14:35"
    return _("%(day)s %(time)s") % {"day": day(moment, now=now), "time": time_of_day(moment)}


def day_heading(moment: datetime, *, now: datetime) -> str:
    """Head a day of a conversation: today, yesterday, Friday 20 November."""
    local, today = timezone.localtime(moment), timezone.localtime(now)
    if abs((today.date() - local.date()).days) <= 1:
        return day(moment, now=now)
    if local.year == today.year:
        # Translators: a Django date format for a heading, as in "Friday 20 November"
        return _written(local.date(), pgettext("date format", "l j F"))
    # Translators: a Django date format for a heading of another year
    return _written(local.date(), pgettext("date format", "l j F Y"))


def exact(moment: datetime) -> str:
    """Say everything: Friday 20 November 2026, 14:35:07 -05, with the zone's abbreviation."""
    local = timezone.localtime(moment)
    # Translators: a complete day and the time with its zone, as in "Friday 20 November 2026, 14:35:07 -05"
    return _("%(day)s, %(time)s") % {
        "day": _written(local.date(), pgettext("date format", "l j F Y")),
        "time": f"{local:%H:%M:%S %Z}",
    }


def _written(day: date, pattern: str) -> str:
    return _day_in(get_language(), day, pattern)


@lru_cache(maxsize=4096)
def _day_in(_language: str | None, day: date, pattern: str) -> str:
    """Write a day out. A page has dozens of moments and few days, and Django takes its time over each."""
    return date_format(day, pattern)


def duration(length: timedelta) -> str:
    """Say a length with its two largest units, rounded down: 34 min, 1 h 52 min, 2 d 4 h. No line breaks within."""
    seconds = abs(int(length.total_seconds()))
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    if days:
        words = _("%(days)s d %(hours)s h") if hours else _("%(days)s d")
    elif hours:
        words = _("%(hours)s h %(minutes)s min") if minutes else _("%(hours)s h")
    else:
        words = _("%(minutes)s min") if minutes else _("less than 1 min")
    return _unbroken(words % {"days": days, "hours": hours, "minutes": minutes})


def working_time(length: timedelta) -> str:
    """Say an amount of opening hours. Never in days, because a working day has no 24 hours: 27 h, 1 h 30 min."""
    seconds = int(length.total_seconds())
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    if not hours:
        return duration(length)
    words = _("%(hours)s h %(minutes)s min") if minutes else _("%(hours)s h")
    return _unbroken(words % {"hours": hours, "minutes": minutes})


def _unbroken(words: str) -> str:
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def file_size(count: int) -> str:
    """Say a size as mail programs do, 1 KB = 1024 bytes: 812 B, 64 KB, 1.8 MB, 20 MB."""
    value, units = float(count), iter(UNITS)
    unit = next(units)
    while round(value) >= KILO and unit != UNITS[-1]:
        value, unit = value / KILO, next(units)
    value = round(value, 1 if unit in UNITS[2:] and value < TENTHS_BELOW else 0)
    return f"{number_format(value, 1 if value % 1 else 0)} {unit}"


def initials(name: str) -> str:
    """Take up to two letters: Rosa Huamán → RH. An address gives its first letter."""
    parts = name.partition("@")[0].translate(SEPARATORS).split()
    words = [part for part in parts if part.lower() not in PARTICLES] or parts
    if not words:
        return "?"
    second = words[-1:] if len(words) < MANY_NAMES else words[1:2]
    return "".join(word[0] for word in [words[0], *second][: len(words)]).upper()


def hue(key: str) -> int:
    """Give a name one of eight colours, the same on every page and machine."""
    return crc32(key.strip().lower().encode()) % HUES + 1


@dataclass(frozen=True)
class Due:
    """How a deadline stands: `percent` of its time used, and words for a chip and for a panel."""

    tone: str
    percent: int
    short: str
    text: str
    overdue: bool


def due(due_at: datetime, *, now: datetime, started_at: datetime | None = None) -> Due:
    """Judge a running deadline: bad once past, warn in its last hour or last fifth, else neutral."""
    left = due_at - now
    words = duration(left)
    if left < timedelta(0):
        return Due("bad", 100, words, _("%(duration)s overdue") % {"duration": words}, overdue=True)
    whole = due_at - (started_at or min(now, due_at - SOON))
    used = 1 - left / whole if whole > timedelta(0) else 1.0
    tone = "warn" if left <= SOON or used >= LAST_PART else "neutral"
    percent = max(0, min(100, round(used * 100)))
    return Due(tone, percent, words, _("%(duration)s left") % {"duration": words}, overdue=False)
