"""Which ticket a mail belongs to, and which traces prove nothing."""

import pytest

from tests.factories import RequesterFactory, TicketFactory, inbound_message
from tickets import intake
from tickets.models import Participant, Ticket
from tickets.threading import find_ticket, is_own_message_id, message_id, reply_address, takes_part

pytestmark = pytest.mark.django_db

MAILBOX = "ayuda@desk.test"


def find(ticket: Ticket, **traces: object) -> str | None:
    facts = {"recipients": (), "references": (), "subject": "", "sender": ticket.requester} | traces
    match = find_ticket(**facts)  # type: ignore[arg-type]
    return match.by if match and match.ticket == ticket else None


def test_signed_traces_find_the_ticket_and_say_which() -> None:
    ticket = TicketFactory.create()
    assert find(ticket, recipients=[reply_address(ticket.number, MAILBOX)]) == "plus_address"
    assert find(ticket, recipients=[reply_address(ticket.number, MAILBOX).upper()]) == "plus_address"
    assert find(ticket, references=["x@y", message_id(ticket.number, "m1", "desk.test")]) == "message_id"
    assert find(ticket, subject=f"Re: [#{ticket.number}] oven") == "subject"


def test_an_answer_to_a_mail_we_received_is_found_by_its_id() -> None:
    message = intake.receive(inbound_message(rfc_message_id="first@example.com")).message
    assert find(message.ticket, references=["first@example.com"]) == "reply_header"


@pytest.mark.parametrize("forged", ["ayuda+t{n}.aaaaaaaaaaaaaaaa@desk.test", "ayuda+t{n}@desk.test", "ayuda+t{n}.@x"])
def test_a_forged_plus_address_finds_nothing(forged: str) -> None:
    ticket = TicketFactory.create()
    assert find(ticket, recipients=[forged.format(n=ticket.number)]) is None


def test_a_message_id_without_a_valid_signature_finds_nothing() -> None:
    ticket = TicketFactory.create()
    other = message_id(ticket.number + 1, "m1", "desk.test")
    assert find(ticket, references=[other.replace(str(ticket.number + 1), str(ticket.number), 1)]) is None
    assert not is_own_message_id(f"mesa.{ticket.number}.m1.aaaaaaaaaaaaaaaa@desk.test")


def test_a_number_in_the_subject_proves_nothing_for_a_stranger() -> None:
    ticket = TicketFactory.create()
    stranger = RequesterFactory.create(email="mallory@example.net")
    assert find(ticket, subject=f"[#{ticket.number}]", sender=stranger) is None


def test_a_stranger_with_a_right_reference_waits_outside() -> None:
    ticket = TicketFactory.create()
    received = intake.receive(
        inbound_message(address="mallory@example.net", recipients=(reply_address(ticket.number, MAILBOX),))
    )
    assert (received.message.ticket, received.message.is_pending) == (ticket, True)
    assert list(ticket.messages.public().filter(pk=received.message.pk)) == []
    mallory = Participant.objects.get(ticket=ticket).requester
    assert not takes_part(ticket, mallory)


def test_a_merged_ticket_leads_to_where_it_went() -> None:
    first, second, third = (TicketFactory.create() for _ in range(3))
    Ticket.objects.filter(pk=second.pk).update(status="merged", merged_into=third)
    Ticket.objects.filter(pk=first.pk).update(status="merged", merged_into=second)
    match = find_ticket(
        recipients=[reply_address(first.number, MAILBOX)], references=(), subject="", sender=first.requester
    )
    assert match is not None
    assert match.ticket == third
