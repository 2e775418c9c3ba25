"""The pages of channels, of the raw inbox and of the demo's mail, in a real browser: accessible, in order, working."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django import Settings

from channels_inbound.models import InboundPayload
from helpdesk.mailcatcher.models import CaughtMail
from tests.browser.conftest import NARROW, Visit
from tests.factories import ChannelFactory, TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tests.mails import raw_mail, stored
from tickets.delivery import outbox
from tickets.models import Channel, Delivery, Message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def desk(settings: Settings) -> None:
    """Have a demo with a mailbox in order, one with a fault, a held mail and a caught one."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = "helpdesk.mailcatcher.backend.CatcherBackend"
    channel = ChannelFactory.create(name="Soporte")
    failing = ChannelFactory.create(name="Facturas", config={"address": "facturas@desk.test", "imap_host": "imap.test"})
    failing.mark_failing("The server refused the user name or the password. Enter them again.", at=NOON)
    stored(channel, raw_mail(subject="A strange mail")).hold("The mail does not say who wrote it.", at=NOON)
    TicketFactory.create()
    outbox.deliver(Delivery.objects.get(kind="acknowledgement").pk, at=NOON)


def pages() -> dict[str, str]:
    channel = Channel.objects.get(name="Facturas")
    payload = InboundPayload.objects.get()
    return {
        "channels": reverse("settings:channels"),
        "mailbox": reverse("settings:channel", args=[channel.pk]),
        "inbox": reverse("settings:inbox"),
        "payload": reverse("settings:payload", args=[payload.pk]),
        "caught": reverse("mailcatcher:list"),
        "mail": reverse("mailcatcher:detail", args=[CaughtMail.objects.get().pk]),
        "write": reverse("mailcatcher:new"),
    }


def test_every_page_is_accessible_and_fits_in_the_dark(browse: Callable[..., Visit]) -> None:
    visit = browse(user=UserFactory.create(role="admin", theme="dark"), size=NARROW, dark=True)
    for name, path in pages().items():
        page = visit.go(path)
        assert visit.axe() == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert visit.faults == []


def test_the_connection_is_tested_without_losing_what_was_typed(browse: Callable[..., Visit]) -> None:
    visit = browse(user=UserFactory.create(role="admin"))
    page = visit.go(reverse("settings:channel_new"))
    page.get_by_label("Name", exact=True).fill("Ventas")
    page.get_by_role("textbox", name="Address").fill("ventas@desk.test")
    page.get_by_label("IMAP server").fill("127.0.0.1")
    page.get_by_label("Encryption").first.select_option("none")
    page.get_by_label("Port").first.fill("1")
    page.get_by_label("Password").first.fill("secret")
    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_role("status").get_by_text("IMAP:")).to_be_visible()
    expect(page.get_by_label("Password").first).to_have_value("secret")


@pytest.mark.parametrize("javascript", ["on", "off"])
def test_the_customer_answers_a_caught_mail(browse: Callable[..., Visit], javascript: str) -> None:
    visit = browse(javascript=javascript == "on")
    page = visit.go(pages()["mail"])
    page.get_by_label("Answer as the customer").fill("It heats again, thank you.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Caught mail")
    assert Message.objects.latest("pk").body_text == "It heats again, thank you."
