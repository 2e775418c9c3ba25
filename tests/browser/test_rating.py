"""A customer writes, follows, rates: in a real browser and in Spanish, with every script running."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from channels_inbound.web_form import stamp
from helpdesk.accounts.models import Team, User
from tests.browser.conftest import NARROW, Visit
from tests.factories import CategoryFactory, ChannelFactory, TeamFactory, UserFactory
from tickets import conversation
from tickets.delivery import outbox
from tickets.models import Delivery, SatisfactionRating, Ticket
from tickets.satisfaction import asking

pytestmark = pytest.mark.django_db(transaction=True)

Browse = Callable[..., Visit]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def team(settings: Settings, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Team:
    """Have a demo desk whose mails lead to this server, and where a browser may be quicker than a person."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = "helpdesk.mailcatcher.backend.CatcherBackend"
    settings.SITE_URL = live_server.url
    monkeypatch.setattr(stamp, "QUICKEST", timedelta(0))
    ChannelFactory.create(name="Buzón de ayuda")
    despacho: Team = TeamFactory.create(name="Despacho")
    CategoryFactory.create(slug="entregas", name="Entregas", icon="truck", team=despacho)
    return despacho


# -- a customer writes, follows, rates --------------------------------------------------------------------------------


def test_a_customer_writes_follows_and_rates(browse: Browse, team: Team) -> None:
    lucia = UserFactory.create(name="Lucía Fernández", role="manager", language="es", teams=[team])
    customer = browse(language="es", size=NARROW)
    write(customer.go("/requests/new/"))
    status = follow(customer, "Ver su solicitud")
    expect(status.get_by_role("heading", level=1)).to_have_text("El horno no calienta")
    status.close()
    ticket = Ticket.objects.get()
    solve(ticket, by=lucia)

    page = follow(customer, "Muy mala")
    let_scanners_run_everything(customer, page)
    rate(customer, page)
    see_the_rating(browse(user=lucia, language="es").go(ticket.get_absolute_url()))
    assert Delivery.objects.filter(kind="bad_rating", to_address=lucia.email).count() == 1
    assert customer.faults == []


def write(page: Page) -> None:
    """Send a request by the public form."""
    page.locator("label.choice", has_text="Entregas").click()
    page.get_by_label("Su nombre").fill("Rosa Huamán")
    page.get_by_label("Correo").fill("rosa@example.com")
    page.get_by_label("Resumen").fill("El horno no calienta")
    page.get_by_label("Su mensaje").fill("Desde ayer no calienta. ¿Qué hago?")
    page.get_by_role("button", name="Enviar solicitud").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Su solicitud llegó")


def follow(customer: Visit, name: str) -> Page:
    """Open the newest mail and press a link in it."""
    page = customer.go("/demo/mail/")
    page.locator("#caught tbody tr").first.get_by_role("link").click()
    with page.context.expect_page() as opened:
        page.frame_locator("iframe.mail-frame").locator("body").get_by_role("link", name=name).click()
    return opened.value


def solve(ticket: Ticket, *, by: User) -> None:
    """Answer and solve it a day ago, as far as the sweeps know; the question leaves by mail."""
    now = timezone.now()
    conversation.reply(ticket, by=by, body="Revise el fusible, por favor.", at=now, status="solved")
    outbox.sweep(at=now + timedelta(minutes=1))
    assert asking.ask(at=now + DAY) == 1
    outbox.sweep(at=now + DAY)


def let_scanners_run_everything(customer: Visit, page: Page) -> None:
    """The page with the chosen face, with every script of it, records nothing while nobody presses the button."""
    expect(page.get_by_role("radio", name="Muy mala")).to_be_checked()
    page.wait_for_load_state("networkidle")
    for score in range(1, 6):
        page.goto(re.sub(r"score=\d", f"score={score}", page.url))
        page.wait_for_load_state("networkidle")
    assert SatisfactionRating.objects.answered().count() == 0
    customer.page = page
    assert customer.axe() == []


def rate(customer: Visit, page: Page) -> None:
    """Choose, say why, send; then change one's mind on the same page."""
    page.get_by_text("Mala", exact=True).click()
    page.get_by_label("¿Qué podríamos mejorar?").fill("Nadie me llamó.")
    page.get_by_role("button", name="Enviar la calificación").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gracias por su calificación")
    expect(page.get_by_text("Un responsable del equipo leerá lo que nos contó.")).to_be_visible()
    expect(page.get_by_role("button", name="No se resolvió, reabrir")).to_be_visible()
    assert customer.axe() == []
    page.get_by_role("link", name="Cambiar la calificación").click()
    expect(page.get_by_role("radio", name="Mala", exact=True)).to_be_checked()
    page.get_by_text("Regular", exact=True).click()
    page.get_by_role("button", name="Guardar la calificación").click()
    expect(page.locator("#rating .chip")).to_have_text("Regular")
    assert list(SatisfactionRating.objects.values_list("score", "comment")) == [(3, "Nadie me llamó.")]


def see_the_rating(page: Page) -> None:
    """The agent sees it beside the conversation."""
    pane = page.get_by_role("region", name="Calificación")
    expect(pane).to_contain_text("Regular")
    expect(pane).to_contain_text("Nadie me llamó.")
