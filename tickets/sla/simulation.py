"""When a ticket would fall due: for whoever sets the hours and wants to see what they mean. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tickets.models import Metric
from tickets.working_time import WorkingHours, add_working_time


@dataclass(frozen=True)
class Due:
    """One promise of the ticket: how much working time it has, and when it ends. In the calendar's zone."""

    metric: Metric
    allowed: timedelta
    due_at: datetime


@dataclass(frozen=True)
class Simulation:
    """A ticket that was never written."""

    created_at: datetime
    starts_at: datetime  # when its clock begins to run
    dues: list[Due]
    exceptions: list[date]  # holidays on the way to the last promise

    @property
    def waits(self) -> bool:
        """Whether it comes while the desk is closed."""
        return self.starts_at > self.created_at


def simulate(created_at: datetime, targets: Mapping[Metric, int], hours: WorkingHours) -> Simulation | None:
    """Follow a ticket through the hours; None when they never open long enough."""
    zone = hours.zone
    try:
        starts_at = add_working_time(created_at, timedelta(0), hours).astimezone(zone)
        dues = [_due(metric, minutes, created_at=created_at, hours=hours) for metric, minutes in targets.items()]
    except ValueError:
        return None
    last = max([due.due_at for due in dues], default=starts_at).date()
    first = created_at.astimezone(zone).date()
    exceptions = sorted(day for day in hours.exceptions if first <= day <= last)
    return Simulation(created_at.astimezone(zone), starts_at, dues, exceptions)


def _due(metric: Metric, minutes: int, *, created_at: datetime, hours: WorkingHours) -> Due:
    allowed = timedelta(minutes=minutes)
    return Due(metric, allowed, add_working_time(created_at, allowed, hours).astimezone(hours.zone))
