"""A chat is one conversation: the next message joins it, an answer finds what it answers, one person is one person."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from channels_inbound.models import InboundPayload
from helpdesk.accounts.models import User
from tests.channels_inbound.chats.conftest import Commit, Vendors, bring
from tests.chats import ROSA, SECONDS, post, telegram_update, whatsapp_body, whatsapp_message
from tests.factories import UserFactory
from tickets import conversation, lifecycle
from tickets.delivery import outbox
from tickets.models import Channel, Delivery, Identity, Message, Requester, Ticket
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    alice: User = UserFactory.create(role="admin", name="Alice")
    return alice


def said(number: int, words: str = "And another thing", **parts: Any) -> dict[str, Any]:
    """Return the webhook of a text."""
    return whatsapp_body(whatsapp_message(number, type="text", text={"body": words}, **parts))


def answer(ticket: Ticket, alice: User, commit: Commit, words: str = "We come tomorrow") -> Message:
    """Answer, and let the answer leave."""
    at = timezone.now()
    with commit(execute=True):
        message = conversation.reply(ticket, by=alice, body=words, at=at)
    outbox.sweep(at=at + timedelta(minutes=1))
    return message


# -- which ticket -------------------------------------------------------------------------------------------------


def test_the_next_message_joins_the_newest_unsolved_ticket(whatsapp: Channel, commit: Commit) -> None:
    first = bring(whatsapp, said(1), commit)
    second = bring(whatsapp, said(2), commit)
    assert (second.ticket, second.matched_by, first.matched_by) == (first.ticket, "chat", "new")


def test_a_message_opens_a_ticket_again_that_was_solved_lately(whatsapp: Channel, alice: User, commit: Commit) -> None:
    ticket = bring(whatsapp, said(1), commit).ticket
    lifecycle.set_status(ticket, Status.SOLVED, at=timezone.now(), by=alice)
    again = bring(whatsapp, said(2), commit)
    assert (again.ticket, again.ticket.status, again.ticket.reopen_count) == (ticket, Status.OPEN, 1)


def test_long_after_the_solution_a_message_begins_a_ticket_that_follows(
    whatsapp: Channel, alice: User, commit: Commit
) -> None:
    ticket = bring(whatsapp, said(1), commit).ticket
    lifecycle.set_status(ticket, Status.SOLVED, at=timezone.now() - timedelta(days=30), by=alice)
    later = bring(whatsapp, said(2), commit).ticket
    assert (later.follow_up_of, later.status) == (ticket, Status.NEW)


def test_tickets_of_other_channels_are_left_alone(whatsapp: Channel, telegram: Channel, commit: Commit) -> None:
    by_phone = bring(whatsapp, said(1), commit).ticket
    by_bot = bring(telegram, telegram_update(), commit).ticket
    assert (by_phone.channel, by_bot.channel) == (whatsapp, telegram)


def test_an_answer_finds_the_ticket_of_the_message_that_it_answers(
    whatsapp: Channel, alice: User, commit: Commit
) -> None:
    old = bring(whatsapp, said(1), commit).ticket
    reply = answer(old, alice, commit)
    lifecycle.set_status(old, Status.SPAM, at=timezone.now(), by=alice)
    assert bring(whatsapp, said(2), commit).ticket != old
    lifecycle.set_status(old, Status.OPEN, at=timezone.now(), by=alice)
    provider_id = Delivery.objects.get(message=reply).provider_id
    context = {"from": "5115550100", "id": provider_id}
    found = bring(whatsapp, said(3, "That one", context=context), commit)
    assert (found.ticket, found.matched_by, found.answers) == (old, "answer", reply)
    own = bring(whatsapp, said(4, "I meant", context={"id": "wamid.1"}), commit)
    assert (own.ticket, own.answers.body_text if own.answers else "") == (old, "And another thing")


def test_nobody_gets_into_anothers_ticket_by_naming_its_message(whatsapp: Channel, commit: Commit) -> None:
    rosas = bring(whatsapp, said(1), commit).ticket
    stranger = whatsapp_message(
        2, sender="51900555999", type="text", text={"body": "Me too"}, context={"id": "wamid.1"}
    )
    found = bring(whatsapp, whatsapp_body(stranger), commit)
    assert (found.ticket != rosas, found.answers) == (True, None)


def test_telegram_answers_and_edits_find_their_message(telegram: Channel, commit: Commit) -> None:
    first = bring(telegram, telegram_update(1, text="My oven"), commit)
    replied = telegram_update(2, text="is cold", reply_to_message={"message_id": 101})
    assert bring(telegram, replied, commit).answers == first
    edit = telegram_update(3, text="My fridge", message_id=101, edit_date=SECONDS + 500)
    edited = bring(telegram, {"update_id": 8000, "edited_message": edit["message"]}, commit)
    assert (edited.answers, edited.is_edit, edited.body_text) == (first, True, "My fridge")
    assert Ticket.objects.count() == 1


def test_whatsapp_edits_and_deletions_are_shown_and_nothing_disappears(whatsapp: Channel, commit: Commit) -> None:
    first = bring(whatsapp, said(1, "My oven"), commit)
    new = {"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": "My fridge"}}}
    edited = bring(whatsapp, whatsapp_body(whatsapp_message(2, type="edit", edit=new)), commit)
    assert (edited.answers, edited.is_edit, edited.body_text) == (first, True, "My fridge")
    gone = whatsapp_message(3, type="revoke", revoke={"original_message_id": "wamid.1"})
    deleted = bring(whatsapp, whatsapp_body(gone), commit)
    assert (deleted.answers, deleted.body_text) == (first, "[The customer deleted this message]")


def test_a_reaction_is_shown_and_opens_nothing(whatsapp: Channel, alice: User, commit: Commit) -> None:
    ticket = bring(whatsapp, said(1), commit).ticket
    lifecycle.set_status(ticket, Status.SOLVED, at=timezone.now(), by=alice)
    thumb = whatsapp_message(2, type="reaction", reaction={"message_id": "wamid.1", "emoji": "👍"})
    shown = bring(whatsapp, whatsapp_body(thumb), commit)
    ticket.refresh_from_db()
    assert (shown.body_text, shown.ticket, ticket.status) == ("Reacted with 👍", ticket, Status.SOLVED)


def test_a_reaction_to_nothing_opens_no_ticket(whatsapp: Channel, commit: Commit) -> None:
    thumb = whatsapp_message(1, type="reaction", reaction={"message_id": "wamid.x", "emoji": "👍"})
    with commit(execute=True):
        post(whatsapp, whatsapp_body(thumb))
    assert (InboundPayload.objects.get().state, Ticket.objects.count()) == ("discarded", 0)


# -- who ----------------------------------------------------------------------------------------------------------

SPELLINGS = {
    "Mexico, mobile 1": ("5213312345678", "523312345678"),
    "Argentina, mobile 9": ("5491123456789", "541123456789"),
    "Brazil, ninth digit": ("5511987654321", "551187654321"),
    "Brazil, a landline has none": ("551133334444", "551133334444"),
    "Peru": ("51900555012", "51900555012"),
    "United States": ("16505551234", "16505551234"),
}


@pytest.mark.parametrize(("one", "other"), SPELLINGS.values(), ids=SPELLINGS)
def test_a_number_is_one_person_however_it_is_spelled(whatsapp: Channel, one: str, other: str, commit: Commit) -> None:
    for number, sender in enumerate((one, other, one), 1):
        bring(whatsapp, whatsapp_body(whatsapp_message(number, sender=sender)), commit)
    assert (Requester.objects.count(), Ticket.objects.count(), Message.objects.count()) == (1, 1, 3)
    assert Identity.objects.get().display == one  # as it was received, and as it is written to


def test_who_called_before_is_known_when_they_write(whatsapp: Channel, commit: Commit) -> None:
    caller = Requester.for_identity(kind="phone", value="+51 900 555 012", name="Rosa H.")
    ticket = bring(whatsapp, said(1), commit).ticket
    assert (ticket.requester, ticket.requester.name) == (caller, "Rosa H.")
    assert set(caller.identities.values_list("kind", "display")) == {("phone", "+51 900 555 012"), ("whatsapp", ROSA)}


def test_a_customer_who_changes_the_number_stays_the_same_person(whatsapp: Channel, commit: Commit) -> None:
    ticket = bring(whatsapp, said(1), commit).ticket
    news = {"body": "User changed from A to B", "wa_id": "51900555777", "type": "user_changed_number"}
    bring(whatsapp, whatsapp_body(whatsapp_message(2, type="system", system=news)), commit)
    moved = whatsapp_message(3, sender="51900555777", type="text", text={"body": "Still me"})
    assert bring(whatsapp, whatsapp_body(moved), commit).ticket == ticket


def test_the_confirmation_comes_once_with_number_and_link(whatsapp: Channel, vendors: Vendors, commit: Commit) -> None:
    ticket = bring(whatsapp, said(1), commit).ticket
    bring(whatsapp, said(2), commit)
    outbox.sweep(at=timezone.now() + timedelta(minutes=1))
    assert len(vendors.sent) == 1
    assert vendors.sent[0]["to"] == ROSA
    assert f"#{ticket.number}" in vendors.sent[0]["text"]["body"]
    assert "http://testserver/r/" in vendors.sent[0]["text"]["body"]
