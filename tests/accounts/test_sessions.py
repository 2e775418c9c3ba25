"""Sessions: what signs somebody in on every page."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.test import Client
from django.utils import timezone

from helpdesk.accounts.sessions import SessionStore
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_session_of_djangos_own_engine_is_read() -> None:
    written = db.SessionStore()
    written["answer"] = 42
    written.save()
    assert SessionStore(written.session_key).get("answer") == 42


@pytest.mark.parametrize("key", ["x" * 32, "", "'; --"])
def test_a_key_that_nobody_was_given_opens_nothing(key: str) -> None:
    store = SessionStore(key)
    assert dict(store.items()) == {}
    assert store.session_key is None


def test_a_session_ends_with_its_time_and_with_signing_out(client: Client) -> None:
    client.force_login(UserFactory.create())
    key = client.session.session_key
    assert client.get("/agent/tickets/").status_code == 200
    store = SessionStore(key)
    store.model.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/agent/tickets/").status_code == 302
    client.force_login(UserFactory.create())
    copied = Client()
    copied.cookies.update(client.cookies)
    client.post("/accounts/logout/")
    assert copied.get("/agent/tickets/").status_code == 302
