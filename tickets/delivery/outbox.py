"""Claiming what is due, sending it, and recording what became of it."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import Enum, auto

from django.db import transaction

from helpdesk.lib.enqueue import enqueue
from tickets import tasks
from tickets.delivery import brakes, outcomes, receipts, senders, survey
from tickets.delivery.errors import PermanentDeliveryError, TemporaryDeliveryError
from tickets.faults import Fault, fault
from tickets.models import Delivery, DeliveryKind, DeliveryState, MissingFile
from tickets.models.delivery import MAX_ATTEMPTS, DeliveryQuerySet

BATCH = 200
MAX_FAULTS = 3  # of one mailbox in one sweep: a server that is away must not hold up the mail of the others
logger = logging.getLogger(__name__)


class Outcome(Enum):
    """What came of one attempt: only a fault says something about the way out, a refusal about one mail alone."""

    SENT = auto()
    REFUSED = auto()
    FAULT = auto()
    NOT_OURS = auto()


def deliver(delivery_id: int, *, at: datetime) -> bool:
    """Send one thing if it is due and nobody else has it; True when it was taken by the next hop."""
    return _attempt(delivery_id, at=at) == Outcome.SENT


def sweep(*, at: datetime) -> int:
    """Send whatever is due; return how much left. Finds what the queue forgot and what a dead worker held."""
    return _deliver_each(Delivery.objects.due(at)[:BATCH], at=at)


def deliver_all(delivery_ids: Iterable[int], *, at: datetime) -> int:
    """Send what was announced together; return how much left. What a mailbox's server does not take waits."""
    return _deliver_each(Delivery.objects.filter(pk__in=delivery_ids).order_by("pk"), at=at)


def _deliver_each(deliveries: DeliveryQuerySet, *, at: datetime) -> int:
    faults: Counter[int | None] = Counter()
    left = 0
    for pk, channel_id in list(deliveries.values_list("pk", "channel_id")):
        if faults[channel_id] < MAX_FAULTS:
            outcome = _attempt(pk, at=at)
            left += outcome == Outcome.SENT
            faults[channel_id] += outcome == Outcome.FAULT
    return left


def try_again(delivery: Delivery, *, at: datetime) -> bool:
    """Queue a failed delivery once more; False when it has not failed."""
    failed = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.FAILED)
    return bool(failed.update(state=DeliveryState.QUEUED, attempts=0, send_after=at, last_error="", fault={}))


def _attempt(delivery_id: int, *, at: datetime) -> Outcome:
    delivery = Delivery.objects.claim(delivery_id, at=at)
    if delivery is None:
        return Outcome.NOT_OURS
    if reason := survey.loss_of_sense(delivery):
        delivery.cancel(reason)
        return Outcome.REFUSED
    if objection := brakes.objection(delivery, at=at):
        _hold_back(delivery, objection, at=at)
        return Outcome.REFUSED
    if delivery.attempts > MAX_ATTEMPTS:  # each time its worker died holding it
        _fail(delivery, fault("worker.died"), at=at)
        outcome = Outcome.REFUSED
    else:
        outcome = _send(delivery, at=at)
    if delivery.kind == DeliveryKind.REPLY and delivery.state != DeliveryState.QUEUED:
        _announce_next(delivery, at=at)
    return outcome


def _send(delivery: Delivery, *, at: datetime) -> Outcome:
    try:
        provider_id = senders.send(delivery)
    except TemporaryDeliveryError as error:
        outcomes.note_fault(delivery, error, at=at)
        _put_back(delivery, error.fault, at=at)
        return Outcome.FAULT
    except PermanentDeliveryError as error:
        outcomes.note_refusal(delivery, error, at=at)
        _fail(delivery, error.fault, at=at)
    except Exception as error:
        # Our own fault. It counts as an attempt, so that it is neither repeated for ever nor lost.
        logger.exception("Delivery %s could not be sent", delivery.pk)
        _put_back(delivery, f"{type(error).__name__}: {error}", at=at)
    else:
        _note_sent(delivery, provider_id, at=at)
        return Outcome.SENT
    return Outcome.REFUSED


def _note_sent(delivery: Delivery, provider_id: str, *, at: datetime) -> None:
    delivery.mark_sent(provider_id, at=at)
    channel = delivery.channel
    if channel is None or not channel.is_chat:
        return
    receipts.sum_up(delivery, at=at)
    if channel.failing_since:
        channel.mark_ok(at=at)
        MissingFile.objects.filter(channel=channel).hurry(at=at)


def _announce_next(delivery: Delivery, *, at: datetime) -> None:
    """The reply that waited for this one need not wait for the sweeper."""
    waiting = Delivery.objects.due(at).filter(kind=DeliveryKind.REPLY, ticket=delivery.ticket_id)
    for pk in waiting.filter(to_address=delivery.to_address).values_list("pk", flat=True)[:1]:
        enqueue(tasks.deliver, pk)


def _put_back(delivery: Delivery, error: Fault | str, *, at: datetime) -> None:
    if delivery.attempts >= MAX_ATTEMPTS:
        _fail(delivery, error, at=at)
    else:
        delivery.put_back(error, at=at)


@transaction.atomic
def _hold_back(delivery: Delivery, objection: str, *, at: datetime) -> None:
    delivery.cancel(objection)
    outcomes.record_failure(delivery, objection, at=at)


@transaction.atomic
def _fail(delivery: Delivery, error: Fault | str, *, at: datetime) -> None:
    delivery.mark_failed(error)
    outcomes.record_failure(delivery, str(error), at=at)
