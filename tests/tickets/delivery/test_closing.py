"""What people are told when time closes their request."""

from datetime import timedelta

import pytest
from django.core import mail as outgoing

from helpdesk.accounts.models import Desk
from tests.factories import TicketFactory
from tests.factories.tickets import NOON
from tickets import lifecycle
from tickets.delivery import brakes, outbox
from tickets.models import AccessLink, Delivery, Message, Ticket

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def solved(**columns: object) -> Ticket:
    return TicketFactory.create(**{"language": "en", "status": "solved", "solved_at": NOON, **columns})  # type: ignore[arg-type]


def closing_mail() -> str:
    delivery = Delivery.objects.get(kind="closing")
    assert outbox.deliver(delivery.pk, at=NOON + WEEK)
    return str(outgoing.outbox[-1].message().as_bytes(), "utf-8")


def test_a_request_that_time_closes_says_how_to_open_it_again() -> None:
    ticket = solved()
    assert lifecycle.close_solved_tickets(at=NOON + WEEK) == 1
    raw = closing_mail()
    text = str(outgoing.outbox[-1].body)
    assert f"Subject: We closed your request [#{ticket.number}]" in raw
    assert "Auto-Submitted: auto-generated" in raw
    assert AccessLink.for_requester(ticket, ticket.requester).url in text
    assert "open the request again on its page, until 2 December 2026." in text
    assert "oven" not in text


def test_it_is_told_once_and_in_the_words_of_the_request() -> None:
    solved(language="es")
    for days in (7, 8, 9):
        lifecycle.close_solved_tickets(at=NOON + timedelta(days=days))
    assert "2 de diciembre de 2026" in closing_mail()
    assert Delivery.objects.filter(kind="closing").count() == 1


def test_where_nothing_reopens_an_answer_begins_a_new_request() -> None:
    desk = Desk.current()
    desk.reopen_days = 0
    desk.save()
    solved()
    lifecycle.close_solved_tickets(at=NOON + WEEK)
    assert "answer this mail: your answer begins a new request" in " ".join(closing_mail().split())


def test_no_machine_and_nobody_without_a_working_address_is_told() -> None:
    machine, dead = solved(), solved(address="gone@example.com")
    Message.objects.filter(ticket=machine).update(is_automatic=True)
    dead.requester.identities.update(undeliverable_at=NOON)
    assert lifecycle.close_solved_tickets(at=NOON + WEEK) == 2
    assert Delivery.objects.filter(kind="closing").count() == 0


def test_what_an_agent_does_by_hand_sends_no_notice() -> None:
    ticket = TicketFactory.create()
    lifecycle.set_status(ticket, "solved", at=NOON, by=None)
    assert Delivery.objects.filter(kind="closing").count() == 0


def test_whoever_had_very_many_requests_is_not_told_of_each() -> None:
    for _ in range(brakes.CLOSINGS.times + 1):
        solved()
    lifecycle.close_solved_tickets(at=NOON + WEEK)
    left = [
        outbox.deliver(pk, at=NOON + WEEK)
        for pk in Delivery.objects.filter(kind="closing").values_list("pk", flat=True)
    ]
    assert left.count(True) == brakes.CLOSINGS.times
