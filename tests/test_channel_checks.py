"""/readyz and the mailboxes: named when they fail, and never a reason to take the desk out of service."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from helpdesk.lib import broker, heartbeat
from tests.chats import telegram_channel
from tests.factories import ChannelFactory
from tickets.models import Channel

pytestmark = pytest.mark.django_db

FAULT = "The server refused the user name or the password (no ayuda@desk.test here). Enter them again."
MAILBOX = {"address": "ayuda@desk.test", "imap_host": "imap.example.com", "imap_user": "ayuda@desk.test"}


@pytest.fixture(autouse=True)
def beating() -> Iterator[None]:
    broker.client().flushdb()
    heartbeat.beat("worker")
    heartbeat.beat("beat")
    yield
    broker.client.cache_clear()


@pytest.fixture
def mailbox() -> Channel:
    channel: Channel = ChannelFactory.create(slug="help", config=MAILBOX)
    channel.secrets = {"imap_password": "hunter2"}
    channel.save()
    return channel


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def ready(client: Client, **headers: str) -> tuple[int, str, dict[str, Any]]:
    answer = client.get("/readyz", **headers)  # type: ignore[arg-type]
    assert "hunter2" not in answer.content.decode()
    return answer.status_code, answer.json()["status"], answer.json()["channels"]


def test_a_mailbox_that_is_read_is_named_with_its_last_reading(client: Client, mailbox: Channel) -> None:
    at = now()
    mailbox.mark_ok(at=at)
    facts = {"ok": True, "kind": "email", "last_ok_at": at.isoformat(), "failing_since": None, "reason": ""}
    assert ready(client) == (200, "ok", {"help": facts})


def test_a_mailbox_that_fails_degrades_and_stops_nothing(client: Client, mailbox: Channel) -> None:
    at = now()
    mailbox.mark_ok(at=at - timedelta(minutes=2))
    mailbox.mark_failing(FAULT, at=at)
    status, word, channels = ready(client)
    assert (status, word) == (200, "degraded")
    assert (channels["help"]["ok"], channels["help"]["failing_since"]) == (False, at.isoformat())
    assert channels["help"]["reason"] == FAULT


def test_strangers_are_told_that_it_fails_and_not_how(client: Client, mailbox: Channel, settings: Settings) -> None:
    mailbox.mark_failing(FAULT, at=now())
    settings.METRICS_TOKEN = "a-token"
    for headers in ({}, {"REMOTE_ADDR": "203.0.113.5"}):
        _status, word, channels = ready(client, **headers)
        assert (word, channels["help"]["ok"]) == ("degraded", False)
        assert "ayuda@desk.test" not in str(channels)
    _status, _word, channels = ready(client, HTTP_AUTHORIZATION="Bearer a-token")
    assert channels["help"]["reason"] == FAULT


def test_a_mailbox_that_nobody_reads_any_more_is_noticed(client: Client, mailbox: Channel) -> None:
    assert ready(client)[1:] == ("degraded", ready(client)[2])
    assert ready(client)[2]["help"]["reason"] == "not read yet"
    mailbox.mark_ok(at=now() - timedelta(minutes=11))
    assert ready(client)[2]["help"]["reason"] == "not read for more than 10 minutes"


def test_a_way_in_that_is_not_read_or_out_of_use_is_left_out(client: Client, mailbox: Channel) -> None:
    ChannelFactory.create(kind="phone", config={})
    Channel.objects.filter(pk=mailbox.pk).update(is_active=False)
    assert ready(client) == (200, "ok", {})


def test_many_mailboxes_cost_one_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get("/readyz")
    for n in range(3):
        ChannelFactory.create(config=MAILBOX | {"address": f"desk{n}@desk.test"})
    with django_assert_num_queries(2):
        assert len(ready(client)[2]) == 3


def test_a_chat_is_named_with_its_last_webhook_and_what_did_not_leave(client: Client) -> None:
    at = now()
    channel = telegram_channel()
    never = {"ok": True, "kind": "telegram", "last_ok_at": None, "failing_since": None, "reason": ""}
    never |= {"last_webhook_at": None, "send_failed_at": None, "send_error": ""}
    assert ready(client) == (200, "ok", {"telegram": never})
    channel.last_message_at = at
    channel.save()
    channel.note_send_failure("The customer blocked the bot", at=at)
    told = {"last_webhook_at": at.isoformat(), "send_failed_at": at.isoformat()}
    assert ready(client) == (200, "ok", {"telegram": never | told | {"send_error": "The customer blocked the bot"}})
    channel.mark_failing("Telegram refused our bot: 401", at=at)
    status, word, channels = ready(client)
    assert (status, word, channels["telegram"]["reason"]) == (200, "degraded", "Telegram refused our bot: 401")
    abroad = client.get("/readyz", REMOTE_ADDR="203.0.113.5").json()["channels"]["telegram"]
    assert [words in str(abroad) for words in ("blocked", "401")] == [False, False]
