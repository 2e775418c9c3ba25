"""From an empty desk to a first ticket, as somebody sees it who has never been here; the time it takes is printed."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from helpdesk.accounts.models import Desk, User
from tests.browser.conftest import NARROW, WIDE, Visit
from tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)
FIVE_MINUTES = 300
REQUEST = {
    "name": "Rosa Huamán",
    "email": "rosa@example.com",
    "subject": "Poste apagado en la esquina",
    "body": "No alumbra desde el lunes.",
}


@pytest.fixture(autouse=True)
def empty_desk(settings: Settings, live_server: LiveServer) -> None:
    """Nobody was here yet."""
    settings.SITE_URL = live_server.url


@dataclass
class Run:
    """Somebody's way through the wizard."""

    visit: Visit
    looks: bool  # whether each page is examined

    @property
    def page(self) -> Page:
        """The window."""
        return self.visit.page

    def look(self) -> None:
        """One heading, no violation, no faults, not wider than the screen."""
        if self.looks:
            assert self.visit.axe() == []
            assert self.page.locator("h1").count() == 1
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert self.visit.faults == []

    def fill(self, **values: str) -> None:
        """Look, fill in fields by name, and go on."""
        self.look()
        for name, value in values.items():
            self.page.fill(f"[name={name.replace('__', '-')}]", value)
        self.page.click("text=Continuar")


WAYS = [(NARROW, "dark", "script"), (WIDE, "light", "no script")]


@pytest.mark.parametrize(("size", "theme", "script"), WAYS)
def test_from_nothing_to_a_first_ticket(
    browse: Callable[..., Visit], size: dict[str, int], theme: str, script: str
) -> None:
    has_script = script == "script"
    run = Run(browse(language="es", size=size, dark=theme == "dark", javascript=has_script), looks=has_script)
    begun = time.monotonic()
    walk_through(run)
    write_the_first_request(run)
    run.visit.go("/setup/done/").click("text=Abrir la mesa")
    run.page.wait_for_selector("text=Poste apagado en la esquina")
    seconds = time.monotonic() - begun
    ticket = Ticket.objects.get()
    assert (Desk.current().name, str(ticket.team), User.objects.count()) == ("Tienda Sol", "Atención", 2)
    print(f"\nfrom an empty desk to a first ticket: {seconds:.1f} s of {FIVE_MINUTES} s")  # noqa: T201 -- measured
    assert seconds < FIVE_MINUTES


def walk_through(run: Run) -> None:
    """All steps, one put off, one gone back to."""
    page = run.visit.go("/setup/")
    page.select_option("[name=time_zone]", "America/Lima")
    run.fill(name="Nora Salas", email="nora@tienda.test", password="tres-teteras-verdes")
    assert page.input_value("[name=country]") == "PE"
    run.fill(company="Tienda Sol")
    run.fill(hours_5="9-13")
    run.fill(team="Atención", form__0__name="Luis Ríos", form__0__email="luis@tienda.test")
    run.look()
    page.click("text=Más tarde")  # the mailbox
    page.click("text=Atrás")
    page.click("text=Más tarde")
    page.click("label:has([value=municipality])")
    run.fill()
    run.look()


def write_the_first_request(run: Run) -> None:
    """As a resident would."""
    page = run.page
    page.click("text=Abrir el formulario")
    page.click("label:has([value=lighting])")
    for name, value in REQUEST.items():
        page.fill(f"[name={name}]", value)
    page.wait_for_timeout(2100)  # nobody types so fast; the form takes such for a program
    page.get_by_role("button", name="Enviar solicitud").click()
    page.get_by_role("heading", name="Su solicitud llegó").wait_for(timeout=10_000)
