"""What follows from a delivery that did not go through: told in the ticket's history, and where the next one looks."""

from datetime import datetime

from tickets.delivery.errors import (
    AccountFaultError,
    NoAnswerError,
    OptedOutError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
    UnreachableError,
    WindowClosedError,
)
from tickets.models import Delivery, EventKind, Identity, Ticket, TicketEvent


def record_failure(delivery: Delivery, error: str, *, at: datetime) -> None:
    """Tell in the ticket's history that something could not be delivered."""
    if delivery.ticket:
        after = {"delivery": delivery.pk, "to": delivery.to_address, "error": error[:300]}
        TicketEvent.record(delivery.ticket, EventKind.DELIVERY_FAILED, at=at, cause="delivery", after=after)


def note_problem(delivery: Delivery, error: TemporaryDeliveryError | PermanentDeliveryError, *, at: datetime) -> None:
    """Note what a provider reported afterwards, as if it had answered so at once."""
    if isinstance(error, PermanentDeliveryError):
        note_refusal(delivery, error, at=at)
    else:
        note_fault(delivery, error, at=at)


def note_fault(delivery: Delivery, error: TemporaryDeliveryError, *, at: datetime) -> None:
    """Note on a chat what did not leave, for its settings and /readyz: a refused account and a provider that is away
    are faults of the channel, until something leaves again.
    """
    channel = delivery.channel
    if channel and channel.is_chat:
        channel.note_send_failure(error.fault, at=at)
        if isinstance(error, AccountFaultError | NoAnswerError):
            channel.mark_failing(error.fault, at=at)


def note_refusal(delivery: Delivery, error: PermanentDeliveryError, *, at: datetime) -> None:
    """Remember what the next agent should know before writing: a window that closed, a handle that does not work."""
    if isinstance(error, WindowClosedError):
        close_window(delivery, at=at)
    channel = delivery.channel
    if channel is None or not channel.is_chat:
        return
    channel.note_send_failure(error.fault, at=at)
    handles = Identity.objects.filter(requester=delivery.requester_id, kind=channel.kind)
    if isinstance(error, UnreachableError):
        handles.filter(display=delivery.to_address).update(undeliverable_at=at)
    if isinstance(error, OptedOutError):
        handles.filter(opted_out_at=None).update(opted_out_at=at)


def close_window(delivery: Delivery, *, at: datetime) -> None:
    """The provider says that the customer's last message is too long ago, whatever we thought."""
    Ticket.objects.filter(deliveries=delivery, window_expires_at__gt=at).update(window_expires_at=at)
