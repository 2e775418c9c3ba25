"""Whether the desk is open, and until when: for the help centre."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.working_time import WorkingHours

LONG = timedelta(days=6)  # open for longer than this is open always


@dataclass(frozen=True)
class Opening:
    """Open until `changes_at`, or closed until then; None while it never changes. In the calendar's own zone."""

    is_open: bool
    changes_at: datetime | None


def opening_at(hours: WorkingHours, at: datetime) -> Opening | None:
    """Return how it stands at an instant; None for a calendar that never opens. Adjoining stretches count as one."""
    spans = hours.spans(at)
    begin, end = next(spans, (None, None))
    if begin is None or end is None:
        return None
    if begin > at:
        return Opening(is_open=False, changes_at=begin.astimezone(hours.zone))
    for next_begin, next_end in spans:
        if next_begin > end:
            break
        end = next_end
        if end - at > LONG:
            return Opening(is_open=True, changes_at=None)
    return Opening(is_open=True, changes_at=end.astimezone(hours.zone))
