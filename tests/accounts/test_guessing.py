"""Many machines that guess one password together."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from helpdesk.accounts.links import make_token
from helpdesk.accounts.models import LinkPurpose, User
from helpdesk.accounts.signing_in import PER_ADDRESS
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
RIGHT = "secret-secret"


@pytest.fixture
def alice() -> User:
    """An agent."""
    return UserFactory.create(email="alice@desk.test")


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-11-18T17:00:00Z", tick=False) as traveller:
        yield traveller


def attempt(place: int, password: str = "wrong-wrong", email: str = "alice@desk.test") -> Any:
    client = Client(REMOTE_ADDR=f"10.0.{place // 250}.{place % 250 + 1}")
    return client.post(LOGIN, {"email": email, "password": password}, headers={"accept-language": "en"})


def guess_from_everywhere(email: str = "alice@desk.test") -> list[int]:
    return [attempt(place, email=email).status_code for place in range(PER_ADDRESS.times)]


def text_of(response: Any, email: str) -> str:
    body = response.content.decode().replace(email, "X")
    return str(body.replace(str(response.context["csrf_token"]), "T"))


def test_an_address_that_is_guessed_from_everywhere_takes_no_password_for_an_hour(alice: User, clock: Any) -> None:
    assert set(guess_from_everywhere()) == {422}
    refused = attempt(500, RIGHT)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert "ask for a link to set a new password" in refused.content.decode()
    clock.shift(3601)
    assert attempt(500, RIGHT).status_code == 302


def test_whether_somebody_has_the_address_shows_in_no_answer(alice: User) -> None:
    answers = []
    for email in ("alice@desk.test", "nobody@desk.test"):
        guess_from_everywhere(email)
        response = attempt(500, email=email)
        answers.append((response.status_code, response.headers["Retry-After"], text_of(response, email)))
    assert answers[0] == answers[1]


def test_a_link_from_the_mail_is_the_way_in_and_ends_the_lock(alice: User) -> None:
    guess_from_everywhere()
    client = Client(REMOTE_ADDR="198.51.100.7")
    client.get(f"/accounts/password/reset/{make_token(alice, LinkPurpose.RESET)}/")
    words = "three-green-kettles"
    response = client.post("/accounts/password/new/", {"new_password1": words, "new_password2": words})
    assert response.status_code == 302
    assert attempt(501, words).status_code == 302


def test_a_right_password_in_between_does_not_let_the_guessing_begin_anew(alice: User) -> None:
    for place in range(PER_ADDRESS.times - 1):
        attempt(place)
    assert attempt(500, RIGHT).status_code == 302
    assert [attempt(place).status_code for place in (501, 502)] == [422, 429]


def test_one_place_that_is_stopped_does_not_lock_the_address_for_others(alice: User) -> None:
    for _ in range(PER_ADDRESS.times + 5):
        attempt(1)
    assert attempt(2, RIGHT).status_code == 302


def test_letters_that_the_database_takes_for_equal_are_counted_together(alice: User) -> None:
    UserFactory.create(email="sol@desk.test")
    for place in range(PER_ADDRESS.times):
        attempt(place, email="\u017fol@desk.test" if place % 2 else "SOL@desk.test")
    assert attempt(500, RIGHT, email="sol@desk.test").status_code == 429
