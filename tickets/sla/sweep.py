"""Noticing missed promises. Several workers may sweep at once; a late sweep never bends the figures."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from tickets.models import EventKind, SLATimer, TicketEvent

BATCH = 500


def sweep_overdue_timers(*, at: datetime) -> int:
    """Record every deadline missed by now, once each; return how many. `breached_at` is the deadline itself."""
    total = 0
    while swept := _sweep_batch(at):
        total += swept
        if swept < BATCH:
            break
    return total


@transaction.atomic
def _sweep_batch(at: datetime) -> int:
    timers = list(SLATimer.objects.overdue(at).select_for_update(skip_locked=True)[:BATCH])
    SLATimer.objects.filter(pk__in=[t.pk for t in timers]).update(breached_at=F("due_at"))
    TicketEvent.objects.bulk_create(
        TicketEvent(ticket_id=t.ticket_id, kind=EventKind.SLA_BREACHED, at=at, cause="sla", after=_what(t))
        for t in timers
    )
    return len(timers)


def _what(timer: SLATimer) -> dict[str, object]:
    due = timer.due_at.isoformat() if timer.due_at else None
    return {"metric": timer.metric, "cycle": timer.cycle, "due_at": due, "by_policy_change": False}
