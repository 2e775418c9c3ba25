"""The question how it went, in the chat where the request was made: while the chat takes it, and never twice."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import User
from tests.channels_inbound.chats.conftest import Vendors
from tests.factories import ChannelFactory
from tickets import lifecycle
from tickets.delivery import outbox
from tickets.models import Channel, Delivery, Identity, SatisfactionRating, Ticket
from tickets.people import add_handle
from tickets.satisfaction import asking
from tickets.templates import question_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_confirmations")]
HOUR = timedelta(hours=1)
ASKS = {"name": "how_was_it", "language": "es_PE", "body": "¿Cómo le fue con la {{2}}? {{1}}", "asks": True}


@pytest.fixture
def solved(ticket: Ticket, alice: User, now: datetime) -> Ticket:
    """Return a ticket of WhatsApp that is solved; its window ends in 24 hours."""
    lifecycle.set_status(ticket, "solved", at=now, by=alice)
    ticket.refresh_from_db()
    return ticket


def asked(vendors: Vendors, at: datetime) -> list[dict[str, Any]]:
    """Sweep, and let leave what is asked."""
    asking.ask(at=at)
    outbox.sweep(at=at)
    return vendors.sent


def survey() -> Delivery:
    return Delivery.objects.get(kind="survey")


def test_whatsapp_is_asked_before_the_window_ends_with_the_same_page(
    solved: Ticket, vendors: Vendors, now: datetime, client: Client
) -> None:
    assert asked(vendors, now + 20 * HOUR) == []
    assert len(asked(vendors, now + 22 * HOUR)) == 1
    text = vendors.sent[0]["text"]["body"]
    link = next(word for word in text.split() if word.startswith("http"))
    assert (f"#{solved.pk}" in text, "responda BAJA" in text) == (True, True)
    assert client.get(link.removeprefix("http://testserver")).status_code == 200
    assert SatisfactionRating.objects.get().channel == solved.channel


def test_nobody_is_asked_twice_by_two_ways(solved: Ticket, vendors: Vendors, now: datetime) -> None:
    ChannelFactory.create()
    add_handle(solved.requester, "email", "rosa@example.com")
    for hours in (22, 23, 25, 30):
        asked(vendors, now + hours * HOUR)
    assert (survey().channel, len(vendors.sent)) == (solved.channel, 1)


def test_a_closed_window_leads_to_mail_or_to_nobody(solved: Ticket, vendors: Vendors, now: datetime) -> None:
    Ticket.objects.update(window_expires_at=now)
    assert asking.ask(at=now + 25 * HOUR) == 0
    ChannelFactory.create()
    add_handle(solved.requester, "email", "rosa@example.com")
    assert asking.ask(at=now + 25 * HOUR) == 1
    assert (survey().to_address, vendors.sent) == ("rosa@example.com", [])


def test_a_closed_window_lets_the_template_through_that_asks(solved: Ticket, vendors: Vendors, now: datetime) -> None:
    solved.channel.config["templates"] = [ASKS | {"asks": False, "name": "other"}, ASKS]
    solved.channel.save()
    assert question_of(solved.channel, "en") is None
    sent = asked(vendors, now + 25 * HOUR)
    link, number = (one["text"] for one in sent[0]["template"]["components"][0]["parameters"])
    assert (sent[0]["template"]["name"], "/rating" in link, number) == ("how_was_it", True, str(solved.pk))
    assert link not in str(survey().context)


def test_the_bot_asks_at_any_time(chat: Ticket, alice: User, vendors: Vendors, now: datetime) -> None:
    lifecycle.set_status(chat, "solved", at=now, by=alice)
    assert asked(vendors, now + 23 * HOUR) == []
    assert "¿Cómo fue nuestra atención?" in asked(vendors, now + 24 * HOUR)[0]["text"]


@pytest.mark.parametrize("fact", ["opted_out_at", "undeliverable_at"])
def test_who_wants_none_or_cannot_be_reached_is_not_asked_there(
    chat: Ticket, alice: User, now: datetime, fact: str
) -> None:
    lifecycle.set_status(chat, "solved", at=now, by=alice)
    Identity.objects.update(**{fact: now})
    assert asking.ask(at=now + 24 * HOUR) == 0


def test_a_question_that_waits_is_dropped_when_its_reader_wants_none(
    chat: Ticket, alice: User, vendors: Vendors, now: datetime
) -> None:
    lifecycle.set_status(chat, "solved", at=now, by=alice)
    assert asking.ask(at=now + 24 * HOUR) == 1
    Identity.objects.update(opted_out_at=now)
    outbox.sweep(at=now + 24 * HOUR)
    assert (survey().state, vendors.sent) == ("cancelled", [])


def test_a_channel_that_is_not_in_use_asks_nobody(chat: Ticket, alice: User, now: datetime) -> None:
    lifecycle.set_status(chat, "solved", at=now, by=alice)
    Channel.objects.update(is_active=False)
    assert asking.ask(at=now + 24 * HOUR) == 0


WRONG = {
    "a gap in the numbers": ({"form-0-body": "Hola {{1}} {{3}}"}, "Number the blanks"),
    "a blank with a name": ({"form-0-body": "Hola {{name}}"}, "Number the blanks"),
    "a question without a link": ({"form-0-body": "Hola", "form-0-asks": "on"}, "This needs the blank {{1}}"),
    "two that ask": (
        {
            "form-TOTAL_FORMS": "2",
            "form-0-asks": "on",
            "form-1-asks": "on",
            "form-1-name": "b",
            "form-1-language": "es_PE",
            "form-1-body": "{{1}}",
        },
        "Two templates of one language ask how it went.",
    ),
    "the same twice": (
        {"form-TOTAL_FORMS": "2", "form-1-name": "a", "form-1-language": "es", "form-1-body": "{{1}}"},
        "Two templates have the same name",
    ),
}


@pytest.mark.parametrize(("changes", "words"), WRONG.values(), ids=WRONG)
def test_a_template_that_cannot_be_filled_is_refused(
    whatsapp: Channel, alice: User, client: Client, changes: dict[str, str], words: str
) -> None:
    form = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "a", "form-0-language": "es"}
    form |= {"form-0-body": "{{1}}"} | changes
    answer = client.post(reverse("settings:channel_templates", args=[whatsapp.pk]), form)
    assert (answer.status_code, words in answer.text) == (422, True)
