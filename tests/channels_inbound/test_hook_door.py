"""The door for webhooks in front of Django: the same answers as Django's own, for many at once."""

import asyncio
import json
from typing import Any

import pytest
from django.db import connection, connections

from channels_inbound import hook_door, webhooks
from channels_inbound.hook_door import HookDoor
from channels_inbound.models import InboundPayload
from channels_inbound.webhooks import Brought
from tests.chats import SECRET_TOKEN, signature, telegram_channel, telegram_update, whatsapp_channel, whatsapp_message
from tests.chats import whatsapp_body as body
from tickets.models import Channel

pytestmark = pytest.mark.django_db(transaction=True)


def scope(
    channel: Channel, raw: bytes, *, kind: str = "", pk: int = 0, proof: dict[str, str] | None = None
) -> dict[str, Any]:
    proof = {"x-hub-signature-256": signature(raw), "x-telegram-bot-api-secret-token": SECRET_TOKEN} | (proof or {})
    return {
        "type": "http",
        "method": "POST",
        "path": f"/hooks/{kind or channel.kind}/{pk or channel.pk}/",
        "headers": [(name.encode(), value.encode()) for name, value in proof.items()],
        "client": ("203.0.113.7", 4711),
        "raw": raw,
    }


def bring(*scopes: dict[str, Any], told: list[list[int]] | None = None) -> list[int]:
    """Bring all at once; return the answers."""
    door = HookDoor(announce=(told if told is not None else []).append)

    async def one(asked: dict[str, Any]) -> int:
        pieces = [asked["raw"][:10], asked["raw"][10:]]
        answers: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

        async def send(message: Any) -> None:
            answers.append(message)

        assert door.fits(asked)
        await door(asked, receive, send)
        assert dict(answers[0]["headers"])[b"content-length"] == str(len(answers[1]["body"])).encode()
        return int(answers[0]["status"])

    async def everything() -> list[int]:
        answers = await asyncio.gather(*map(one, scopes))
        await asyncio.gather(*door._running)
        door._writer.submit(connections.close_all).result()
        return list(answers)

    return asyncio.run(everything())


def written(number: int) -> bytes:
    return json.dumps(body(whatsapp_message(number))).encode()


def test_what_comes_together_is_kept_in_order_and_announced() -> None:
    channel, told = whatsapp_channel(), []  # type: ignore[var-annotated]
    answers = bring(*(scope(channel, written(n)) for n in range(30)), told=told)
    assert answers == [200] * 30
    kept = list(InboundPayload.objects.order_by("pk").values_list("external_id", flat=True))
    assert kept == [f"wamid.{n}" for n in range(30)]
    assert sorted(pk for pks in told for pk in pks) == list(
        InboundPayload.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert set(InboundPayload.objects.values_list("source", flat=True)) == {"webhook 203.0.113.7"}


def test_the_same_webhook_many_times_is_kept_once() -> None:
    channel = whatsapp_channel()
    assert bring(*(scope(channel, written(1)) for _ in range(20))) == [200] * 20
    assert InboundPayload.objects.count() == 1


def test_each_gets_its_own_answer_and_forged_ones_leave_no_row() -> None:
    whatsapp, telegram = whatsapp_channel(), telegram_channel()
    update = json.dumps(telegram_update()).encode()
    answers = bring(
        scope(whatsapp, written(1)),
        scope(whatsapp, written(2), proof={"x-hub-signature-256": "sha256=0"}),
        scope(telegram, update),
        scope(telegram, update, proof={"x-telegram-bot-api-secret-token": "x"}),
        scope(whatsapp, written(3), kind="telegram"),
        scope(whatsapp, written(3), pk=10**25),
        scope(whatsapp, b"x" * (webhooks.MAX_BYTES + 11)),
    )
    assert answers == [200, 401, 200, 401, 404, 404, 413]
    assert set(InboundPayload.objects.values_list("external_id", flat=True)) == {"wamid.1", "7001"}


def test_whoever_forges_many_is_sent_away() -> None:
    channel = whatsapp_channel()
    forged = [scope(channel, written(1), proof={"x-hub-signature-256": "x"}) for _ in range(61)]
    assert sorted(bring(*forged)) == [401] * 60 + [429]


def test_a_connection_that_broke_is_made_anew() -> None:
    channel = whatsapp_channel()
    kept = Brought("whatsapp", channel.pk, {"x-hub-signature-256": signature(written(1))}, written(1), "203.0.113.7")
    connection.ensure_connection()
    assert connection.connection is not None
    connection.connection.close()  # as when the server was restarted
    statuses, stored = hook_door._keep([kept])
    assert (statuses, stored) == ([200], [InboundPayload.objects.get().pk])


@pytest.mark.parametrize(
    ("path", "method", "fits"),
    [
        ("/hooks/whatsapp/7/", "POST", True),
        ("/hooks/whatsapp/7/", "GET", False),
        ("/hooks/whatsapp/7", "POST", False),
        ("/hooks/whatsapp/7/x/", "POST", False),
        ("/agent/tickets/", "POST", False),
    ],
)
def test_only_what_providers_bring_goes_by_this_door(path: str, method: str, *, fits: bool) -> None:
    assert HookDoor.fits({"type": "http", "method": method, "path": path}) is fits
    assert HookDoor.fits({"type": "websocket", "path": path}) is False
