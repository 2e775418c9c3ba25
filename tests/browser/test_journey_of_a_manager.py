"""A manager finds the slowest category, reads its tickets and takes the figures along, in a real browser in Spanish."""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Download, Page, expect

from helpdesk.accounts.models import ConfigChange, Team, User
from tests.browser.conftest import Visit
from tests.factories import CategoryFactory, TeamFactory, TicketFactory, UserFactory
from tickets import conversation, defaults
from tickets.facts import refresh

pytestmark = pytest.mark.django_db(transaction=True)

Browse = Callable[..., Visit]
TAKEN = {"Entregas": (2, 3), "Cobros": (40, 60), "Reparaciones": (9,)}  # hours until each ticket was solved


@pytest.fixture
def manager() -> User:
    """Somebody whose team solved a few tickets last week, those about payments very late."""
    defaults.install(language="es", time_zone="America/Lima")
    team: Team = TeamFactory.create(name="Atención")
    user: User = UserFactory.create(name="Ana Quispe", role="manager", language="es", teams=[team])
    for name, hours in TAKEN.items():
        category = CategoryFactory.create(name=name, team=team)
        for number, taken in enumerate(hours):
            begin = timezone.now() - timedelta(days=5, hours=number)
            subject = f"{name} {number + 1}"
            ticket = TicketFactory.create(
                address=f"p{number}@example.com", at=begin, team=team, category=category, subject=subject
            )
            conversation.reply(ticket, by=user, body="Listo.", at=begin + timedelta(hours=taken), status="solved")
    refresh.repair()
    return user


def test_a_manager_finds_the_slowest_category_and_exports_it(browse: Browse, manager: User) -> None:
    visit = browse(user=manager, language="es")
    page = visit.go("/agent/tickets/")
    page.get_by_role("link", name="Informes").click()
    page.get_by_text("Horas de reloj", exact=True).click()
    slowest = page.get_by_role("region", name="Tiempo de resolución por categoría").locator("tbody tr")
    expect(slowest.first.get_by_role("rowheader")).to_have_text("Cobros")
    expect(page).to_have_url(re.compile("hours=clock"))

    page.get_by_label("Categoría", exact=True).select_option("Cobros")
    expect(slowest).to_have_count(1)
    page.get_by_role("button", name="Exportar").click()
    assert visit.axe() == []
    rows = read(taken(page, "Tiempo de resolución por categoría: CSV"))
    assert [row[0] for row in rows[1:]] == ["Cobros"]
    assert {"2", "50:00:00"} < set(rows[1])

    book = load_workbook(BytesIO(taken(page, "Todo, como libro de Excel XLSX").path().read_bytes()))
    assert "Indicadores" in book.sheetnames

    slowest.first.get_by_role("link").click()
    expect(page.locator(".chip", has_text="categoría").first).to_be_visible()
    page.get_by_role("button", name="Exportar").click()
    tickets = read(taken(page, "CSV"))
    assert sorted(row[1] for row in tickets[1:]) == ["Cobros 1", "Cobros 2"]
    assert ConfigChange.objects.filter(by=manager, verb="exported").count() == 3
    assert visit.faults == []


def taken(page: Page, name: str) -> Download:
    """Press a link that hands out a file."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    return download.value


def read(download: Download) -> list[list[str]]:
    """Read a CSV file that was downloaded."""
    return list(csv.reader(StringIO(Path(download.path()).read_text(encoding="utf-8-sig"))))
