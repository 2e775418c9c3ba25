"""/healthz, /readyz and /metrics, with each part there and away."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from channels_inbound.models import InboundPayload
from helpdesk.lib import broker, heartbeat
from tests.factories import ChannelFactory, TicketFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_broker() -> Iterator[None]:
    broker.client().flushdb()
    yield
    broker.client.cache_clear()


@pytest.fixture
def beating() -> None:
    heartbeat.beat("worker")
    heartbeat.beat("beat")


@pytest.fixture
def broker_away(settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey?db=0"
    broker.client.cache_clear()


@pytest.fixture
def database_away(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"user": "postgres"})
    connection.close()


def checks(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    return answer.status_code, {name: check["reason"] for name, check in answer.json()["checks"].items()}


def test_healthz_answers(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_healthz_asks_nothing(client: Client, database_away: None, broker_away: None) -> None:
    assert client.get("/healthz").status_code == 200


def test_readyz_is_content_when_all_work(client: Client, beating: None) -> None:
    assert checks(client) == (200, {"database": "", "broker": "", "worker": "", "beat": ""})


def test_readyz_names_a_silent_worker(client: Client) -> None:
    heartbeat.beat("beat")
    silent = "no sign for 20 seconds"
    assert checks(client) == (503, {"database": "", "broker": "", "worker": silent, "beat": ""})


def test_a_heartbeat_expires() -> None:
    heartbeat.beat("worker")
    assert 0 < int(broker.client().ttl("mesa:heartbeat:worker")) <= heartbeat.EXPIRES_SECONDS


def test_readyz_names_a_broker_that_is_away(client: Client, broker_away: None) -> None:
    away = "no answer (ConnectionError)"
    assert checks(client) == (503, {"database": "", "broker": away, "worker": away, "beat": away})


def test_readyz_names_a_database_that_is_away(client: Client, beating: None, database_away: None) -> None:
    away = "no answer (OperationalError)"
    assert checks(client) == (503, {"database": away, "broker": "", "worker": "", "beat": ""})


def test_health_answers_behind_https_without_a_redirect(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200


def test_a_page_without_database_says_so(client: Client, database_away: None) -> None:
    client.raise_request_exception = False
    answer = client.get("/accounts/login/", headers={"cookie": "session=abcdefghijklmnopqrstuvwxyz012345"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "15")
    assert "No se perdió nada" in answer.text
    assert "Nothing was lost" in answer.text


def test_a_signed_in_person_without_database_is_told_so(client: Client, database_away: None) -> None:
    client.raise_request_exception = False
    client.cookies["session"] = "abcdefghijklmnopqrstuvwxyz012345"  # read by a middleware, before any view
    assert client.get("/accounts/login/").status_code == 503


def test_metrics_count(client: Client) -> None:
    TicketFactory.create()
    TicketFactory.create(status="solved", solved_at=datetime.now(UTC))
    at = datetime.now(UTC) - timedelta(minutes=5)
    InboundPayload.store(channel=ChannelFactory.create(), raw=b"From: ana@example.com\n\nHola", at=at)

    lines = client.get("/metrics").text.splitlines()

    assert 'mesa_tickets_unsolved{status="new"} 1' in lines
    assert 'mesa_payloads{state="waiting"} 1' in lines
    assert "mesa_queue_length 0" in lines
    assert [line for line in lines if line.startswith("mesa_oldest_payload_seconds 30")] != []


def test_metrics_are_not_for_strangers(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.5").status_code == 401
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 401


def test_metrics_want_their_token_where_one_is_set(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "a-token"
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer ñ"}).status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer a-token"}).status_code == 200


def test_metrics_ask_the_same_number_of_questions_whatever_there_is(client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(3):
        TicketFactory.create()
    with django_assert_num_queries(6):
        client.get("/metrics")


def test_metrics_go_on_without_broker(client: Client, broker_away: None) -> None:
    assert "mesa_queue_length nan" in client.get("/metrics").text.lower().splitlines()


def test_a_missing_migration_is_named(client: Client, beating: None) -> None:
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415 -- only here

    from helpdesk import health  # noqa: PLC0415

    health._migrated_once.cache_clear()
    newest = MigrationRecorder.Migration.objects.filter(app="tickets").latest("name")
    newest.delete()
    status, reasons = checks(client)
    health._migrated_once.cache_clear()
    assert (status, reasons["database"]) == (503, "migrations are missing: run migrate")
