"""Calendars from the database as the pure WorkingHours, kept for a minute in each process."""

import time as clock
from datetime import date
from zoneinfo import ZoneInfo

from tickets.models import BusinessCalendar, SLAPolicy
from tickets.working_time import ALWAYS, Stretch, WorkingHours

KEPT_SECONDS = 60.0
_kept: dict[int, tuple[float, WorkingHours]] = {}
_policy: tuple[float, SLAPolicy | None] | None = None


def working_hours(policy: SLAPolicy | None) -> WorkingHours:
    """Return the hours of a policy's calendar; without a policy, always open."""
    if policy is None:
        return ALWAYS
    kept = _kept.get(policy.calendar_id)
    if kept is None or clock.monotonic() - kept[0] > KEPT_SECONDS:
        kept = (clock.monotonic(), hours_of(policy.calendar))
        _kept[policy.calendar_id] = kept
    return kept[1]


def forget_calendars() -> None:
    """Read calendars and policy again at next use: after they were edited, and between tests."""
    global _policy  # noqa: PLW0603 -- a cache of one value
    _kept.clear()
    _policy = None


def default_policy() -> SLAPolicy | None:
    """Return the policy of tickets that no other policy claims."""
    global _policy  # noqa: PLW0603 -- a cache of one value
    if _policy is None or clock.monotonic() - _policy[0] > KEPT_SECONDS:
        found = SLAPolicy.objects.filter(is_default=True).prefetch_related("targets").first()
        _policy = (clock.monotonic(), found)
    return _policy[1]


def hours_of(calendar: BusinessCalendar) -> WorkingHours:
    """Read a calendar from the database."""
    week: list[list[Stretch]] = [[] for _ in range(7)]
    for row in calendar.opening_hours.all():
        week[row.weekday].append((row.opens, row.closes))
    exceptions: dict[date, tuple[Stretch, ...]] = {
        day.date: ((day.opens, day.closes),) if day.opens and day.closes else () for day in calendar.holidays.all()
    }
    return WorkingHours(ZoneInfo(calendar.time_zone), tuple(map(tuple, week)), exceptions)
