"""The requester's side in a real browser: the whole way, with and without JavaScript; every page accessible."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from channels_inbound.web_form import stamp
from tests.browser.conftest import NARROW, Visit
from tests.factories import CategoryFactory, ChannelFactory, TicketFactory, UserFactory
from tests.portal.forms import link_of
from tickets import conversation
from tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a desk with two subjects, where a browser may be quicker than a person."""
    monkeypatch.setattr(stamp, "QUICKEST", timedelta(0))
    ChannelFactory.create()
    CategoryFactory.create(slug="delivery", name="Delivery", icon="truck")
    CategoryFactory.create(slug="repairs", name="Repairs", icon="wrench")


def link_from_mail() -> str:
    """Return the path of the link in the newest mail, as the requester would click it."""
    found = re.search(r"/r/[\w-]+/", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Take a photo."""
    path = tmp_path / "door.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 64)
    return path


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_from_the_form_to_the_answer(browse: Callable[..., Visit], photo: Path, javascript: str) -> None:
    visit = browse(javascript=javascript == "on")
    send_request(visit.go("/"), photo)
    ticket = Ticket.objects.get()
    expect(visit.page.get_by_text(f"Its number is {ticket.number}.")).to_be_visible()

    page = visit.go(link_from_mail())
    expect(page.get_by_role("heading", level=1)).to_have_text("The fridge did not come")
    expect(page.get_by_role("link", name="door.png")).to_be_visible()
    written = datetime.now(UTC) - timedelta(minutes=1)
    alice = UserFactory.create(name="Alice Quispe")
    conversation.reply(ticket, by=alice, body="It comes at six.", at=written, status="waiting_customer")
    page.reload()
    expect(page.get_by_role("article", name="Alice")).to_contain_text("It comes at six.")

    send_answer(page, photo)
    expect(page.get_by_role("article", name="You").last).to_contain_text("Thank you, I am at home.")
    expect(page.get_by_role("article", name="You").last.get_by_role("link", name="door.png")).to_be_visible()
    page.get_by_role("button", name="It is solved").click()
    page.get_by_role("button", name="It is not solved, open it again").click()
    expect(page.get_by_role("button", name="It is solved")).to_be_visible()
    ticket.refresh_from_db()
    assert (ticket.status, ticket.messages.count()) == ("open", 3)
    assert visit.faults == []


def send_request(page: Page, photo: Path) -> None:
    """Go from the home through a topic and the form to the confirmation."""
    page.get_by_role("link", name="Delivery").click()
    expect(page.get_by_role("radio", name="Delivery")).to_be_checked()
    page.get_by_label("Your name").fill("Rosa Huamán")
    page.get_by_label("E-mail").fill("rosa@example.com")
    page.get_by_label("Summary").fill("The fridge did not come")
    page.get_by_label("Your message").fill("It was to come today.")
    page.get_by_label("Photos or documents").set_input_files(photo)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request arrived")


def send_answer(page: Page, photo: Path) -> None:
    """Answer on the page of a request."""
    page.get_by_role("link", name="Answer now").click()
    page.get_by_label("Your answer").fill("Thank you, I am at home.")
    page.get_by_label("Photos or documents").set_input_files(photo)
    page.get_by_role("button", name="Send the answer").click()


def test_what_was_typed_and_chosen_survives_an_error(browse: Callable[..., Visit], photo: Path) -> None:
    visit = browse()
    page = visit.go("/requests/new/?category=repairs")
    page.get_by_label("Your message").fill("It does not cool.")
    page.get_by_label("Photos or documents").set_input_files(photo)
    page.get_by_role("button", name="Send the request").click()

    expect(page.get_by_role("alert").first).to_be_focused()
    expect(page.get_by_label("Your message")).to_have_value("It does not cool.")
    expect(page.get_by_role("radio", name="Repairs")).to_be_checked()
    expect(page.get_by_role("checkbox", name="door.png")).to_be_checked()
    assert visit.axe() == []
    page.get_by_label("Your name").fill("Rosa")
    page.get_by_label("E-mail").fill("rosa@example.com")
    page.get_by_label("Summary").fill("Fridge")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request arrived")
    assert [file.name for file in Ticket.objects.get().messages.get().attachments.all()] == ["door.png"]


def test_a_lost_link_comes_by_mail(browse: Callable[..., Visit]) -> None:
    TicketFactory.create(at=datetime.now(UTC))
    mail.outbox.clear()
    visit = browse()
    page = visit.go("/r/lost/")
    visit.expect_status(404)
    page.get_by_role("link", name="Ask for a new link").click()
    page.get_by_label("E-mail").fill("carol@example.com")
    page.get_by_role("button", name="Send me the links").click()
    expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
    expect(visit.go(link_from_mail()).get_by_role("heading", level=1)).to_have_text("The oven does not heat")
    assert visit.faults == []


def test_the_language_can_be_changed_on_the_page_of_a_request(browse: Callable[..., Visit]) -> None:
    """The page sends no referrer; changing the language is a POST that needs an origin all the same."""
    path = link_of(TicketFactory.create(at=datetime.now(UTC)))
    visit = browse()
    visit.go(path).get_by_role("button", name="ES, Español").click()
    expect(visit.page.locator("html")).to_have_attribute("lang", "es")
    assert visit.page.url.endswith(path)
    assert visit.faults == []


def test_every_page_is_accessible_and_fits_in_the_dark(browse: Callable[..., Visit]) -> None:
    ticket = TicketFactory.create(at=datetime.now(UTC) - timedelta(hours=1))
    alice = UserFactory.create(name="Alice Quispe")
    moment = datetime.now(UTC) - timedelta(minutes=5)
    conversation.reply(ticket, by=alice, body="Which one?", at=moment, status="waiting_customer")
    visit = browse(size=NARROW, dark=True)
    paths = ("/", "/requests/new/", "/requests/find/", "/requests/find/?sent=1", link_of(ticket), "/r/lost/")
    found = {}
    for path in paths:
        page = visit.go(path)
        found[path] = (visit.axe(), page.evaluate("document.documentElement.scrollWidth"))
    visit.expect_status(404)
    assert found == {path: ([], NARROW["width"]) for path in paths}
    assert visit.faults == []
