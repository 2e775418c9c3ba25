"""The first whole thread of the product, as its people live it, in a real browser and in Spanish.

A visitor writes by the public form, an agent finds and solves it by keyboard, the visitor reads the caught mail,
follows its link and answers as a mail program would, and the same ticket is open again. Nothing is stubbed: the mail
is caught as bytes, and the answer comes back as bytes. Only the wait for the undo is shortened, by sweeping later.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from channels_inbound.email.parse import parse
from channels_inbound.models import InboundPayload
from channels_inbound.web_form import stamp
from helpdesk.accounts.models import Team
from helpdesk.mailcatcher.models import CaughtMail
from tests.browser.conftest import Visit
from tests.factories import CategoryFactory, ChannelFactory, TeamFactory, UserFactory
from tickets.delivery import outbox
from tickets.models import Delivery, Ticket

pytestmark = pytest.mark.django_db(transaction=True)

Browse = Callable[..., Visit]
ADDRESS, PASSWORD = "lucia@desk.test", "una-clave-larga"
NOTE = "OJO-INTERNO: el transportista ya pagó otro golpe este mes."
ANSWER = "Mañana a las diez le llevamos otra refrigeradora."
BACK = "La nueva también vino golpeada."


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


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Take a photo."""
    path = tmp_path / "puerta.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 64)
    return path


def test_from_the_form_to_the_reopened_ticket(browse: Browse, team: Team, photo: Path) -> None:
    UserFactory.create(email=ADDRESS, name="Lucía Fernández", language="es", teams=[team], password=PASSWORD)
    visitor, desk = browse(language="es"), browse(language="es")
    ask(visitor.go("/requests/new/"), photo)
    ticket = Ticket.objects.get()
    expect(visitor.page.get_by_text(f"Su número es {ticket.number}.")).to_be_visible()

    sign_in(desk.go("/agent/tickets/"))
    note_and_solve(desk.page, ticket)
    let_it_leave(ticket)

    read_the_answer_by_its_link(open_newest_mail(visitor))
    answer_as_the_customer(visitor.page)
    assert_reopened(ticket)
    see_the_answer(desk.page)
    assert_the_note_stayed_inside()
    assert (visitor.faults, desk.faults) == ([], [])


def test_the_whole_way_without_a_script(browse: Browse, team: Team, photo: Path) -> None:
    UserFactory.create(email=ADDRESS, name="Lucía Fernández", language="es", teams=[team], password=PASSWORD)
    visitor = browse(language="es", javascript=False)
    desk = browse(language="es", javascript=False)
    ask(visitor.go("/requests/new/"), photo)
    ticket = Ticket.objects.get()

    sign_in(desk.go("/agent/tickets/?view=unassigned"))
    desk.page.get_by_role("link", name="La refrigeradora llegó golpeada").click()
    desk.page.locator("#composer textarea").fill(ANSWER)
    desk.page.locator("#composer").get_by_role("button", name="Enviar y dejar en espera").first.click()
    expect(desk.page.locator(".msg.ours")).to_contain_text(ANSWER)
    desk.page.get_by_role("button", name="Resolver").first.click()
    let_it_leave(ticket)

    open_newest_mail(visitor)
    answer_as_the_customer(visitor.page)
    assert_reopened(ticket)
    see_the_answer(desk.page)
    assert (visitor.faults, desk.faults) == ([], [])


def ask(page: Page, photo: Path) -> None:
    """Fill in the public form."""
    page.locator("label.choice", has_text="Entregas").click()
    page.get_by_label("Su nombre").fill("Rosa Huamán")
    page.get_by_label("Correo").fill("rosa@example.com")
    page.get_by_label("Resumen").fill("La refrigeradora llegó golpeada")
    page.get_by_label("Su mensaje").fill("La puerta de abajo tiene un golpe. ¿Cómo hago el cambio?")
    page.get_by_label("Fotos o documentos").set_input_files(photo)
    page.get_by_role("button", name="Enviar solicitud").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Su solicitud llegó")


def sign_in(page: Page) -> None:
    """Type address and password; the page asked for follows."""
    page.get_by_label("Correo").fill(ADDRESS)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^[^?]+/agent/tickets/"))  # and not .../login/?next=/agent/tickets/


def note_and_solve(page: Page, ticket: Ticket) -> None:
    """Find the ticket, note something down, and answer and solve it, all without touching the mouse."""
    page.keyboard.press("j")
    expect(page.locator(".trow[data-cursor]")).to_contain_text("La refrigeradora llegó golpeada")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/agent/tickets/{ticket.number}/**")
    expect(page.get_by_role("link", name="puerta.png").first).to_be_visible()
    page.keyboard.press("i")
    page.keyboard.type(NOTE)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg.note")).to_contain_text(NOTE)
    page.locator("#main").focus()
    page.keyboard.press("r")
    page.keyboard.type(ANSWER)
    page.keyboard.press("Control+Shift+Enter")
    reply = page.locator(".msg.ours")
    expect(reply).to_contain_text(ANSWER)
    expect(reply.get_by_role("button", name="Deshacer")).to_be_visible()
    expect(page.locator("#head")).to_contain_text("Resuelto")


def let_it_leave(ticket: Ticket) -> None:
    """Wait until the reply can no longer be taken back: nothing leaves before, one mail leaves after."""
    delivery = Delivery.objects.get(ticket=ticket, kind="reply")
    assert (outbox.sweep(at=delivery.send_after - timedelta(seconds=1)), CaughtMail.objects.count()) == (0, 1)
    assert (outbox.sweep(at=delivery.send_after), CaughtMail.objects.count()) == (1, 2)


def open_newest_mail(visitor: Visit) -> Page:
    """Open the answer in the demo's mail; the newest stands first."""
    page = visitor.go("/demo/mail/")
    page.locator("#caught tbody tr").first.get_by_role("link").click()
    expect(letter(page)).to_contain_text(ANSWER)
    return page


def letter(page: Page) -> Locator:
    """Return the mail as its reader sees it, in the sandboxed frame."""
    return page.frame_locator("iframe.mail-frame").locator("body")


def read_the_answer_by_its_link(page: Page) -> None:
    """Follow the link of the mail: the answer is there, and every step is done."""
    with page.context.expect_page() as opened:
        letter(page).get_by_role("link", name="ver su solicitud en la web").click()
    status = opened.value
    expect(status.get_by_role("heading", level=1)).to_have_text("La refrigeradora llegó golpeada")
    expect(status.get_by_role("article", name="Lucía")).to_contain_text(ANSWER)
    expect(status.locator(".stepper li.done").last).to_contain_text("Resuelto")
    assert "OJO-INTERNO" not in status.content()
    status.close()


def answer_as_the_customer(page: Page) -> None:
    """Answer the mail from the catcher's page: real bytes go the way of every mail."""
    page.get_by_label("Responder como cliente").fill(BACK)
    page.get_by_role("button", name="Enviar respuesta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Correos capturados")


def assert_reopened(ticket: Ticket) -> None:
    """The same ticket is open again, and there is no other."""
    payload = InboundPayload.objects.get(source="demo")
    ticket.refresh_from_db()
    last = ticket.messages.latest("pk")
    assert parse(bytes(payload.raw)).in_reply_to != ()
    assert (payload.state, last.body_text, last.matched_by) == ("accepted", BACK, "plus_address")
    assert (ticket.status, ticket.reopen_count) == ("open", 1)
    assert (Ticket.objects.count(), ticket.messages.filter(kind="request").count()) == (1, 2)


def see_the_answer(page: Page) -> None:
    """Look at the ticket again: open, with the new message, and why it is on this ticket."""
    page.reload()
    message = page.get_by_role("article", name="Mensaje de Rosa Huamán").last
    expect(message).to_contain_text(BACK)
    expect(message.locator(".quoted blockquote")).to_contain_text(ANSWER)
    expect(message.locator(".menu.about")).to_contain_text("Se envió a la dirección firmada de este ticket.")
    expect(page.locator("#head")).to_contain_text("Abierto")
    expect(page.locator("#head")).to_contain_text("Reabierto una vez")


def assert_the_note_stayed_inside() -> None:
    """No mail that left, nor the one that came back, holds a word of the note."""
    mails = [bytes(caught.raw) for caught in CaughtMail.objects.all()] + [
        bytes(payload.raw) for payload in InboundPayload.objects.filter(source="demo")
    ]
    texts = [parsed.body_text + parsed.body_html for parsed in map(parse, mails)]
    assert len(texts) == 3
    assert [text for text in texts if "OJO-INTERNO" in text] == []
