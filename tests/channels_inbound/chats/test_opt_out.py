"""BAJA and STOP: no unsolicited messages by that chat, seen by agents, told in the history, and taken back by ALTA."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_inbound.models import InboundPayload
from helpdesk.accounts.models import User
from tests.channels_inbound.chats.conftest import Commit, Vendors, bring, leave, reply
from tests.chats import post, telegram_update, whatsapp_body, whatsapp_message
from tests.factories import UserFactory
from tickets import conversation, lifecycle, notifications, opt_out
from tickets.locking import NotAllowedError
from tickets.models import Channel, Delivery, Identity, Ticket, TicketEvent
from tickets.templates import Template

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_confirmations")]
CONFIRMED = ("ya no le enviaremos por WhatsApp", "podemos escribirle otra vez por WhatsApp")
TEMPLATE = Template("still_there", "es", "¿Seguimos?")


def said(number: int, words: str, **parts: Any) -> dict[str, Any]:
    """Return the webhook of a text."""
    return whatsapp_body(whatsapp_message(number, type="text", text={"body": words}, **parts))


def solve(ticket: Ticket, alice: User) -> None:
    lifecycle.set_status(ticket, "solved", at=timezone.now(), by=alice)


def is_out() -> bool:
    return Identity.objects.filter(opted_out_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("BAJA", True), ("stop", True), (" Stop. ", True), ("/stop", True), ("Darme de baja", True), ("bája!", True),
        ("Stop promotions", True),
        ("ALTA", False), ("Start", False), ("¿baja?", True), ("la señal está baja", None), ("don't stop", None),
        ("alta prioridad", None), ("", None), ("1", None),
    ],
)  # fmt: skip
def test_only_a_whole_message_is_a_wish(text: str, *, wish: bool | None) -> None:
    assert opt_out.wish_of(text) == wish


def test_a_wish_on_an_open_ticket_is_read_by_the_agent_and_confirmed_once(
    ticket: Ticket, vendors: Vendors, commit: Commit
) -> None:
    wish = bring(ticket.channel, said(2, "BAJA"), commit)
    again = bring(ticket.channel, said(3, "stop"), commit)
    assert (wish.ticket, wish.is_automatic, again.is_automatic, is_out()) == (ticket, False, False, True)
    assert TicketEvent.objects.get(kind="opt_out").after == {"out": True, "channel": "whatsapp"}
    (sent,) = vendors.sent
    assert CONFIRMED[0] in sent["text"]["body"]


def test_a_wish_opens_no_solved_ticket_again(ticket: Ticket, alice: User, commit: Commit) -> None:
    solve(ticket, alice)
    message = bring(ticket.channel, said(2, "Baja"), commit)
    ticket.refresh_from_db()
    assert (message.ticket, message.is_automatic, ticket.status, is_out()) == (ticket, True, "solved", True)


def test_a_wish_holds_without_any_ticket_to_put_it_on(ticket: Ticket, alice: User, commit: Commit) -> None:
    lifecycle.set_status(ticket, "spam", at=timezone.now(), by=alice)
    with commit(execute=True):
        post(ticket.channel, said(2, "BAJA"))
    assert (InboundPayload.objects.latest("pk").state, Ticket.objects.count(), is_out()) == ("discarded", 1, True)


def test_words_of_wishes_from_a_stranger_or_without_need_are_messages(whatsapp: Channel, commit: Commit) -> None:
    first = bring(whatsapp, said(1, "Alta"), commit)
    second = bring(whatsapp, said(2, "start"), commit)
    assert (first.is_automatic, second.ticket, is_out()) == (False, first.ticket, False)


def test_alta_takes_it_back(ticket: Ticket, vendors: Vendors, commit: Commit) -> None:
    bring(ticket.channel, said(2, "BAJA"), commit)
    bring(ticket.channel, said(3, "alta"), commit)
    assert (is_out(), TicketEvent.objects.filter(kind="opt_out").count()) == (False, 2)
    assert [words in sent["text"]["body"] for words, sent in zip(CONFIRMED, vendors.sent, strict=True)] == [True, True]


def test_opening_the_chat_of_the_bot_again_takes_it_back(chat: Ticket, commit: Commit) -> None:
    bring(chat.channel, telegram_update(2, text="/stop"), commit)
    assert is_out() is True
    bring(chat.channel, telegram_update(3, text="/start web"), commit)
    assert is_out() is False


def test_no_template_leaves_to_whoever_wants_none(
    ticket: Ticket, alice: User, vendors: Vendors, commit: Commit
) -> None:
    waiting = conversation.reply(ticket, by=alice, body="¿Seguimos?", at=timezone.now(), template=TEMPLATE)
    bring(ticket.channel, said(2, "BAJA"), commit)
    delivery = leave(Delivery.objects.get(message=waiting))
    assert (delivery.state, "no template leaves" in delivery.last_error) == ("failed", True)
    with pytest.raises(NotAllowedError, match="no template leaves"):
        conversation.reply(ticket, by=alice, body="¿Seguimos?", at=timezone.now(), template=TEMPLATE)
    assert leave(reply(ticket, alice)).state == "sent"


def test_no_notice_of_closing_leaves_to_whoever_wants_none(chat: Ticket, commit: Commit) -> None:
    bring(chat.channel, telegram_update(2, text="baja"), commit)
    assert notifications.tell_closed(chat, at=timezone.now()) is None


def test_the_agent_sees_it_and_can_lift_it(ticket: Ticket, alice: User, client: Client, commit: Commit) -> None:
    ticket.channel.config["templates"] = [{"name": "still_there", "language": "es", "body": "¿Seguimos?"}]
    ticket.channel.save()
    bring(ticket.channel, said(2, "BAJA"), commit)
    Ticket.objects.update(window_expires_at=timezone.now() - timedelta(hours=1))
    page = client.get(ticket.get_absolute_url()).text
    assert "The customer wants no unsolicited messages by WhatsApp." in page
    assert "Rosa Huamán wants no unsolicited messages by WhatsApp" in page
    assert "Send an approved template" not in page
    url = reverse("tickets:opt_out_end", args=[ticket.pk, Identity.objects.get().pk])
    assert (url in page, client.get(url).status_code, client.post(url).status_code) == (True, 405, 302)
    page = client.get(ticket.get_absolute_url()).text
    assert (is_out(), "Send an approved template" in page) == (False, True)
    assert "Alice allowed unsolicited messages by WhatsApp again" in page


def test_only_who_answers_on_the_ticket_may_lift_it(ticket: Ticket, client: Client, commit: Commit) -> None:
    bring(ticket.channel, said(2, "BAJA"), commit)
    url = reverse("tickets:opt_out_end", args=[ticket.pk, Identity.objects.get().pk])
    client.force_login(UserFactory.create(role="light"))
    assert (client.post(url).status_code, is_out()) == (403, True)
    client.force_login(UserFactory.create(role="admin"))
    assert client.post(reverse("tickets:opt_out_end", args=[ticket.pk, 10**6])).status_code == 404
