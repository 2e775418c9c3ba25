"""Claiming what is due, sending it, and recording what became of it."""

from datetime import datetime

from django.db import transaction

from tickets.delivery import mail
from tickets.delivery.errors import PermanentDeliveryError, TemporaryDeliveryError
from tickets.models import Delivery, DeliveryState, EventKind, TicketEvent
from tickets.models.delivery import MAX_ATTEMPTS

BATCH = 200


def deliver(delivery_id: int, *, at: datetime) -> bool:
    """Send one thing if it is due and nobody else has it; True when it was taken by the next hop."""
    delivery = Delivery.objects.claim(delivery_id, at=at)
    if delivery is None:
        return False
    try:
        provider_id = mail.send(delivery)
    except TemporaryDeliveryError as error:
        _put_back(delivery, str(error), at=at)
    except PermanentDeliveryError as error:
        _fail(delivery, str(error), at=at)
    else:
        delivery.mark_sent(provider_id, at=at)
        return True
    return False


def sweep(*, at: datetime) -> int:
    """Send whatever is due; return how much left. Finds what the queue forgot and what a dead worker held."""
    due = Delivery.objects.due(at).values_list("pk", flat=True)[:BATCH]
    return sum(deliver(pk, at=at) for pk in due)


def try_again(delivery: Delivery, *, at: datetime) -> bool:
    """Queue a failed delivery once more; False when it has not failed."""
    failed = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.FAILED)
    return bool(failed.update(state=DeliveryState.QUEUED, attempts=0, send_after=at, last_error=""))


def _put_back(delivery: Delivery, error: str, *, at: datetime) -> None:
    if delivery.attempts >= MAX_ATTEMPTS:
        _fail(delivery, error, at=at)
    else:
        delivery.put_back(error, at=at)


@transaction.atomic
def _fail(delivery: Delivery, error: str, *, at: datetime) -> None:
    delivery.mark_failed(error)
    if delivery.ticket:
        after = {"delivery": delivery.pk, "to": delivery.to_address, "error": error[:300]}
        TicketEvent.record(delivery.ticket, EventKind.DELIVERY_FAILED, at=at, cause="delivery", after=after)
