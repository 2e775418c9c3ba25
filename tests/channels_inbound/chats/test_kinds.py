"""Every kind of message that people send, as an agent reads it; and nothing that they send is lost."""

from typing import Any

import pytest

from channels_inbound.models import InboundPayload
from tests.channels_inbound.chats.conftest import Commit, bring
from tests.chats import (
    post,
    telegram_update,
    whatsapp_body,
    whatsapp_message,
)
from tickets.handles import IdentityKind
from tickets.models import Channel, Ticket

pytestmark = pytest.mark.django_db


TOLD: dict[str, tuple[dict[str, Any], str]] = {
    "text": ({"type": "text", "text": {"body": "Hello\nthere"}}, "Hello\nthere"),
    "without its type": ({"text": {"body": "Hello"}}, "Hello"),
    "a type of the wrong type": ({"type": ["text"], "text": {"body": "Hello"}}, "Hello"),
    "NUL and half a character": ({"type": "text", "text": {"body": "a\x00b\ud83d"}}, "ab?"),
    "location": (
        {"type": "location", "location": {"latitude": -12.046374, "longitude": -77.042793, "name": "Plaza"}},
        "[Location]\nPlaza\nhttps://www.google.com/maps?q=-12.046374,-77.042793",
    ),
    "a location that is none": ({"type": "location", "location": {"latitude": "x"}}, "[Location]"),
    "contacts": (
        {"type": "contacts", "contacts": [{"name": {"formatted_name": "Ana"}, "phones": [{"phone": "+51 1"}]}]},
        "[Contact] Ana +51 1",
    ),
    "button": ({"type": "button", "button": {"text": "Yes", "payload": "y"}}, "Yes"),
    "button reply": (
        {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "1", "title": "Yes"}}},
        "Yes",
    ),
    "list reply": (
        {
            "type": "interactive",
            "interactive": {"list_reply": {"id": "1", "title": "Repair", "description": "At home"}},
        },
        "Repair\nAt home",
    ),
    "form": (
        {"type": "interactive", "interactive": {"nfm_reply": {"response_json": '{"model":"X1","flow_token":"t"}'}}},
        "model: X1",
    ),
    "order": (
        {
            "type": "order",
            "order": {
                "text": "Please",
                "product_items": [{"product_retailer_id": "OVEN", "quantity": 2, "item_price": 30, "currency": "PEN"}],
            },
        },
        "[Order]\n2 × OVEN · 30 PEN\nPlease",
    ),
    "unsupported": (
        {"type": "unsupported", "errors": [{"code": 131051, "title": "Message type is not supported."}]},
        "[A message of a kind that the desk cannot show: unsupported]\nMessage type is not supported.",
    ),
    "a kind of the future": (
        {"type": "hologram", "hologram": {"id": 1}},
        "[A message of a kind that the desk cannot show: hologram]",
    ),
    "an empty text": ({"type": "text", "text": {}}, "[A message of a kind that the desk cannot show: text]"),
    "forwarded": (
        {"type": "text", "text": {"body": "Look"}, "context": {"forwarded": True}},
        "[Forwarded]\nLook",
    ),
    "from an advertisement": (
        {"type": "text", "text": {"body": "Price?"}, "referral": {"headline": "Sale", "source_url": "https://fb.me/1"}},
        "Price?\n[From the advertisement: Sale https://fb.me/1]",
    ),
}


@pytest.mark.parametrize(("parts", "told"), TOLD.values(), ids=TOLD)
def test_what_whatsapp_brings_is_told(whatsapp: Channel, parts: dict[str, Any], told: str, commit: Commit) -> None:
    message = bring(whatsapp, whatsapp_body(whatsapp_message(**parts)), commit)
    assert message.body_text == told
    assert (message.ticket.requester.name, message.external_id) == ("Rosa Huamán", "wamid.1")


UPDATES: dict[str, tuple[dict[str, Any], str]] = {
    "text": ({"text": "Hello"}, "Hello"),
    "location": (
        {"location": {"latitude": 1, "longitude": 2}},
        "[Location]\nhttps://www.google.com/maps?q=1.000000,2.000000",
    ),
    "venue": (
        {"venue": {"title": "Shop", "address": "Street 1", "location": {"latitude": 1, "longitude": 2}}},
        "[Location]\nShop\nStreet 1\nhttps://www.google.com/maps?q=1.000000,2.000000",
    ),
    "contact": ({"contact": {"first_name": "Ana", "phone_number": "+51 1"}}, "[Contact] Ana +51 1"),
    "poll": ({"poll": {"question": "Which?", "options": [{"text": "A"}, {"text": "B"}]}}, "Which?\n· A\n· B"),
    "forwarded": ({"text": "Look", "forward_origin": {"type": "user"}}, "[Forwarded]\nLook"),
    "a kind of the future": (
        {"hologram": {"id": 1}},
        "[A message of a kind that the desk cannot show: hologram]",
    ),
}


@pytest.mark.parametrize(("parts", "told"), UPDATES.values(), ids=UPDATES)
def test_what_telegram_brings_is_told(telegram: Channel, parts: dict[str, Any], told: str, commit: Commit) -> None:
    message = bring(telegram, telegram_update(**parts), commit)
    assert message.body_text == told
    assert (message.ticket.requester.name, message.external_id) == ("Rosa Huamán", "4242:101")


NO_TICKET: dict[str, tuple[dict[str, Any], str]] = {
    "a group": ({"message": {"chat": {"id": -1, "type": "supergroup"}, "from": {"id": 1}, "text": "Hi"}}, "discarded"),
    "a bot": ({"message": {"chat": {"id": 1}, "from": {"id": 1, "is_bot": True}, "text": "Hi"}}, "discarded"),
    "the first press": ({"message": {"chat": {"id": 1}, "from": {"id": 1}, "text": "/start"}}, "discarded"),
    "blocked": ({"my_chat_member": {"chat": {"id": 1}}}, "discarded"),
    "a live location moves": ({"edited_message": {"chat": {"id": 1}, "from": {"id": 1}, "location": {}}}, "discarded"),
    "nobody": ({"message": {"text": "Hi"}}, "held"),
    "a channel's post": ({"channel_post": {"text": "Hi"}}, "held"),
}


@pytest.mark.parametrize(("update", "state"), NO_TICKET.values(), ids=NO_TICKET)
def test_what_is_no_message_to_the_desk_is_set_aside(
    telegram: Channel, update: dict[str, Any], state: str, commit: Commit
) -> None:
    with commit(execute=True):
        post(telegram, {"update_id": 1} | update)
    assert (InboundPayload.objects.get().state, Ticket.objects.count()) == (state, 0)


# -- who it is ----------------------------------------------------------------------------------------------------


def test_a_number_is_the_senders_only_when_telegram_says_so(telegram: Channel, commit: Commit) -> None:
    card = {"phone_number": "+51900555099", "first_name": "Ana"}
    message = bring(telegram, telegram_update(1, contact=card | {"user_id": 9}), commit)
    requester = message.ticket.requester
    assert list(requester.identities.values_list("kind", "value")) == [(IdentityKind.TELEGRAM, "4242")]
    bring(telegram, telegram_update(2, contact=card | {"user_id": 4242}), commit)
    assert list(requester.identities.values_list("value", flat=True)) == ["4242", "+51900555099"]
