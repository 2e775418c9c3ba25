"""What policies say, as pure values, kept in each process.

The database raises a policy's `revision` with every edit of its row, targets, calendar, hours or holidays (migration
0010). It comes with the policy, which is read anyway; while it stays the same, so do the terms. So no process ever
counts by terms that were edited in another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings

from helpdesk.lib import rows
from tickets.models import BusinessCalendar, SLAPolicy
from tickets.working_time import ALWAYS, Stretch, WorkingHours


@dataclass(frozen=True)
class Terms:
    """Minutes by metric and priority, and the hours they are counted in."""

    targets: Mapping[tuple[str, int], int]
    hours: WorkingHours


NO_TERMS = Terms({}, ALWAYS)
_kept: dict[int, tuple[int, Terms]] = {}


def terms_of(policy: SLAPolicy | None) -> Terms:
    """Return the terms of a policy as it was read; without one, no promises in a desk that is always open."""
    if policy is None:
        return NO_TERMS
    revision, terms = _kept.get(policy.pk, (None, NO_TERMS))
    if revision != policy.revision:
        targets = {(target.metric, target.priority): target.minutes for target in policy.targets.all()}
        terms = Terms(targets, hours_of(policy.calendar))
        _kept[policy.pk] = (policy.revision, terms)
    return terms


def policy_for(team: int | None) -> SLAPolicy | None:
    """Return the policy of a team's tickets, with its calendar: the team's own, else the default one."""
    sql = f"""
        SELECT {rows.columns(SLAPolicy, "p")}, {rows.columns(BusinessCalendar, "c")}
        FROM tickets_slapolicy p JOIN tickets_businesscalendar c ON c.id = p.calendar_id
            LEFT JOIN tickets_teampolicy t ON t.policy_id = p.id AND t.team_id = %s
        WHERE p.is_default OR t.id IS NOT NULL ORDER BY t.id LIMIT 1
    """  # noqa: S608 -- names of columns
    for policy, calendar in rows.read(sql, [team], SLAPolicy, BusinessCalendar):
        policy.calendar = calendar
        return cast("SLAPolicy", policy)
    return None


def default_policy() -> SLAPolicy | None:
    """Return the policy of tickets that no other policy claims, with its calendar."""
    return policy_for(None)


def hours_of(calendar: BusinessCalendar) -> WorkingHours:
    """Read a calendar from the database."""
    week: list[list[Stretch]] = [[] for _ in range(7)]
    for row in calendar.opening_hours.all():
        week[row.weekday].append((row.opens, row.closes))
    exceptions: dict[date, tuple[Stretch, ...]] = {
        day.date: ((day.opens, day.closes),) if day.opens and day.closes else () for day in calendar.holidays.all()
    }
    return WorkingHours(ZoneInfo(calendar.time_zone), tuple(map(tuple, week)), exceptions)


def desk_zone() -> ZoneInfo:
    """Return where the desk is: in the zone of its opening hours, else in the server's."""
    policy = default_policy()
    return ZoneInfo(policy.calendar.time_zone if policy else settings.TIME_ZONE)
