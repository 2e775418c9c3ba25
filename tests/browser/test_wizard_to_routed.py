"""An administrator goes from the wizard to a routed ticket: the rule is written, tried, and does what it says."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from helpdesk.accounts.models import User
from tests.browser.conftest import Visit
from tests.browser.test_first_run import Run, walk_through, write_the_first_request
from tickets.models import Rule, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty_desk(settings: Settings, live_server: LiveServer) -> None:
    """Nobody was here yet."""
    settings.SITE_URL = live_server.url


def add(page: Page, kind: str, subject: str, row: str) -> None:
    """Add a row to the editor, and wait for it."""
    page.select_option(f"#new_{kind}", subject)
    page.click(f"[name=add_{kind}]")
    page.wait_for_selector(f"#row-{row}")


def write_a_rule(run: Run) -> None:
    """Unlit lamps go to whoever is on duty, urgently."""
    page = run.visit.go("/settings/rules/")
    page.click("text=Agregar una regla")
    page.fill("[name=name]", "Alumbrado")
    add(page, "condition", "text", "c0")
    page.fill("[name=c0-value]", "poste*, alumbra")
    add(page, "condition", "sender", "c1")
    page.fill("[name=c1-value]", "ejemplo")  # not a domain: said in place, and nothing typed is lost
    add(page, "action", "priority", "a0")
    page.select_option("[name=a0-value]", "1")
    add(page, "action", "assignee", "a1")
    page.select_option("[name=a1-value]", label="Nora Salas")
    page.get_by_role("button", name="Guardar").click()
    page.wait_for_selector("text=no es una dirección ni un dominio")
    run.visit.expect_status(422)
    run.look()
    assert page.input_value("[name=c0-value]") == "poste*, alumbra"
    page.click("#row-c1 [name=remove]")
    page.wait_for_selector("#row-c1", state="detached")
    page.get_by_role("button", name="Probar").click()
    page.wait_for_selector("text=0 de los últimos 0 tickets cumplen")
    run.look()
    page.get_by_role("button", name="Guardar").click()
    page.wait_for_selector("h2:has-text('Alumbrado')")
    run.look()


def test_an_administrator_goes_from_the_wizard_to_a_routed_ticket(browse: Callable[..., Visit]) -> None:
    run = Run(browse(language="es"), looks=False)
    walk_through(run)
    run.looks = True
    write_a_rule(run)
    run.visit.go("/setup/done/")
    write_the_first_request(run)
    ticket, nora = Ticket.objects.get(), User.objects.get(email="nora@tienda.test")
    assert (ticket.priority, ticket.assignee) == (1, nora)
    page = run.visit.go(f"/agent/tickets/{ticket.pk}/history/")
    said = page.inner_text("main")
    assert f"Se aplicó la regla «{Rule.objects.get().name}» (versión 1)" in said
    assert "porque asunto o texto contienen alguna de: poste*, alumbra" in said
    page = run.visit.go("/settings/rules/")
    assert "Se aplicó a 1 ticket en los últimos 30 días" in page.inner_text("main")
