"""The brake on automatic mail."""

from datetime import datetime, timedelta

import pytest

from tests.factories import TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tickets import conversation
from tickets.delivery import outbox
from tickets.delivery.brakes import PER_ADDRESS, PER_SUBJECT
from tickets.models import Delivery, DeliveryState, EventKind, TicketEvent

pytestmark = pytest.mark.django_db


def confirmations(count: int, *, subject: str = "", at: datetime = NOON) -> list[str]:
    """Open so many tickets of one person, let their confirmations leave, return what became of each."""
    tickets = [TicketFactory.create(subject=subject or f"Case {n}", at=at) for n in range(count)]
    rows = [Delivery.objects.get(ticket=ticket, kind="acknowledgement") for ticket in tickets]
    for row in rows:
        outbox.deliver(row.pk, at=at)
        row.refresh_from_db()
    return [row.state for row in rows]


def test_one_address_gets_so_many_automatic_mails_and_no_more() -> None:
    assert confirmations(PER_ADDRESS.times + 1) == [DeliveryState.SENT] * 10 + [DeliveryState.CANCELLED]


def test_the_same_subject_is_confirmed_twice() -> None:
    states = confirmations(PER_SUBJECT.times + 1, subject="Out of office")
    assert states == [DeliveryState.SENT, DeliveryState.SENT, DeliveryState.CANCELLED]


def test_the_brake_opens_again_after_its_time() -> None:
    confirmations(PER_ADDRESS.times + 1)
    assert confirmations(1, at=NOON + timedelta(minutes=181)) == [DeliveryState.SENT]


def test_what_the_brake_held_back_is_told_in_the_history() -> None:
    confirmations(PER_SUBJECT.times + 1, subject="Out of office")
    event = TicketEvent.objects.get(kind=EventKind.DELIVERY_FAILED)
    assert event.after["error"].startswith("Held back")


def test_a_mail_that_is_tried_again_is_counted_once() -> None:
    ticket = TicketFactory.create()
    row = Delivery.objects.get(ticket=ticket)
    Delivery.objects.filter(pk=row.pk).update(attempts=3)
    for _ in range(3):
        Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.QUEUED)
        outbox.deliver(row.pk, at=NOON)
    row.refresh_from_db()
    assert row.state == DeliveryState.SENT


def test_an_agents_reply_is_never_braked() -> None:
    confirmations(PER_ADDRESS.times + 1)
    ticket = TicketFactory.create(subject="Another")
    conversation.reply(ticket, by=UserFactory.create(), body="Hello", at=NOON)
    row = Delivery.objects.get(ticket=ticket, kind="reply")
    assert outbox.deliver(row.pk, at=NOON + timedelta(minutes=1))
