"""What follows from a delivery that did not go through: told in the ticket's history, and where the next one looks."""

from datetime import datetime

from tickets.delivery.errors import (
    AccountFaultError,
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


def note_fault(delivery: Delivery, error: TemporaryDeliveryError, *, at: datetime) -> None:
    """A chat that refuses our account is a fault of its settings: administrators see it there."""
    if isinstance(error, AccountFaultError) and delivery.channel and delivery.channel.is_chat:
        delivery.channel.mark_failing(str(error), at=at)


def note_refusal(delivery: Delivery, error: PermanentDeliveryError, *, at: datetime) -> None:
    """Remember what the next agent should know before writing: a window that closed, a handle that does not work."""
    if isinstance(error, WindowClosedError):
        close_window(delivery, at=at)
    if isinstance(error, UnreachableError) and delivery.channel:
        handles = Identity.objects.filter(requester=delivery.requester_id, kind=delivery.channel.kind)
        handles.filter(display=delivery.to_address).update(undeliverable_at=at)


def close_window(delivery: Delivery, *, at: datetime) -> None:
    """The provider says that the customer's last message is too long ago, whatever we thought."""
    Ticket.objects.filter(deliveries=delivery, window_expires_at__gt=at).update(window_expires_at=at)
