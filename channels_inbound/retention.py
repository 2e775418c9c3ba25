"""What is not kept: files that came with a form which was never sent, or whose message is gone."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef

from channels_inbound.models import InboundPayload, PayloadState
from channels_inbound.web_form.submission import read_submission
from tickets import files
from tickets.models import Attachment, Blob, ChannelKind

UNUSED_FOR = timedelta(hours=48)  # longer than a form that must be corrected may name its files (kept_files.KEPT_FOR)
BATCH = 500


def prune_orphan_files(*, at: datetime) -> int:
    """Delete files older than UNUSED_FOR that no message and no stored form names; return how many.

    Each batch is a transaction of its own, and a file goes only after the commit that took its row.
    """
    count, after = 0, ""
    while True:
        blobs, removed = _prune_batch(after, at=at)
        count += removed
        if not blobs:
            return count
        after = blobs[-1].pk


@transaction.atomic
def _prune_batch(after: str, *, at: datetime) -> tuple[list[Blob], int]:
    """Lock the next ones, then look who names them: what came in meanwhile waits for the lock or is seen."""
    used = Exists(Attachment.objects.filter(blob=OuterRef("pk")))
    old = Blob.objects.filter(~used, created_at__lt=at - UNUSED_FOR, pk__gt=after).order_by("pk")
    blobs = list(old.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    if not blobs:
        return [], 0
    pks = [blob.pk for blob in blobs]
    named = _named_by_forms() | set(Attachment.objects.filter(blob__in=pks).values_list("blob", flat=True))
    unused = [blob for blob in blobs if blob.pk not in named]
    Blob.objects.filter(pk__in=[blob.pk for blob in unused]).delete()
    for blob in unused:
        transaction.on_commit(partial(files.remove_file, Blob(sha256=blob.sha256)), robust=True)
    return blobs, len(unused)


def _named_by_forms() -> set[str]:
    """Return the hashes in forms that are no message: each can still become one."""
    forms = InboundPayload.objects.filter(channel__kind=ChannelKind.WEB_FORM).exclude(state=PayloadState.ACCEPTED)
    return {sha256 for payload in forms.only("compressed").iterator() for sha256 in _hashes(payload)}


def _hashes(payload: InboundPayload) -> Iterable[str]:
    try:
        return [note.sha256 for note in read_submission(payload.raw).files]
    except (ValueError, TypeError, KeyError):  # not ours: held, and names nothing
        return []
