"""Sums that took long are shared for half a minute by whoever asks a process for the same: for a million tickets.

Whoever sees them is told when they were counted. Files and mails are always counted anew.
"""

from dataclasses import replace
from datetime import datetime
from time import perf_counter
from typing import Any

from django.core.cache import cache

from helpdesk.accounts.models import Membership
from reports.scope import Scope
from reports.sums import Sums
from reports.sums.asking import FILTERS

SECONDS = 30
LONG = 0.4  # seconds: what takes less is always counted anew
SUBJECTS = ("created", "answered", "solved", "unsolved", "replies", "ratings")


def shared(scope: Scope) -> Sums:
    """Return sums that somebody with the same eyes asked for lately, with their moment; else count."""
    key = _key(scope)
    return _kept(key, scope) or _counted(key, scope)


def _kept(key: str, scope: Scope) -> Sums | None:
    found: tuple[datetime, dict[str, Any]] | None = cache.get(key)
    if found is None:
        return None
    at, read = found
    sums = Sums(replace(scope, at=at))
    vars(sums).update(read)
    return sums


def _counted(key: str, scope: Scope) -> Sums:
    begin, sums = perf_counter(), Sums(scope)
    read = {subject: getattr(sums, subject) for subject in SUBJECTS}
    if perf_counter() - begin > LONG:
        cache.set(key, (scope.at, read), SECONDS)
    return sums


def _key(scope: Scope) -> str:
    """Name what decides which tickets are counted: the role, for others than administrators who and in which teams."""
    eyes: list[Any] = [scope.user.role]
    if not scope.user.is_admin:
        teams = Membership.objects.filter(user=scope.user).order_by("team").values_list("team", flat=True)
        eyes += [scope.user.pk, *teams]
    period = scope.period
    asked = [period.first, period.last, period.zone.key, scope.hours, scope.agent]
    asked += [getattr(scope, name) for name in FILTERS]
    return ":".join(str(part) for part in ("sums", "-".join(map(str, eyes)), *asked))
