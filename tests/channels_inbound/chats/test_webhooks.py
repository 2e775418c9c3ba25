"""The one door for webhooks: what is not proven genuine leaves no row, what is genuine is kept once, whatever it is."""

import json
import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from channels_inbound import processing, webhooks
from channels_inbound.models import InboundPayload, PayloadState
from helpdesk.lib.broker import client as broker
from tests.chats import (
    APP_SECRET,
    ROSA,
    SECONDS,
    VERIFY_TOKEN,
    failure,
    post,
    signature,
    status,
    telegram_channel,
    telegram_update,
    whatsapp_body,
    whatsapp_channel,
    whatsapp_message,
)
from tests.factories import UserFactory
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> list[tuple[str, str]]:
    return list(InboundPayload.objects.order_by("pk").values_list("external_id", "state"))


# -- the handshake ------------------------------------------------------------------------------------------------


def handshake(**query: str) -> Any:
    channel = whatsapp_channel()
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"} | query
    return Client().get(reverse("hook", args=["whatsapp", channel.pk]), asked)


def test_the_handshake_is_answered_with_the_challenge_as_text() -> None:
    answer = handshake()
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"1158201444", "text/plain")


@pytest.mark.parametrize(
    "wrong", [{"hub.verify_token": "guess"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}]
)
def test_a_handshake_that_does_not_know_the_token_is_refused(wrong: dict[str, str]) -> None:
    answer = handshake(**wrong)
    assert (answer.status_code, answer.content) == (403, b"")


def test_telegram_has_no_handshake() -> None:
    assert Client().get(reverse("hook", args=["telegram", telegram_channel().pk])).status_code == 403


# -- what is refused ----------------------------------------------------------------------------------------------

BODY = json.dumps(whatsapp_body(whatsapp_message())).encode()
FORGED = {
    "no signature": {"X-Other": "1"},
    "an empty one": {"X-Hub-Signature-256": ""},
    "of another app": {"X-Hub-Signature-256": signature(BODY, "another-secret")},
    "of other bytes": {"X-Hub-Signature-256": signature(BODY + b" ")},
    "cut off": {"X-Hub-Signature-256": signature(BODY)[:-1]},
    "the old kind": {"X-Hub-Signature": signature(BODY)},
    "not ASCII": {"X-Hub-Signature-256": "sha256=ñ"},
}


@pytest.mark.parametrize("headers", FORGED.values(), ids=FORGED)
def test_a_forged_webhook_leaves_no_row(headers: dict[str, str]) -> None:
    answer = post(whatsapp_channel(), BODY, proof=headers)
    assert (answer.status_code, rows(), Ticket.objects.count()) == (401, [], 0)


def test_a_truncated_webhook_leaves_no_row() -> None:
    answer = post(whatsapp_channel(), BODY[:-20], proof={"X-Hub-Signature-256": signature(BODY)})
    assert (answer.status_code, rows()) == (401, [])


@pytest.mark.parametrize("secret", ["", "telegram-secret-2", "telegram-secret-"])
def test_an_update_without_telegrams_secret_leaves_no_row(secret: str) -> None:
    answer = post(telegram_channel(), telegram_update(), proof={"X-Telegram-Bot-Api-Secret-Token": secret})
    assert (answer.status_code, rows()) == (401, [])


def test_a_channel_without_a_secret_trusts_nobody() -> None:
    channels = [whatsapp_channel(secrets={"app_secret": ""}), telegram_channel(secrets={"secret_token": ""})]
    headers: list[dict[str, str]] = [
        {"X-Hub-Signature-256": signature(BODY, "")},
        {"X-Telegram-Bot-Api-Secret-Token": ""},
    ]
    answers = [post(channel, BODY, proof=header).status_code for channel, header in zip(channels, headers, strict=True)]
    assert (answers, rows()) == ([401, 401], [])


def test_twenty_megabytes_are_refused_unread() -> None:
    big = b'{"entry": "' + b"x" * (20 * 1024 * 1024) + b'"}'
    assert (post(whatsapp_channel(), big).status_code, rows()) == (413, [])


def test_channels_that_are_not_there_or_not_in_use_are_not_found() -> None:
    channel = whatsapp_channel()
    kinds = [f"whatsapp/{10**30}", f"whatsapp/{channel.pk + 9}", f"telegram/{channel.pk}", f"email/{channel.pk}"]
    paths = [f"/hooks/{kind}/" for kind in kinds]
    answers = [Client().post(path, BODY, content_type="application/json").status_code for path in paths]
    channel.is_active = False
    channel.save()
    assert ([*answers, post(channel, BODY).status_code], rows()) == ([404, 404, 404, 404, 404], [])


def test_refusals_are_counted_for_the_metrics() -> None:
    broker().delete(webhooks.REFUSED_KEY)
    post(whatsapp_channel(), BODY, proof={"X-Hub-Signature-256": "sha256=0"})
    page = Client().get("/metrics").content.decode()
    assert 'mesa_webhooks_refused_total{kind="whatsapp",status="401"} 1' in page


def test_whoever_forges_many_is_sent_away_and_the_provider_is_not() -> None:
    channel = whatsapp_channel()
    forged = [post(channel, BODY, proof={"X-Hub-Signature-256": "sha256=0"}).status_code for _ in range(61)]
    assert (forged[59], forged[60], post(channel, BODY).status_code) == (401, 429, 200)


# -- what is kept -------------------------------------------------------------------------------------------------


def test_every_message_and_status_of_every_entry_is_a_row_of_its_own() -> None:
    one = whatsapp_body(whatsapp_message(1), whatsapp_message(2, sender="51900555013"))
    two = whatsapp_body(
        statuses=[status("wamid.x", "sent"), status("wamid.x", "read"), failure("wamid.y", 131026, "No")]
    )
    body = one | {"entry": [*one["entry"], *two["entry"]]}
    assert post(whatsapp_channel(), body).status_code == 200
    kept = [external_id for external_id, _state in rows()]
    assert kept == ["wamid.1", "wamid.2", "wamid.x:sent", "wamid.x:read", "wamid.y:failed"]
    assert Message.objects.count() == 2


def test_a_single_event_is_kept_as_the_bytes_that_came() -> None:
    raw = json.dumps(whatsapp_body(whatsapp_message()), indent=3).encode()
    post(whatsapp_channel(), raw)
    assert InboundPayload.objects.get().raw == raw


def test_the_same_webhook_again_changes_nothing() -> None:
    channel = whatsapp_channel()
    assert [post(channel, BODY).status_code for _ in range(3)] == [200, 200, 200]
    assert (rows(), Message.objects.count()) == ([("wamid.1", "accepted")], 1)


def test_news_of_another_number_of_the_app_go_to_its_own_channel() -> None:
    first, second = whatsapp_channel(), whatsapp_channel(config={"phone_number_id": "222"})
    post(first, whatsapp_body(whatsapp_message(), number="222"))
    assert InboundPayload.objects.get().channel == second
    assert Ticket.objects.get().channel == second


def test_a_number_of_another_app_or_of_nobody_is_held_where_it_came() -> None:
    first = whatsapp_channel()
    whatsapp_channel(config={"phone_number_id": "222"}, secrets={"app_secret": "another-app"})
    post(first, whatsapp_body(whatsapp_message(1), number="222"))
    post(first, whatsapp_body(whatsapp_message(2), number="333"))
    kept = list(InboundPayload.objects.order_by("pk").values_list("channel", "state"))
    assert kept == [(first.pk, "held"), (first.pk, "held")]
    assert Ticket.objects.count() == 0


STRANGE: list[Any] = [
    b"not json", b"[]", b"null", b"", b"[" * 100_000, b"\xff\xfe", b'{"a": ' + b"9" * 5000 + b"}",
    {}, {"entry": 5}, {"entry": []}, {"entry": [5, None, "x"]}, {"entry": {"changes": []}},
    {"entry": [{"changes": "x"}]}, {"entry": [{"changes": [1, {}]}]}, {"entry": [{"changes": [{"value": []}]}]},
    whatsapp_body(statuses=[{"id": 7, "status": ["x"]}, 5]),
    whatsapp_body({"message": {"id": "a\x00b\ud800", "from": {"x": 1}}, "contact": "x"}),
    whatsapp_body({"message": 5, "contact": 5}, {"message": None, "contact": None}),
    {"update_id": True}, {"update_id": {"x": 1}, "message": 5}, {"update_id": 1, "message": {"from": 5, "chat": []}},
]  # fmt: skip


@pytest.mark.parametrize("kind", ["whatsapp", "telegram"])
def test_whatever_is_signed_is_kept_and_set_aside_with_a_reason(kind: str) -> None:
    channel = whatsapp_channel() if kind == "whatsapp" else telegram_channel()
    for body in STRANGE:
        known = InboundPayload.objects.count()
        assert (post(channel, body).status_code, InboundPayload.objects.count() > known) == (200, True), body
    payloads = list(InboundPayload.objects.all())
    assert {payload.state for payload in payloads} <= {PayloadState.HELD, PayloadState.DISCARDED}
    assert all(payload.reason for payload in payloads)


# -- at the same time ---------------------------------------------------------------------------------------------


def in_parallel(calls: list[Any]) -> list[Any]:
    """Make all calls at once, each in a thread with a connection of its own; return what they gave."""
    gate, results = threading.Barrier(len(calls)), []

    def one(call: Any) -> None:
        gate.wait()
        try:
            results.append(call())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["whatsapp", "telegram"])
def test_fifty_parallel_deliveries_of_one_webhook_are_one_message(kind: str) -> None:
    whatsapp = kind == "whatsapp"
    channel = whatsapp_channel() if whatsapp else telegram_channel()
    body = whatsapp_body(whatsapp_message()) if whatsapp else telegram_update()
    answers = in_parallel([lambda: post(channel, body).status_code] * 50)
    assert answers == [200] * 50
    assert (InboundPayload.objects.count(), Message.objects.count(), Ticket.objects.count()) == (1, 1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["whatsapp", "telegram"])
def test_a_burst_of_a_new_contact_is_one_person_one_ticket_and_in_order(kind: str) -> None:
    whatsapp = kind == "whatsapp"
    channel = whatsapp_channel() if whatsapp else telegram_channel()

    def body(n: int) -> Any:
        words = f"part {n:02}"
        if whatsapp:
            return whatsapp_body(whatsapp_message(n, type="text", text={"body": words}))
        return telegram_update(n, text=words)

    order = [7, 19, 3, 11, 0, 15, 1, 9, 17, 5, 13, 2, 18, 4, 6, 8, 10, 12, 14, 16]
    answers = in_parallel([lambda n=n: post(channel, body(n)).status_code for n in order])
    assert answers == [200] * 20
    ticket = Ticket.objects.get()
    assert ticket.requester.identities.count() == 1
    shown = [message.body_text for message in ticket.messages.order_by("created_at", "pk")]
    assert shown == [f"part {n:02}" for n in range(20)]
    assert InboundPayload.objects.filter(state="accepted").count() == 20


def test_messages_of_one_second_stand_in_the_order_of_arrival() -> None:
    channel = whatsapp_channel()
    messages = [whatsapp_message(n, type="text", text={"body": f"{n}"}) for n in range(6)]
    for message in messages:
        message["message"]["timestamp"] = str(SECONDS)
    post(channel, whatsapp_body(*messages))
    shown = [message.body_text for message in Ticket.objects.get().messages.order_by("created_at", "pk")]
    assert shown == ["0", "1", "2", "3", "4", "5"]


# -- its price ----------------------------------------------------------------------------------------------------


def test_taking_in_a_webhook_asks_the_database_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    channel, client = whatsapp_channel(), Client()
    monkeypatch.setattr(processing, "announce", lambda _pks: None)  # the worker's part
    post(channel, whatsapp_body(whatsapp_message(1)), client=client)
    many = whatsapp_body(*(whatsapp_message(n) for n in range(2, 40)))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        post(channel, many, client=client)
    statements = [query["sql"] for query in asked.captured_queries if query["sql"] not in {"BEGIN", "COMMIT"}]
    assert len(statements) == 2
    assert InboundPayload.objects.count() == 39


def test_the_app_secret_never_leaves() -> None:
    channel = whatsapp_channel()
    assert APP_SECRET not in json.dumps(channel.config) + channel.encrypted_secrets


def test_the_raw_inbox_tells_who_wrote_and_what() -> None:
    post(whatsapp_channel(), whatsapp_body(whatsapp_message()))
    post(telegram_channel(), telegram_update())
    client = Client()
    client.force_login(UserFactory.create(role="admin"))
    page = client.get(reverse("settings:inbox"), {"state": "accepted"}).text
    assert all(words in page for words in (ROSA, "La refrigeradora no enfría", "La cocina no enciende"))
