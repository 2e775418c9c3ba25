"""What a person may change about themselves, and nothing more."""

import pytest
from django.test import Client

from helpdesk.accounts.models import Role, User
from tests.factories import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

URL = "/accounts/preferences/"
GOOD = {
    "name": "Alicia Rojas",
    "language": "es",
    "time_zone": "America/Bogota",
    "theme": "dark",
    "density": "cozy",
    "signature": "Saludos,\nAlicia",
}


@pytest.fixture
def alice(client: Client) -> User:
    """An agent of one team, signed in."""
    user = UserFactory.create(teams=[TeamFactory.create(name="Couriers")])
    client.force_login(user)
    return user


def test_preferences_are_kept(client: Client, alice: User) -> None:
    response = client.post(URL, GOOD)
    assert (response.status_code, response["Location"]) == (302, URL)
    alice.refresh_from_db()
    assert {name: getattr(alice, name) for name in GOOD} == {**GOOD, "signature": alice.signature}
    assert alice.signature.splitlines() == ["Saludos,", "Alicia"]


def test_the_page_names_the_teams(client: Client, alice: User) -> None:
    assert "Couriers" in client.get(URL).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("time_zone", "Mars/Base"), ("language", "de"), ("theme", "pink"), ("density", "none"), ("name", "")],
)
def test_a_wrong_value_is_refused_and_what_was_typed_stays(client: Client, alice: User, field: str, value: str) -> None:
    response = client.post(URL, {**GOOD, field: value, "signature": "My new words"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "My new words" in response.content.decode()
    alice.refresh_from_db()
    assert alice.signature == ""


def test_no_other_column_can_be_set(client: Client, alice: User) -> None:
    before = (alice.email, alice.password)
    extra = {
        "role": "admin",
        "is_superuser": "1",
        "is_active": "0",
        "email": "x@desk.test",
        "password": "x",
        "teams": "",
    }
    client.post(URL, {**GOOD, **extra})
    alice.refresh_from_db()
    assert (alice.role, alice.is_superuser, alice.is_active) == (Role.AGENT, False, True)
    assert (alice.email, alice.password) == before


def test_strangers_are_asked_to_sign_in() -> None:
    assert Client().get(URL)["Location"] == f"/accounts/login/?next={URL}"
