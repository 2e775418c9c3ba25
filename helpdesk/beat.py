"""Celery's scheduler with a sign of life. Apart from helpdesk.celery, so that only beat loads the scheduler's code."""

from typing import Any

from celery.beat import PersistentScheduler

from helpdesk.lib import heartbeat


class BeatScheduler(PersistentScheduler):  # type: ignore[misc]
    """Sends what is due, and proves to /readyz at each tick that it ticks."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; return in how many seconds to come again."""
        heartbeat.beat("beat")
        return min(float(super().tick(*args, **kwargs)), heartbeat.EVERY_SECONDS)
