"""Changes of the settings that touch many tickets: done in batches, each a transaction of its own.

So no lock is held for longer than one batch takes. The row is the record of how far it came: a batch that breaks off
leaves it as it was, and beat has the rest done.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from helpdesk.lib.enqueue import enqueue
from tickets import tagging, tasks
from tickets.models import BulkChange, BulkKind
from tickets.sla import revision

# Each does the next batch and returns how many tickets it looked at; None when nothing is left.
STEPS: dict[str, Callable[[BulkChange, datetime], int | None]] = {
    BulkKind.TAG_MERGE: tagging.step,
    BulkKind.TAG_REMOVAL: tagging.step,
    BulkKind.PROMISES: revision.step,
}
AT_ONCE = 200  # tickets that whoever asks for it waits for: a small change is done when the page comes


def begin(change: BulkChange, *, at: datetime) -> bool:
    """Do a small change at once, and leave a large one to a worker; True when it is done."""
    if change.total > AT_ONCE:
        enqueue(tasks.run_bulk_change, change.pk)
        return False
    while step(change.pk, at=at):
        pass
    change.refresh_from_db()
    return change.finished_at is not None


@transaction.atomic
def step(pk: int, *, at: datetime) -> bool:
    """Do the next batch. False when it was the last one, or when somebody else is at it right now."""
    change = BulkChange.objects.unfinished().select_for_update(skip_locked=True).filter(pk=pk).first()
    if change is None:
        return False
    count = STEPS[change.kind](change, at)
    change.done += count or 0
    change.finished_at = at if count is None else None
    change.save(update_fields=["done", "facts", "finished_at"])
    return count is not None


def resume() -> int:
    """Have done what a restart broke off; return how many changes that were."""
    pks = list(BulkChange.objects.unfinished().order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        enqueue(tasks.run_bulk_change, pk)
    return len(pks)
