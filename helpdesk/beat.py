"""What beat runs with: a light loader, and Celery's scheduler with a sign of life. Only beat loads this module."""

from typing import Any

from celery.beat import PersistentScheduler
from celery.loaders.app import AppLoader

from helpdesk.lib import heartbeat


class ScheduleLoader(AppLoader):
    """Beat sends tasks by their names, so it needs neither the apps nor their task modules: half the memory."""

    def import_default_modules(self) -> list[Any]:
        """Import nothing."""
        return []


class BeatScheduler(PersistentScheduler):
    """Sends what is due, and proves to /readyz at each tick that it ticks."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; return in how many seconds to come again."""
        heartbeat.beat("beat")
        return min(float(super().tick(*args, **kwargs)), heartbeat.EVERY_SECONDS)
