"""The 24 hours in which WhatsApp lets us answer freely: counted down, kept to, and with a way out."""

import json
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from helpdesk.accounts.models import User
from tests.channels_inbound.chats.conftest import Commit, Vendors, bring, leave, reply
from tests.chats import ROSA, post, telegram_update, whatsapp_body, whatsapp_message
from tests.factories import ChannelFactory
from tickets import conversation
from tickets.locking import NotAllowedError
from tickets.models import Channel, Delivery, Identity, Message, Ticket
from tickets.people import add_handle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_confirmations")]
TEMPLATE = {"name": "still_there", "language": "es", "body": "Hola {{1}}, sobre {{2}}: ¿seguimos?"}


@pytest.fixture
def closed(ticket: Ticket, now: datetime) -> Ticket:
    """Return a ticket whose customer wrote two days ago."""
    ticket.window_expires_at = now - timedelta(hours=24)
    ticket.save()
    return ticket


def send(client: Client, ticket: Ticket, **fields: str) -> Any:
    """Press the button."""
    values = {"body": "We come tomorrow", "status": "open"} | fields
    return client.post(reverse("tickets:replies", args=[ticket.pk]), values)


def test_each_message_opens_the_window_for_a_day(whatsapp: Channel, ticket: Ticket, commit: Commit) -> None:
    message = Message.objects.get(ticket=ticket)
    assert ticket.window_expires_at == message.created_at + timedelta(hours=24)


def test_telegram_has_no_window(chat: Ticket) -> None:
    assert chat.window_expires_at is None


def test_a_free_text_into_a_closed_window_is_refused_and_kept(
    closed: Ticket, alice: User, client: Client, vendors: Vendors
) -> None:
    answer = send(client, closed)
    page = answer.content.decode()
    assert (answer.status_code, Delivery.objects.count(), vendors.sent) == (422, 0, [])
    assert "More than 24 hours have passed" in page
    assert ">We come tomorrow</textarea>" in page
    assert "The 24-hour window of WhatsApp closed 1\xa0d ago." in page
    with pytest.raises(NotAllowedError):
        conversation.reply(closed, by=alice, body="Hello", at=timezone.now())


def test_a_closed_window_offers_mail_where_there_is_an_address(
    closed: Ticket, alice: User, client: Client, vendors: Vendors
) -> None:
    ChannelFactory.create()
    add_handle(closed.requester, "email", "rosa@example.com")
    page = client.get(closed.get_absolute_url()).content.decode()
    assert "Your answer leaves by e-mail to rosa@example.com." in page
    assert "To Rosa Huamán at rosa@example.com" in page
    assert send(client, closed, via="email").status_code == 302
    delivery = Delivery.objects.get()
    assert (delivery.channel.kind if delivery.channel else "", delivery.to_address) == ("email", "rosa@example.com")
    assert vendors.sent == []


def test_a_closed_window_without_another_way_offers_a_template_and_a_note_only(
    closed: Ticket, alice: User, client: Client
) -> None:
    bare = client.get(closed.get_absolute_url()).text
    closed.channel.config["templates"] = [TEMPLATE]
    closed.channel.save()
    page = client.get(closed.get_absolute_url()).text
    assert [
        ('name="status" value="waiting_customer" data-send' in text, 'href="#templates"' in text)
        for text in (bare, page)
    ] == [
        (False, False),
        (False, True),
    ]
    assert ('disabled aria-describedby="send-closed"' in bare, "data-send-note" in bare) == (True, True)
    assert "Send a template, or write an internal note." in page


def test_an_open_page_learns_that_the_window_closed_and_opened(
    ticket: Ticket, alice: User, client: Client, now: datetime
) -> None:
    def told(left: timedelta, seen: str) -> list[bool]:
        Ticket.objects.update(window_expires_at=now + left)
        url = reverse("tickets:updates", args=[ticket.pk])
        text = client.get(url, {"seen_way": seen}, headers={"HX-Request": "true"}).text
        return [f'id="{part}" hx-swap-oob="true"' in text for part in ("way", "send")] + [" data-send>" in text]

    shut, later = timedelta(minutes=-1), timedelta(hours=2)
    assert told(later, "open") == told(shut, "closed") == [False, False, False]
    assert (told(shut, "open"), told(later, "closed")) == ([True, True, False], [True, True, True])


def test_a_template_gets_through(closed: Ticket, alice: User, client: Client, vendors: Vendors) -> None:
    closed.channel.config["templates"] = [TEMPLATE]
    closed.channel.save()
    url = reverse("tickets:template", args=[closed.pk])
    short = client.post(url, {"template": "still_there/es", "values": ["Rosa", " "]})
    assert (short.status_code, "Fill in every blank" in short.text, 'value="Rosa"' in short.text) == (422, True, True)
    assert client.post(url, {"template": "gone/es"}).status_code == 422
    assert client.post(url, {"template": "still_there/es", "values": ["Rosa", "la\ncocina"]}).status_code == 302
    leave(Delivery.objects.get())
    parameters = [{"type": "text", "text": "Rosa"}, {"type": "text", "text": "la cocina"}]
    assert vendors.sent[0]["template"] == {
        "name": "still_there",
        "language": {"code": "es"},
        "components": [{"type": "body", "parameters": parameters}],
    }
    assert Message.objects.latest("pk").body_text == "Hola Rosa, sobre la cocina: ¿seguimos?"


def test_what_was_typed_before_a_template_was_chosen_stays(closed: Ticket, alice: User, client: Client) -> None:
    closed.channel.config["templates"] = [TEMPLATE | {"body": "¿Seguimos?"}]
    closed.channel.save()
    client.post(reverse("tickets:draft", args=[closed.pk]), {"kind": "reply", "body": "We come tomorrow"})
    assert client.post(reverse("tickets:template", args=[closed.pk]), {"template": "still_there/es"}).status_code == 302
    assert ">We come tomorrow</textarea>" in client.get(closed.get_absolute_url()).text


def test_the_queue_warns_before_the_window_closes(ticket: Ticket, alice: User, client: Client, now: datetime) -> None:
    def shown(expires_at: datetime) -> bool:
        Ticket.objects.update(window_expires_at=expires_at)
        return "Can be answered freely until" in client.get(reverse("tickets:queue"), {"view": "all"}).content.decode()

    assert [shown(now + timedelta(hours=hours)) for hours in (20, 5, -2)] == [False, True, True]


def test_the_composer_says_where_it_goes_and_how_long(ticket: Ticket, alice: User, client: Client) -> None:
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert f"To Rosa Huamán at {ROSA}" in page
    assert "23\xa0h\xa058\xa0min left to answer" in page or "23\xa0h\xa059\xa0min left to answer" in page


def test_an_open_page_goes_on_counting(ticket: Ticket, alice: User, client: Client, now: datetime) -> None:
    def counted(left: timedelta) -> str:
        Ticket.objects.update(window_expires_at=now + left)
        text = client.get(reverse("tickets:updates", args=[ticket.pk]), headers={"HX-Request": "true"}).text
        return text.partition('id="window"')[2].partition("</span>")[0]

    assert 'tone-warn" hx-swap-oob="true"' in counted(timedelta(hours=2))
    assert "The 24 hours are over" in counted(timedelta(minutes=-1))


def test_a_person_in_two_conversations_is_shown_what_is_answered(
    ticket: Ticket, alice: User, client: Client, whatsapp: Channel, commit: Commit
) -> None:
    words = whatsapp_message(2, type="text", text={"body": "Yes, that"}, context={"id": "wamid.1"})
    bring(whatsapp, whatsapp_body(words), commit)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "In answer to: La refrigeradora no enfría" in page


def test_who_blocks_the_bot_is_marked_until_they_let_it_in(
    chat: Ticket, alice: User, client: Client, commit: Commit
) -> None:
    def shows(status: str, number: int) -> bool:
        person = {"id": 4242, "is_bot": False, "first_name": "Rosa"}
        news = {"chat": {"id": 4242, "type": "private"}, "from": person, "new_chat_member": {"status": status}}
        with commit(execute=True):
            post(chat.channel, {"update_id": number, "my_chat_member": news})
        return "The customer cannot be reached by Telegram now." in client.get(chat.get_absolute_url()).text

    assert [shows("kicked", 1), shows("member", 2)] == [True, False]
    assert Message.objects.count() == 1


def test_who_cannot_be_reached_is_marked_until_they_write(
    chat: Ticket, alice: User, vendors: Vendors, commit: Commit
) -> None:
    body = json.dumps({"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"})
    vendors.router["telegram"].mock(side_effect=[httpx.Response(403, content=body)])
    leave(reply(chat, alice))
    assert Identity.objects.get(kind="telegram").undeliverable_at is not None
    bring(chat.channel, telegram_update(5), commit)
    assert Identity.objects.get(kind="telegram").undeliverable_at is None
