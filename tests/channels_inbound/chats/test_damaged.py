"""Webhooks of every shape that somebody met, and ours with any one field removed or of another type: all are kept."""

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from channels_inbound.models import InboundPayload
from tests.channels_inbound.chats.conftest import Commit, Vendors
from tests.chats import (
    failure,
    post,
    status,
    telegram_channel,
    telegram_update,
    whatsapp_body,
    whatsapp_channel,
    whatsapp_message,
)
from tickets.models import Channel

pytestmark = pytest.mark.django_db
OTHERS: list[Any] = [None, True, 7, -1.5, "", "x\x00\ud800", [], [5], {}, {"x": {"y": []}}, "9" * 400]
CORPORA = Path(os.environ.get("MESA_CORPORA", "/nowhere")) / "webhook"


def bodies() -> dict[str, list[Any]]:
    """Return one of each kind."""
    media = {"id": "m1", "mime_type": "image/jpeg", "sha256": "AA==", "caption": "c", "filename": "f"}
    kinds: list[dict[str, Any]] = [
        {"type": "text", "text": {"body": "Hi"}, "context": {"id": "wamid.0", "forwarded": True}},
        {"type": "image", "image": media},
        {"type": "location", "location": {"latitude": 1.5, "longitude": 2.5, "name": "n", "address": "a"}},
        {"type": "contacts", "contacts": [{"name": {"formatted_name": "A"}, "phones": [{"phone": "1"}]}]},
        {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"title": "t"}}},
        {"type": "reaction", "reaction": {"message_id": "wamid.0", "emoji": "👍"}},
        {"type": "order", "order": {"text": "t", "product_items": [{"quantity": 1, "product_retailer_id": "r"}]}},
        {"type": "system", "system": {"body": "b", "wa_id": "51900555777", "type": "user_changed_number"}},
        {
            "type": "edit",
            "edit": {"original_message_id": "wamid.0", "message": {"text": {"body": "b"}}},
        },
        {"type": "unsupported", "errors": [{"code": 1, "title": "t"}]},
    ]
    reports = [status("wamid.out", "read"), failure("wamid.out", 131047, "closed")]
    updates: list[dict[str, Any]] = [
        {"text": "Hi", "reply_to_message": {"message_id": 5}},
        {"photo": [{"file_id": "f", "width": 90, "file_size": 5}], "caption": "c"},
        {"document": {"file_id": "f", "file_name": "n", "mime_type": "application/pdf", "file_size": 5}},
        {"location": {"latitude": 1, "longitude": 2}, "venue": {"title": "t", "address": "a"}},
        {"contact": {"phone_number": "+51900555000", "first_name": "A", "user_id": 4242}},
    ]
    return {
        "whatsapp": [*(whatsapp_body(whatsapp_message(**kind)) for kind in kinds), whatsapp_body(statuses=reports)],
        "telegram": [telegram_update(**parts) for parts in updates],
    }


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every field."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def damaged(body: Any, chance: random.Random) -> Any:
    """Return a copy with one field removed, or of another type."""
    copy = json.loads(json.dumps(body))
    *way, last = chance.choice(list(places(copy)))
    holder = copy
    for key in way:
        holder = holder[key]
    if chance.random() < 0.3:
        del holder[last]
    else:
        holder[last] = chance.choice(OTHERS)
    return copy


@pytest.mark.parametrize("kind", ["whatsapp", "telegram"])
def test_any_one_field_may_be_missing_or_of_another_type(kind: str, commit: Commit, vendors: Vendors) -> None:
    channel = whatsapp_channel() if kind == "whatsapp" else telegram_channel()
    vendors.router.route().respond(404, json={})
    chance = random.Random(11)
    for body in bodies()[kind]:
        for _turn in range(12):
            keep(channel, damaged(body, chance), commit)
    assert not InboundPayload.objects.filter(reason__contains="Error:").exists()


def test_webhooks_of_other_projects_are_kept(commit: Commit, vendors: Vendors) -> None:
    """Those of the folder that MESA_CORPORA names; without it there are none to bring."""
    vendors.router.route().respond(404, json={})
    whatsapp, telegram = whatsapp_channel(config={"phone_number_id": "1122334455667"}), telegram_channel()
    for path in sorted(CORPORA.glob("*.json")):
        raw = path.read_bytes()
        for channel in (whatsapp, telegram):
            keep(channel, raw, commit)
    assert not InboundPayload.objects.filter(reason__contains="Error:").exists()


def keep(channel: Channel, body: Any, commit: Commit) -> None:
    """Bring a webhook twice: it is acknowledged, kept once, and ends."""
    with commit(execute=True):
        assert post(channel, body).status_code == 200, body
    count = InboundPayload.objects.count()
    assert count > 0
    with commit(execute=True):
        assert post(channel, body).status_code == 200
    assert InboundPayload.objects.count() == count
