"""Counting what must not happen too often: failed sign-ins, public forms, links by mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F

from helpdesk.accounts.models import Throttle

# One statement, so that parallel requests cannot both be the last one allowed.
COUNT_SQL = """
INSERT INTO accounts_throttle AS t (key, window_ends_at, count) VALUES (%(key)s, %(ends)s, 1)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN t.window_ends_at <= %(at)s THEN 1 ELSE t.count + 1 END,
    window_ends_at = CASE WHEN t.window_ends_at <= %(at)s THEN %(ends)s ELSE t.window_ends_at END
RETURNING count, window_ends_at
"""


@dataclass(frozen=True)
class Limit:
    """At most `times` in `window` for one subject (an address, a person)."""

    name: str
    times: int
    window: timedelta

    def hit(self, subject: str, *, at: datetime) -> bool:
        """Count one more; True while it is allowed."""
        key = self._key(subject)
        with connection.cursor() as cursor:
            cursor.execute(COUNT_SQL, {"key": key, "ends": at + self.window, "at": at})
            count, _ends = cursor.fetchone()
        return bool(count <= self.times)

    def is_open(self, subject: str, *, at: datetime) -> bool:
        """Return whether one more would be allowed, without counting it."""
        row = Throttle.objects.filter(key=self._key(subject), window_ends_at__gt=at).first()
        return row is None or row.count < self.times

    def opens_at(self, subject: str) -> datetime | None:
        """Return when the current window ends and the count begins anew; None when nothing was counted."""
        return Throttle.objects.filter(key=self._key(subject)).values_list("window_ends_at", flat=True).first()

    def give_back(self, subject: str) -> None:
        """Take one off the count: what was counted in advance turned out to be harmless."""
        Throttle.objects.filter(key=self._key(subject), count__gt=0).update(count=F("count") - 1)

    def clear(self, subject: str) -> None:
        """Forget what was counted, as after a right password."""

        Throttle.objects.filter(key=self._key(subject)).delete()

    def _key(self, subject: str) -> str:
        return f"{self.name}:{subject.strip().lower()}"[:200]
