"""The door for webhooks in front of Django: the same answers as Django's own, for many at once."""

import asyncio
import json
from io import BytesIO
from threading import Timer
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.test import RequestFactory

from channels_inbound import hook_door, webhooks
from channels_inbound.hook_door import HookDoor
from channels_inbound.models import InboundPayload
from channels_inbound.webhooks import Brought
from helpdesk.lib.broker import client as broker
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


def bring(*scopes: dict[str, Any], told: list[list[int]] | None = None, door: HookDoor | None = None) -> list[int]:
    """Bring all at once; return the answers."""
    door = door or HookDoor(announce=(told if told is not None else []).append)

    async def one(asked: dict[str, Any]) -> int:
        pieces = [asked["raw"][:10], asked["raw"][10:]]
        answers: list[Any] = []

        async def receive() -> dict[str, Any]:
            if len(pieces) == 1 and "then" in asked:
                return await asked["then"]()  # type: ignore[no-any-return]
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
        if not door._writer._shutdown:
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
    forged = [scope(channel, written(1), proof={"x-hub-signature-256": "x"}) for _ in range(16)]
    answers = [answer for _ in range(4) for answer in bring(*forged)]
    assert answers == [401] * 60 + [429] * 4


def test_a_flood_of_forged_ones_is_counted_one_after_another_and_the_genuine_come_through() -> None:
    channel = whatsapp_channel()
    forged = [scope(channel, written(1), proof={"x-hub-signature-256": "x"}) for _ in range(50)]
    answers = bring(*forged, scope(channel, written(2)))
    assert (answers[-1], set(answers[:-1]), answers.count(401)) == (200, {401, 429}, hook_door.REFUSALS)


def test_refusals_are_not_counted_under_names_that_strangers_choose() -> None:
    broker().delete(webhooks.REFUSED_KEY)
    large = scope(whatsapp_channel(), b"{}", kind="anything", proof={"content-length": str(webhooks.MAX_BYTES + 1)})
    assert (bring(large), webhooks.refused()) == ([413], {"other:413": 1})


# -- when something is away -----------------------------------------------------------------------------------------


async def hang_up() -> dict[str, Any]:
    return {"type": "http.disconnect"}


async def say_nothing() -> dict[str, Any]:
    await asyncio.sleep(30)
    return {}


def test_what_is_cut_off_is_not_taken_for_whole() -> None:
    cut_off = scope(telegram_channel(), json.dumps(telegram_update()).encode()) | {"then": hang_up}
    assert (bring(cut_off), InboundPayload.objects.count()) == ([400], 0)


def test_nor_is_it_under_another_server() -> None:
    body = {"wsgi.input": BytesIO(b'{"update_id": 70'), "CONTENT_LENGTH": "500", "REQUEST_METHOD": "POST"}
    request = RequestFactory(headers={"X-Telegram-Bot-Api-Secret-Token": SECRET_TOKEN}).request(**body)
    answer = webhooks.hook(request, "telegram", telegram_channel().pk)
    assert (answer.status_code, InboundPayload.objects.count()) == (400, 0)


def test_whoever_brings_a_body_too_slowly_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook_door, "SLOWEST", 0.05)
    slow = scope(telegram_channel(), json.dumps(telegram_update()).encode()) | {"then": say_nothing}
    assert (bring(slow), InboundPayload.objects.count()) == ([408], 0)


def test_while_the_database_hangs_providers_are_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook_door, "PATIENCE", 0.1)
    channel = whatsapp_channel()
    info = connection.connection.info
    with psycopg.connect(info.dsn, password=info.password) as other:
        other.execute("LOCK TABLE channels_inbound_inboundpayload")
        Timer(0.4, other.rollback).start()
        assert bring(*(scope(channel, written(n)) for n in range(3))) == [503] * 3
    assert bring(*(scope(channel, written(n)) for n in range(3))) == [200] * 3
    assert InboundPayload.objects.count() == 3


def test_nobody_waits_for_an_answer_that_never_comes_when_the_process_ends() -> None:
    door = HookDoor()
    door._writer.shutdown()
    assert bring(scope(whatsapp_channel(), written(1)), door=door) == [503]


def test_what_does_not_fit_into_one_statement_is_kept_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook_door, "GROUP_BYTES", 10)
    channel = whatsapp_channel()
    assert bring(*(scope(channel, written(n)) for n in range(5))) == [200] * 5
    kept = list(InboundPayload.objects.order_by("pk").values_list("external_id", flat=True))
    assert kept == [f"wamid.{n}" for n in range(5)]


def test_more_than_a_process_can_hold_is_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook_door, "WAITING_BYTES", 2 * len(written(1)))
    channel = whatsapp_channel()
    assert bring(*(scope(channel, written(n)) for n in range(5))) == [200, 200, 503, 503, 503]
    assert InboundPayload.objects.count() == 2


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
        ("/hooks/whatsapp/\N{ARABIC-INDIC DIGIT SEVEN}/", "POST", False),
        ("/hooks/whatsapp/7/x/", "POST", False),
        ("/agent/tickets/", "POST", False),
    ],
)
def test_only_what_providers_bring_goes_by_this_door(path: str, method: str, *, fits: bool) -> None:
    assert HookDoor.fits({"type": "http", "method": method, "path": path}) is fits
    assert HookDoor.fits({"type": "websocket", "path": path}) is False
