"""Mail of ours that came back: the delivery is marked, the ticket told, nobody is answered (domain rules 5.5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tickets.handles import IdentityKind, normalise
from tickets.lifecycle import apply_status
from tickets.locking import locked
from tickets.models import (
    Channel,
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    Identity,
    Message,
    MessageKind,
    Ticket,
    TicketEvent,
)
from tickets.states import WAITING, Status
from tickets.threading import is_own_message_id

RECENT = timedelta(days=7)
LEFT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.FAILED)
# RFC 3463 3.2: what is wrong with the address itself, for good.
ADDRESS_IS_DEAD = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.1.0")


@dataclass(frozen=True)
class Failure:
    """What a report says of one recipient. `is_permanent` is False for a delay."""

    address: str
    is_permanent: bool
    status: str = ""
    diagnostic: str = ""

    @property
    def sentence(self) -> str:
        """What is shown on the delivery."""
        return " ".join(part for part in (self.status, " ".join(self.diagnostic.split())) if part)[:500]


@dataclass(frozen=True)
class Report:
    """A mail that says what became of one of ours."""

    channel: Channel
    received_at: datetime
    original_id: str  # the Message-ID of our mail, "" when the report does not tell
    failures: tuple[Failure, ...]
    text: str = ""
    subject: str = ""
    rfc_message_id: str = ""
    is_complaint: bool = False

    @property
    def is_proved(self) -> bool:
        """Anybody can forge a report; only who received our mail knows the signed id in it."""
        return is_own_message_id(self.original_id)


@transaction.atomic
def record(report: Report) -> Message | None:
    """Mark the deliveries that failed and file the report on their ticket; None when it tells of no mail of ours."""
    pairs = [(failure, delivery) for failure in report.failures for delivery in _deliveries(report, failure.address)]
    if not pairs and report.original_id:
        pairs = [(Failure("", is_permanent=False), d) for d in _by_id(report.original_id)[:1]]
    if not pairs:
        return None
    for failure, delivery in pairs:
        _mark(report, failure, delivery)
    ticket = next((delivery.ticket for _failure, delivery in pairs if delivery.ticket), None)
    return _file(report, ticket, pairs) if ticket else None


def tells_of_ours(report: Report) -> bool:
    """Whether any delivery of this server is meant."""
    return any(_deliveries(report, failure.address) for failure in report.failures) or bool(
        report.original_id and _by_id(report.original_id)
    )


def _deliveries(report: Report, address: str) -> list[Delivery]:
    """By the original's Message-ID; by recipient and recency only where the report does not name an original."""
    address = normalise(IdentityKind.EMAIL, address)
    if report.original_id:
        found = _by_id(report.original_id)
        exact = [delivery for delivery in found if delivery.to_address.lower() == address]
        return exact or (found if len(found) == 1 else [])
    since = report.received_at - RECENT
    recent = Delivery.objects.filter(to_address__iexact=address, created_at__gte=since, state__in=LEFT)
    return list(recent.select_related("ticket", "message", "channel").order_by("-created_at")[:1]) if address else []


def _by_id(original_id: str) -> list[Delivery]:
    rows = Delivery.objects.filter(Q(rfc_message_id=original_id) | Q(provider_id=original_id), state__in=LEFT)
    return list(rows.select_related("ticket", "message", "channel").order_by("pk")[:50])


def _mark(report: Report, failure: Failure, delivery: Delivery) -> None:
    if report.is_complaint:
        return
    if not failure.is_permanent:
        delivery.note_error(failure.sentence)
        return
    if not report.is_proved:
        delivery.note_error(failure.sentence)
        return
    delivery.mark_failed(failure.sentence)
    if failure.status.startswith(ADDRESS_IS_DEAD):
        address = normalise(IdentityKind.EMAIL, delivery.to_address)
        Identity.objects.filter(kind=IdentityKind.EMAIL, value=address).update(undeliverable_at=report.received_at)


def _file(report: Report, ticket: Ticket, pairs: list[tuple[Failure, Delivery]]) -> Message:
    with locked(ticket) as row:
        message = Message.objects.create(
            ticket=row,
            kind=MessageKind.SYSTEM,
            channel=report.channel,
            body_text=report.text,
            subject=report.subject[:250],
            created_at=report.received_at,
            is_automatic=True,
            automatic_reason="complaint" if report.is_complaint else "bounce",
            matched_by="bounce",
            rfc_message_id=report.rfc_message_id[:998],
        )
        for failure, delivery in pairs:
            _tell(report, row, message, failure=failure, delivery=delivery)
        _let_a_person_act(report, row, pairs)
    return message


def _tell(report: Report, ticket: Ticket, message: Message, *, failure: Failure, delivery: Delivery) -> None:
    after = {
        "message": message.pk,
        "delivery": delivery.pk,
        "to": delivery.to_address,
        "permanent": failure.is_permanent,
        "status": failure.status,
        "error": failure.sentence[:300],
        "complaint": report.is_complaint,
    }
    TicketEvent.record(ticket, EventKind.BOUNCED, at=report.received_at, cause="bounce", after=after)


def _let_a_person_act(report: Report, ticket: Ticket, pairs: list[tuple[Failure, Delivery]]) -> None:
    """An answer that never arrived is no answer: what waits for the requester, or is solved, opens again."""
    lost = (
        report.is_proved
        and any(f.is_permanent and d.kind == DeliveryKind.REPLY for f, d in pairs)
        and not report.is_complaint
    )
    if lost and ticket.status in (*WAITING, Status.SOLVED):
        apply_status(ticket, Status.OPEN, at=report.received_at, by=None, cause="bounce")
