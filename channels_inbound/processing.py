"""Payloads to messages: claimed in the database, each in a transaction of its own, so that one never stops the next."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from channels_inbound import parsers
from channels_inbound.chats import media
from channels_inbound.models import MAX_ATTEMPTS, InboundPayload, PayloadState
from channels_inbound.outcomes import DiscardedError, HeldError, NotYetError
from helpdesk.lib.enqueue import enqueue, enqueue_now

BATCH = 20  # payloads of one task: even with the worst mails it stays below the time limit of a task
SWEEP = 400
STUCK_AFTER = timedelta(minutes=10)
FETCHING_TAKES = timedelta(minutes=6)  # above the time limit of a task
TURNS = 3  # for mails that meet others on the same rows
# SQLSTATE classes that are OperationalErrors although the database is there: the transaction met another one (40),
# or what the payload holds is too much for a row or an index (54). Others (08, 53, 57) mean: try when it is back.
COLLISION, TOO_MUCH = "40", "54"

Files = Mapping[str, media.Fetched] | None

logger = logging.getLogger(__name__)


def announce(pks: Iterable[int]) -> None:
    """Tell the workers, once the transaction commits, that these payloads wait. Nothing is lost when nobody hears."""
    for task, batch in _tasks(pks):
        enqueue(task, *batch)


def announce_stored(pks: Iterable[int]) -> None:
    """Do the same at once, for payloads that are committed."""
    for task, batch in _tasks(pks):
        enqueue_now(task, *batch)


def _tasks(pks: Iterable[int]) -> Iterator[tuple[Any, list[int]]]:
    from channels_inbound import tasks  # noqa: PLC0415 -- leaf

    pks = list(pks)
    for start in range(0, len(pks), BATCH):
        yield tasks.process_payloads, pks[start : start + BATCH]


def process_payload(pk: int, *, at: datetime) -> bool:
    """Bring one waiting payload to its end; False when another has it, it is done, or its turn has not come.

    Ends as a message, held or discarded with a reason. Any other fault undoes everything, is logged, and the
    payload waits for another attempt.
    """
    try:
        return _with_files(pk, at=at)
    except Exception as error:
        if isinstance(error, OperationalError) and not _sqlstate(error).startswith((COLLISION, TOO_MUCH)):
            raise  # the database is away: the payload waits as it is
        logger.exception("Payload %s could not be processed", pk)
        _retry_later(pk, f"{type(error).__name__}: {error}", at=at)
        return False


def sweep(*, at: datetime) -> int:
    """Process what the queue forgot, the oldest first; return how many came to an end."""
    _note_stuck(at=at)
    waiting = InboundPayload.objects.due(at).values_list("pk", flat=True)[:SWEEP]
    return sum(process_payload(pk, at=at) for pk in waiting)


def _with_files(pk: int, *, at: datetime) -> bool:
    """Process a payload; the files that a chat message names are fetched first, while nothing is locked."""
    try:
        return _patiently(pk, at=at)
    except media.FilesNeededError as needed:
        if not _claim_for_fetching(pk, at=at):
            return False
        return _patiently(pk, at=at, fetched=media.fetch(needed))


def _claim_for_fetching(pk: int, *, at: datetime) -> bool:
    """Keep others off while files come: a worker that dies meanwhile leaves the payload due again afterwards."""
    due = InboundPayload.objects.filter(pk=pk, state=PayloadState.WAITING, next_attempt_at__lte=at)
    return bool(due.update(next_attempt_at=at + FETCHING_TAKES))


def _patiently(pk: int, *, at: datetime, fetched: Files = None) -> bool:
    """Try again at once when two met and this one had to give way: the other one is through now."""
    for _turn in range(TURNS - 1):
        try:
            return _process(pk, at=at, fetched=fetched)
        except OperationalError as error:
            if not _sqlstate(error).startswith(COLLISION):
                raise
    return _process(pk, at=at, fetched=fetched)


def _sqlstate(error: OperationalError) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def _process(pk: int, *, at: datetime, fetched: Files) -> bool:
    """With `fetched` the payload is this caller's already (`_claim_for_fetching`)."""
    turn = at if fetched is None else at + FETCHING_TAKES
    with transaction.atomic():
        payload = InboundPayload.objects.claim(pk, at=turn)
        if payload is None:
            return False
        try:
            message = parsers.receive(payload, at=at, fetched=fetched)
        except NotYetError as error:
            payload.wait(str(error), at=at)
        except HeldError as error:
            payload.hold(str(error), at=at)
        except DiscardedError as error:
            payload.discard(str(error), at=at)
        else:
            payload.accept(message, at=at)
    return True


def _retry_later(pk: int, error: str, *, at: datetime) -> None:
    with transaction.atomic():
        payload = InboundPayload.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        if payload and payload.state == PayloadState.WAITING:
            payload.retry_later(error.replace("\x00", ""), at=at)


def _note_stuck(*, at: datetime) -> None:
    """Count an attempt of what has waited long: a payload that kills its worker leaves no other trace."""
    long_due = InboundPayload.objects.due(at).filter(next_attempt_at__lte=at - STUCK_AFTER)
    given_up = long_due.filter(attempts__gte=MAX_ATTEMPTS)
    reason = _("Processing it stopped the server several times.")
    given_up.order_by().update(state=PayloadState.HELD, reason=reason, processed_at=at)
    first = list(long_due.values_list("pk", flat=True)[:SWEEP])
    InboundPayload.objects.filter(pk__in=first, state=PayloadState.WAITING).update(
        attempts=F("attempts") + 1, next_attempt_at=at
    )
