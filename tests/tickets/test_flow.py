"""The core thread in the database: in, answered, answered back, solved, reopened."""

from datetime import timedelta

import pytest

from tests.factories import ChannelFactory, TicketFactory, UserFactory, inbound_message
from tests.factories.tickets import NOON
from tickets import bulk, conversation, intake, lifecycle
from tickets.locking import NotAllowedError
from tickets.models import Delivery, Draft, EventKind, SLATimer, Ticket
from tickets.threading import reply_address

pytestmark = pytest.mark.django_db


def test_a_mail_opens_one_ticket_with_event_clocks_and_confirmation() -> None:
    received = intake.receive(inbound_message(rfc_message_id="a@example.com"))

    ticket = received.message.ticket
    assert received.outcome == "new_ticket"
    assert [event.kind for event in ticket.events.all()] == [EventKind.CREATED]
    assert [d.kind for d in ticket.deliveries.all()] == ["acknowledgement"]
    assert ticket.sla_segments.count() == 1


def test_the_same_mail_again_adds_nothing() -> None:
    first = intake.receive(inbound_message(rfc_message_id="a@example.com"))
    again = intake.receive(inbound_message(rfc_message_id="a@example.com"))

    assert again.outcome == "second_copy"
    assert again.message == first.message
    assert Ticket.objects.count() == 1


def test_an_answer_to_the_signed_address_reopens_the_solved_ticket() -> None:
    alice = UserFactory.create()
    ChannelFactory.create()
    ticket = TicketFactory.create()
    conversation.reply(ticket, by=alice, body="Please try the other socket.", at=NOON, status="solved")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee, ticket.first_replied_at) == ("solved", alice, NOON)

    later = NOON + timedelta(days=1)
    received = intake.receive(
        inbound_message(
            received_at=later,
            text="It still does not heat.",
            recipients=(reply_address(ticket.number, "ayuda@desk.test"),),
        )
    )

    ticket.refresh_from_db()
    assert received.message.ticket == ticket
    assert (ticket.status, ticket.reopen_count, ticket.solved_at) == ("open", 1, None)
    assert ticket.unanswered_since == later


def test_a_late_answer_opens_a_new_ticket_that_follows_the_old_one() -> None:
    ticket = TicketFactory.create()
    lifecycle.set_status(ticket, "solved", at=NOON, by=None)
    received = intake.receive(
        inbound_message(
            received_at=NOON + timedelta(days=30), recipients=(reply_address(ticket.number, "ayuda@desk.test"),)
        )
    )
    assert received.outcome == "new_ticket"
    assert received.message.ticket.follow_up_of == ticket


def test_a_reply_can_be_taken_back_before_it_leaves() -> None:
    alice = UserFactory.create()
    ticket = TicketFactory.create()
    message = conversation.reply(ticket, by=alice, body="Too early", at=NOON, status="open")

    draft = conversation.undo_reply(message, by=alice, at=NOON)

    ticket.refresh_from_db()
    assert draft.body == "Too early"
    assert not Delivery.objects.filter(kind="reply").exists()
    assert (ticket.first_replied_at, ticket.unanswered_since) == (None, NOON)


def test_a_reply_taken_back_leaves_the_ticket_as_it_was() -> None:
    alice = UserFactory.create()
    ticket = TicketFactory.create()
    message = conversation.reply(ticket, by=alice, body="Solved, I hope", at=NOON, status="solved")

    conversation.undo_reply(message, by=alice, at=NOON)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.solved_at, ticket.first_solved_at, ticket.reopen_count) == ("open", None, None, 0)
    assert (ticket.first_replied_at, ticket.unanswered_since) == (None, NOON)
    assert ticket.snippet == "Hello, the oven does not heat since yesterday."


def test_what_was_typed_since_stays_below_a_reply_taken_back() -> None:
    alice = UserFactory.create()
    ticket = TicketFactory.create()
    message = conversation.reply(ticket, by=alice, body="First", at=NOON)
    Draft.objects.create(ticket=ticket, user=alice, kind="reply", body="Second")

    assert conversation.undo_reply(message, by=alice, at=NOON).body == "First\n\nSecond"


def test_a_note_cannot_be_taken_back_into_a_reply() -> None:
    alice = UserFactory.create()
    note = conversation.add_note(TicketFactory.create(), by=alice, body="They owe us money", at=NOON)

    with pytest.raises(NotAllowedError):
        conversation.undo_reply(note, by=alice, at=NOON)

    assert not Draft.objects.exists()


def test_spam_among_the_solved_is_no_reopening() -> None:
    ticket = TicketFactory.create()
    lifecycle.set_status(ticket, "solved", at=NOON, by=None)
    lifecycle.set_status(ticket, "spam", at=NOON, by=None)
    assert (ticket.reopen_count, [e.kind for e in ticket.events.all()][-1]) == (0, EventKind.STATUS)

    lifecycle.set_status(ticket, "open", at=NOON, by=None)
    assert (ticket.reopen_count, ticket.solved_at) == (0, None)


def test_a_bulk_change_that_is_refused_changes_nothing_of_that_ticket() -> None:
    alice = UserFactory.create()
    spam, healthy = TicketFactory.create(), TicketFactory.create()
    lifecycle.set_status(spam, "spam", at=NOON, by=None)
    change = bulk.Change(frozenset({"assignee", "status"}), assignee=alice, status="solved")

    outcome = bulk.apply([spam, healthy], change, by=alice, at=NOON)

    spam.refresh_from_db()
    assert (outcome.changed, [ticket for ticket, _why in outcome.refused]) == (1, [spam])
    assert spam.assignee is None


def test_a_second_click_sends_nothing() -> None:
    alice = UserFactory.create()
    ticket = TicketFactory.create()
    first = conversation.reply(ticket, by=alice, body="Hello", at=NOON, submission="abc")
    second = conversation.reply(ticket, by=alice, body="Hello", at=NOON, submission="abc")
    assert first == second
    assert Delivery.objects.filter(kind="reply").count() == 1


def test_another_text_from_the_page_one_went_back_to_is_not_swallowed() -> None:
    alice, ticket = UserFactory.create(), TicketFactory.create()
    for body in ("First", "Second"):
        conversation.reply(ticket, by=alice, body=body, at=NOON, submission="same")
    conversation.add_note(ticket, by=alice, body="First", at=NOON, submission="same")
    said = list(ticket.messages.exclude(kind="request").order_by("pk").values_list("kind", "body_text"))
    assert said == [("reply", "First"), ("reply", "Second"), ("note", "First")]


def test_without_policy_there_are_no_timers() -> None:
    TicketFactory.create()
    assert SLATimer.objects.count() == 0
