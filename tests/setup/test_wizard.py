"""The first step of the first run: one administrator, then never again."""

import threading
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from pytest_django import Settings

from helpdesk.accounts.links import user_of
from helpdesk.accounts.models import Desk, LinkPurpose, Role, User
from helpdesk.setup.begin import AlreadySetUpError, Beginning, begin
from tests.factories import UserFactory, inbound_message
from tests.factories.tickets import NOON
from tickets import intake
from tickets.models import BusinessCalendar, Channel, SLATimer

pytestmark = pytest.mark.django_db

URL = "/setup/"
GOOD: dict[str, Any] = {
    "name": "Nora Salas",
    "email": "nora@tienda.test",
    "password": "tres-teteras-verdes",
    "language": "es",
    "time_zone": "America/Bogota",
}


@pytest.fixture
def first_run(settings: Settings) -> None:
    """The redirect of the first run is on."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "helpdesk.setup.middleware.FirstRunMiddleware"]


def test_the_first_step_makes_an_administrator_and_a_desk_that_works(client: Client) -> None:
    response = client.post(URL, GOOD)
    assert (response.status_code, response["Location"]) == (302, "/setup/company/")

    nora = User.objects.get()
    assert (nora.role, nora.email, nora.language, nora.time_zone) == (Role.ADMIN, GOOD["email"], "es", "America/Bogota")
    assert nora.check_password(GOOD["password"])
    assert (Desk.current().is_set_up, Desk.current().setup_step) == (True, "company")
    assert BusinessCalendar.objects.get().time_zone == "America/Bogota"
    assert set(Channel.objects.values_list("kind", flat=True)) == {"web_form", "phone", "in_person"}
    assert client.get("/accounts/preferences/").status_code == 200

    ticket = intake.receive(inbound_message()).message.ticket
    assert SLATimer.objects.filter(ticket=ticket).count() == 2


def test_afterwards_it_does_not_exist(client: Client) -> None:
    client.post(URL, GOOD)
    for browser in (client, Client()):
        assert browser.post(URL, {**GOOD, "email": "evil@tienda.test"}).status_code in {302, 404}
        assert User.objects.count() == 1
    assert Client().get(URL).status_code == 404
    Desk.objects.update(setup_step="")
    assert client.get(URL).status_code == 404


@pytest.mark.parametrize("began_with", ["wizard", "command"])
def test_a_desk_that_lost_its_administrator_is_not_given_to_strangers(client: Client, began_with: str) -> None:
    if began_with == "command":
        call_command("create_admin", "nora@tienda.test")
    else:
        client.post(URL, GOOD)
    User.objects.update(role=Role.AGENT)
    assert Client().get(URL).status_code == 404
    assert Client().post(URL, {**GOOD, "email": "evil@tienda.test"}).status_code == 404


@pytest.mark.parametrize("role", [Role.LIGHT, Role.AGENT, Role.MANAGER])
def test_it_waits_for_an_administrator_not_for_anybody(client: Client, role: Role) -> None:
    UserFactory.create(role=role)
    assert client.get(URL).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("email", "nora"),
        ("password", "short"),
        ("password", "1234567890"),
        ("language", "de"),
        ("time_zone", "Mars/Base"),
    ],
)
def test_a_wrong_answer_is_named_and_the_rest_stays(client: Client, field: str, value: Any) -> None:
    response = client.post(URL, {**GOOD, field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    kept = GOOD["email"] if field == "name" else "Nora Salas"
    assert kept in response.content.decode()
    assert GOOD["password"] not in response.content.decode()
    assert User.objects.count() == 0


@pytest.mark.parametrize("door", ["/", "/accounts/login/"])
def test_the_front_doors_lead_to_it_while_nobody_is_there(first_run: None, client: Client, door: str) -> None:
    assert client.get(door)["Location"] == URL
    UserFactory.create(role=Role.ADMIN)
    assert client.get(door).status_code == 200


def test_other_pages_are_not_bent(first_run: None, client: Client) -> None:
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_becomes_the_administrator() -> None:
    outcomes: list[str] = []

    def try_it(number: int) -> None:
        beginning = Beginning(
            name=f"N{number}",
            email=f"n{number}@tienda.test",
            password="tres-teteras-verdes",
            language="es",
            time_zone="America/Lima",
        )
        try:
            begin(beginning, at=NOON)
            outcomes.append("made")
        except AlreadySetUpError:
            outcomes.append("late")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_it, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["late"] * 5 + ["made"]
    assert User.objects.count() == 1


def test_create_admin_prints_a_link_to_choose_a_password(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_admin", "Nora@tienda.test", name="Nora Salas")
    link = capsys.readouterr().out.strip()
    nora = User.objects.get()
    assert (nora.role, nora.name, nora.has_usable_password()) == (Role.ADMIN, "Nora Salas", False)
    assert user_of(link.rstrip("/").rpartition("/")[2], LinkPurpose.INVITATION) == nora


def test_create_admin_lets_a_locked_out_administrator_back_in() -> None:
    UserFactory.create(email="nora@tienda.test", name="Nora", is_active=False)
    call_command("create_admin", "NORA@tienda.test")
    nora = User.objects.get()
    assert (nora.role, nora.is_active, nora.name) == (Role.ADMIN, True, "Nora")


def test_create_admin_refuses_what_is_no_address() -> None:
    with pytest.raises(CommandError, match="not a mail address"):
        call_command("create_admin", "nora")
