"""Signing in and out: one door, one answer to every mistake, and a limit to guessing."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from helpdesk.accounts.models import Throttle, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
PREFERENCES = "/accounts/preferences/"


@pytest.fixture
def alice() -> User:
    """An agent."""
    return UserFactory.create(email="Alice@desk.test")


def post(client: Client, email: str = "alice@desk.test", password: str = "secret-secret", **more: str) -> Any:
    """Send the form."""
    return client.post(LOGIN, {"email": email, "password": password, "next": PREFERENCES, **more})


def test_the_right_password_leads_to_the_page_asked_for(client: Client, alice: User) -> None:
    response = post(client)
    assert (response.status_code, response["Location"]) == (302, PREFERENCES)
    assert client.get(PREFERENCES).status_code == 200


def test_the_address_is_compared_without_letter_case(client: Client, alice: User) -> None:
    assert post(client, email="ALICE@DESK.TEST").status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [("alice@desk.test", "wrong-wrong"), ("nobody@desk.test", "secret-secret"), ("gone@desk.test", "secret-secret")],
)
def test_every_mistake_gets_the_same_answer(client: Client, alice: User, email: str, password: str) -> None:
    UserFactory.create(email="gone@desk.test", is_active=False)
    response = client.post(LOGIN, {"email": email, "password": password}, headers={"accept-language": "en"})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == ["The e-mail or the password is not right."]
    assert email in response.content.decode()  # nothing typed is lost
    assert password not in response.content.decode()  # except the password


def test_answers_to_unknown_address_and_wrong_password_are_equal(client: Client, alice: User) -> None:
    bodies = []
    for email in ("alice@desk.test", "nobody@desk.test"):
        response = Client().post(LOGIN, {"email": email, "password": "wrong-wrong"})
        body = response.content.decode().replace(email, "X")
        token = response.context["csrf_token"]
        bodies.append((response.status_code, body.replace(str(token), "T")))
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("email", ["", "no-address", "a" * 300 + "@desk.test", "a\x00@desk.test"])
def test_an_impossible_address_is_refused_by_the_form(client: Client, email: str) -> None:
    assert post(client, email=email).status_code == 422


@pytest.mark.parametrize("password", ["", "x" * 100_000, "a\x00b"])
def test_an_impossible_password_is_refused_by_the_form(client: Client, alice: User, password: str) -> None:
    assert post(client, password=password).status_code == 422


def test_the_sixth_wrong_password_is_refused_with_the_time_to_come_back(client: Client, alice: User) -> None:
    with time_machine.travel("2026-11-18T17:00:00Z", tick=False) as clock:
        codes = [post(client, password="wrong-wrong").status_code for _ in range(6)]
        assert codes == [422] * 5 + [429]

        right = post(client)
        assert right.status_code == 429
        assert right.headers["Retry-After"] == "900"
        assert "12:15" in right.content.decode()

        clock.shift(timedelta(minutes=15, seconds=1))
        assert post(client).status_code == 302


def test_the_limit_is_kept_in_the_database_and_spares_other_people(client: Client, alice: User) -> None:
    UserFactory.create(email="bob@desk.test")
    for _ in range(6):
        post(client, password="wrong-wrong")
    assert Throttle.objects.filter(key__startswith="sign-in:alice@desk.test").get().count == 6
    assert post(client, email="bob@desk.test").status_code == 302
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert post(elsewhere).status_code == 302


def test_many_addresses_from_one_place_are_stopped_too(client: Client) -> None:
    codes = [post(client, email=f"guess{n}@desk.test").status_code for n in range(51)]
    assert codes == [422] * 50 + [429]


def test_right_passwords_do_not_use_up_the_limit_of_a_shared_place(client: Client, alice: User) -> None:
    codes = {post(Client()).status_code for _ in range(55)}
    assert codes == {302}


def test_a_forwarded_address_is_not_believed_without_a_proxy_of_ours(client: Client, alice: User) -> None:
    codes = [
        Client(HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
        .post(LOGIN, {"email": "alice@desk.test", "password": "wrong-wrong"})
        .status_code
        for n in range(6)
    ]
    assert codes == [422] * 5 + [429]


def test_the_session_gets_a_new_id(client: Client, alice: User) -> None:
    client.get(LOGIN)
    session = client.session
    session["seed"] = 1
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = str(before)
    post(client)
    assert client.session.session_key != before


def test_the_session_ends_with_the_browser_unless_asked_otherwise(alice: User) -> None:
    short, long = Client(), Client()
    post(short)
    post(long, stays="on")
    assert short.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    assert long.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == settings.SESSION_COOKIE_AGE


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "\x00//evil.example",
        " //evil.example",
        "/\t/evil.example",
        "https://testserver@evil.example/",
    ],
)
def test_next_never_leaves_the_desk(client: Client, alice: User, wanted: str) -> None:
    response = post(client, next=wanted)
    assert response.status_code == 302
    assert response["Location"] == reverse(settings.LOGIN_REDIRECT_URL)


def test_a_deactivated_person_is_cut_off_at_once(client: Client, alice: User) -> None:
    post(client)
    alice.is_active = False
    alice.save(update_fields=["is_active"])
    response = client.get(PREFERENCES)
    assert (response.status_code, response["Location"]) == (302, f"{LOGIN}?next={PREFERENCES}")


def test_signing_out_takes_a_post(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert client.get(PREFERENCES).status_code == 302


def test_without_a_csrf_token_nobody_is_signed_in(alice: User) -> None:
    assert post(Client(enforce_csrf_checks=True)).status_code == 403


def test_django_admin_has_no_door_of_its_own(client: Client, alice: User) -> None:
    assert client.get("/admin/login/?next=/admin/")["Location"] == f"{LOGIN}?next=/admin/"
    assert client.post("/admin/login/", {"username": "alice@desk.test", "password": "x"}).status_code == 302


def test_whoever_is_signed_in_is_not_asked_again(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get(f"{LOGIN}?next={PREFERENCES}")["Location"] == PREFERENCES


def test_demo_sign_ins_are_shown_in_the_demo_only(client: Client, settings: Settings) -> None:
    UserFactory.create(email="admin@mesa.test", name="Marcela Ríos", role="admin")
    assert "admin@mesa.test" not in client.get(LOGIN).content.decode()
    settings.DEMO = True
    body = client.get(LOGIN).content.decode()
    assert ("admin@mesa.test" in body, "mesa-demo" in body, "Marcela Ríos" in body) == (True, True, True)
