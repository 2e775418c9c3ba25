"""Counting what must not happen too often: failed sign-ins, public forms, links by mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from helpdesk.accounts.models import Throttle

BATCH = 20_000

# One statement, so that parallel requests cannot both be the last one allowed.
COUNT_SQL = """
INSERT INTO accounts_throttle AS t (key, window_ends_at, count)
SELECT key, ends, %(amount)s FROM unnest(%(keys)s::text[], %(ends)s::timestamptz[]) AS asked (key, ends)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN t.window_ends_at <= %(at)s THEN EXCLUDED.count ELSE t.count + EXCLUDED.count END,
    window_ends_at = CASE WHEN t.window_ends_at <= %(at)s THEN EXCLUDED.window_ends_at ELSE t.window_ends_at END
RETURNING key, count
"""


@dataclass(frozen=True)
class Limit:
    """At most `times` in `window` for one subject (an address, a person)."""

    name: str
    times: int
    window: timedelta

    def hit(self, subject: str, *, at: datetime, amount: int = 1) -> bool:
        """Count one more, or `amount` of what is counted; True while it is allowed."""
        return hit_all({self: subject}, at=at, amount=amount)

    def is_open(self, subject: str, *, at: datetime) -> bool:
        """Return whether one more would be allowed, without counting it."""
        row = Throttle.objects.filter(key=self.key(subject), window_ends_at__gt=at).first()
        return row is None or row.count < self.times

    def opens_at(self, subject: str) -> datetime | None:
        """Return when the current window ends and the count begins anew; None when nothing was counted."""
        return Throttle.objects.filter(key=self.key(subject)).values_list("window_ends_at", flat=True).first()

    def give_back(self, subject: str) -> None:
        """Take one off the count: what was counted in advance turned out to be harmless."""
        Throttle.objects.filter(key=self.key(subject), count__gt=0).update(count=F("count") - 1)

    def clear(self, subject: str) -> None:
        """Forget what was counted, as after a right password."""

        Throttle.objects.filter(key=self.key(subject)).delete()

    def key(self, subject: str) -> str:
        """Return under what one subject is counted."""
        return f"{self.name}:{subject.strip().lower()}"[:200]


@transaction.atomic
def forget_expired(*, at: datetime) -> int:
    """Delete what no longer counts; return how many rows. Those that somebody counts on right now stay."""
    over = Throttle.objects.filter(window_ends_at__lte=at).select_for_update(skip_locked=True)
    keys = list(over.values_list("key", flat=True)[:BATCH])
    return Throttle.objects.filter(key__in=keys).delete()[0]


def hit_all(subjects: "dict[Limit, str]", *, at: datetime, amount: int = 1) -> bool:
    """Count one more under each limit, in one statement; True while every one allows it.

    Rows are taken in the order of their keys, so that two that share some never wait for each other in a circle.
    """
    asked = sorted(((limit.key(subject), limit) for limit, subject in subjects.items()), key=lambda pair: pair[0])
    values: dict[str, Any] = {
        "keys": [key for key, _limit in asked],
        "ends": [at + limit.window for _key, limit in asked],
        "at": at,
        "amount": amount,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SQL, values)
        counts = dict(cursor.fetchall())
    return all(counts[key] <= limit.times for key, limit in asked)
