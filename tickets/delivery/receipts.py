"""What providers report about messages of ours: sent, delivered, read, failed. Late, twice and out of order."""

from datetime import datetime

from django.db import transaction

from tickets.delivery import outcomes
from tickets.delivery.errors import PermanentDeliveryError, TemporaryDeliveryError
from tickets.faults import Fault
from tickets.models import Channel, Delivery, DeliveryPart, DeliveryState

# A state is only ever followed by a later one; a message that failed stays failed, one that arrived cannot fail.
ORDER = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ)
DeliveryError = PermanentDeliveryError | TemporaryDeliveryError
NOT_LEFT = (DeliveryState.QUEUED, DeliveryState.SENDING)


@transaction.atomic
def note(channel: Channel, provider_id: str, state: str, *, at: datetime, problem: DeliveryError | None = None) -> bool:
    """Note how far a message got, and what the problem of one that failed means for the next.

    False while none of ours is known by this id, or its sending has not ended.
    """
    found = DeliveryPart.objects.filter(provider_id=provider_id, delivery__channel=channel).first()
    if found is None:
        return False
    delivery = (
        Delivery.objects.select_for_update(of=("self",)).select_related("ticket", "channel").get(pk=found.delivery_id)
    )
    if state == DeliveryState.FAILED and delivery.state in NOT_LEFT:
        return False
    if _follows(found.state, state):
        found.state = state
        found.save(update_fields=["state"])
    if delivery.state not in NOT_LEFT:
        _sum_up(delivery, error=problem.fault if problem else "", at=at)
    if problem:
        outcomes.note_problem(delivery, problem, at=at)
    return True


@transaction.atomic
def sum_up(delivery: Delivery, *, at: datetime) -> None:
    """Take into account what was reported while the last part was still being sent."""
    fresh = Delivery.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=delivery.pk)
    _sum_up(fresh, error="", at=at)
    delivery.state = fresh.state


def _follows(before: str, after: str) -> bool:
    if after == DeliveryState.FAILED:
        return before == DeliveryState.SENT
    return _rank(after) > _rank(before) >= 0


def _rank(state: str) -> int:
    return ORDER.index(DeliveryState(state)) if state in ORDER else -1


def _sum_up(delivery: Delivery, *, error: Fault | str, at: datetime) -> None:
    """A delivery got as far as the part that got least far."""
    states = list(delivery.parts.values_list("state", flat=True))
    if DeliveryState.FAILED in states and delivery.state in ORDER:
        delivery.mark_failed(error)
        outcomes.record_failure(delivery, str(error), at=at)
    elif _rank(slowest := min(states, key=_rank, default="")) > _rank(delivery.state) >= 0:
        delivery.state = slowest
        delivery.save(update_fields=["state"])
