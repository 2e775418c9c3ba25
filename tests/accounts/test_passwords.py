"""Passwords: links that work once, answers that tell nothing, sessions that end."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from helpdesk.accounts import mail
from helpdesk.accounts.links import make_token, user_of
from helpdesk.accounts.models import AccountMail, LinkPurpose, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

RESET = "/accounts/password/reset/"
NEW = "/accounts/password/new/"
GOOD = "three-green-kettles"
NOW = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)


@pytest.fixture
def alice() -> User:
    """An agent."""
    return UserFactory.create(email="alice@desk.test", name="Alice Vega")


@pytest.fixture
def ask(client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Any:
    """Ask for a link and let the worker run."""

    def asking(email: str = "alice@desk.test") -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(RESET, {"email": email})

    return asking


def link_in(letter: Any) -> str:
    """Return the path of the link."""
    found = re.search(r"http://testserver(/\S+)", letter.body)
    assert found
    return found[1]


def choose(client: Client, path: str, password: str = GOOD) -> Any:
    """Follow a link and set a password."""
    client.get(path)
    return client.post(NEW, {"new_password1": password, "new_password2": password})


def test_the_link_from_the_mail_sets_a_password_and_signs_in(client: Client, alice: User, ask: Any) -> None:
    assert ask()["Location"] == "/accounts/password/reset/sent/"
    assert [letter.to for letter in outbox.outbox] == [["alice@desk.test"]]
    response = choose(client, link_in(outbox.outbox[0]))
    assert response.status_code == 302
    alice.refresh_from_db()
    assert alice.check_password(GOOD)
    assert client.get("/accounts/preferences/").status_code == 200


def test_the_mail_is_in_the_persons_language(ask: Any) -> None:
    UserFactory.create(email="es@desk.test", language="es")
    UserFactory.create(email="en@desk.test", language="en")
    ask("es@desk.test")
    ask("en@desk.test")
    letters = [letter for letter in outbox.outbox if isinstance(letter, outbox.EmailMultiAlternatives)]
    pages = [str(letter.alternatives[0][0]) for letter in letters]
    assert [page.count('<html lang="es"') for page in pages] == [1, 0]


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Client, alice: User, ask: Any) -> None:
    known, unknown = ask(), ask("nobody@desk.test")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(outbox.outbox) == 1
    assert AccountMail.objects.filter(done_at=None).count() == 0


def test_a_deactivated_person_gets_no_link(ask: Any) -> None:
    UserFactory.create(email="gone@desk.test", is_active=False)
    ask("gone@desk.test")
    assert outbox.outbox == []


def test_opening_a_link_spends_nothing_and_hides_the_token(client: Client, alice: User) -> None:
    path = f"{RESET}{make_token(alice, LinkPurpose.RESET)}/"
    for _ in range(3):
        assert Client().get(path)["Location"] == NEW
        assert Client().head(path).status_code == 302
    assert choose(client, path).status_code == 302


def test_a_link_works_once(client: Client, alice: User) -> None:
    path = f"{RESET}{make_token(alice, LinkPurpose.RESET)}/"
    choose(client, path)
    again = Client()
    assert choose(again, path, "another-good-password").status_code == 410
    alice.refresh_from_db()
    assert alice.check_password(GOOD)


@pytest.mark.parametrize(("purpose", "hours"), [(LinkPurpose.RESET, 1), (LinkPurpose.INVITATION, 24)])
def test_a_link_dies_in_time(alice: User, purpose: LinkPurpose, hours: int) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        token = make_token(alice, purpose)
        clock.shift(timedelta(hours=hours, seconds=-1))
        assert user_of(token, purpose) == alice
        clock.shift(timedelta(seconds=2))
        assert user_of(token, purpose) is None


def test_a_link_is_good_for_its_own_purpose_and_person_only(alice: User) -> None:
    token = make_token(alice, LinkPurpose.RESET)
    assert user_of(token, LinkPurpose.INVITATION) is None
    assert user_of(token[:-1] + ("A" if token[-1] != "A" else "B"), LinkPurpose.RESET) is None
    alice.email = "other@desk.test"
    alice.save(update_fields=["email"])
    assert user_of(token, LinkPurpose.RESET) is None


@pytest.mark.parametrize("token", ["", "None", "null", "[]", "x" * 5000, "a:b:c", "\u0000", "..%2f"])
def test_made_up_tokens_are_refused(token: str) -> None:
    assert user_of(token, LinkPurpose.RESET) is None


def test_without_a_link_there_is_nothing_to_choose(client: Client) -> None:
    assert client.get(NEW).status_code == 410
    assert client.post(NEW, {"new_password1": GOOD, "new_password2": GOOD}).status_code == 410


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123", "alice@desk.test", "x" * 201])
def test_a_weak_password_is_refused_with_a_reason(client: Client, alice: User, password: str) -> None:
    response = choose(client, f"{RESET}{make_token(alice, LinkPurpose.RESET)}/", password)
    assert response.status_code == 422
    assert response.context["form"].errors


def test_a_mail_server_that_is_away_loses_no_link(alice: User, settings: Settings) -> None:
    row = mail.queue_link("alice@desk.test", LinkPurpose.RESET, at=NOW)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = 1, 1
    assert mail.sweep(at=NOW) == 0
    row.refresh_from_db()
    assert (row.done_at, row.attempts, "refused" in row.last_error) == (None, 1, True)

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail.sweep(at=NOW + timedelta(minutes=2)) == 1
    assert mail.sweep(at=NOW + timedelta(minutes=10)) == 0
    assert len(outbox.outbox) == 1


def test_links_are_asked_for_three_times_an_hour_and_the_answer_stays_the_same(alice: User, ask: Any) -> None:
    answers = [ask() for _ in range(5)]
    assert {(a.status_code, a["Location"]) for a in answers} == {(302, "/accounts/password/reset/sent/")}
    assert len(outbox.outbox) == 3


def test_many_addresses_from_one_place_are_stopped(client: Client) -> None:
    codes = [client.post(RESET, {"email": f"n{n}@desk.test"}).status_code for n in range(21)]
    assert codes == [302] * 20 + [429]


def test_a_changed_password_ends_every_other_session(alice: User) -> None:
    here, there = Client(), Client()
    here.force_login(alice)
    there.force_login(alice)
    form = {"old_password": "secret-secret", "new_password1": GOOD, "new_password2": GOOD}
    assert here.post("/accounts/password/", form)["Location"] == "/accounts/preferences/"
    assert here.get("/accounts/preferences/").status_code == 200
    assert there.get("/accounts/preferences/").status_code == 302


def test_the_old_password_is_needed_for_a_new_one(alice: User) -> None:
    client = Client()
    client.force_login(alice)
    form = {"old_password": "wrong-wrong", "new_password1": GOOD, "new_password2": GOOD}
    assert client.post("/accounts/password/", form).status_code == 422
    alice.refresh_from_db()
    assert alice.check_password("secret-secret")
