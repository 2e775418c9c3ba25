"""A chat from the customer's telephone to the agent and back, in a real browser: the whole loop of the demo."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from channels_inbound import processing
from helpdesk.accounts.models import User
from helpdesk.demophone import load
from tests.browser.conftest import NARROW, Visit
from tests.factories import UserFactory
from tickets.delivery import outbox
from tickets.models import Channel, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[..., Visit]


@pytest.fixture(autouse=True)
def channels(settings: Settings, live_server: LiveServer) -> dict[str, Channel]:
    """Have a demo whose channels lead to this server."""
    settings.DEMO = True
    settings.SITE_URL = live_server.url
    return load.install_channels()


@pytest.fixture
def alice() -> User:
    alice: User = UserFactory.create(role="admin", name="Alice Ramos")
    return alice


def settle() -> None:
    """Let what was written leave, and its reports arrive; the test waits for no clock."""
    later = timezone.now() + timedelta(minutes=5)
    outbox.sweep(at=later)
    processing.sweep(at=later)


def test_from_the_telephone_to_the_agent_and_back(browse: Browse, alice: User) -> None:
    phone, desk = browse(size=NARROW), browse(user=alice)
    page = phone.go(reverse("demophone:new"))
    page.get_by_label("Message").fill("My fridge is warm")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text(re.compile("its number is #"))).to_be_visible()
    ticket = Ticket.objects.get()

    page = desk.go(ticket.get_absolute_url())
    expect(page.get_by_text("left to answer")).to_be_visible()
    page.get_by_label("Message", exact=True).fill("We come tomorrow at ten.")
    page.get_by_role("button", name="Send and leave waiting", exact=True).click()
    expect(page.get_by_role("article").filter(has_text="We come tomorrow at ten.")).to_be_visible()
    settle()
    expect(phone.page.get_by_text("We come tomorrow at ten.")).to_be_visible()  # the telephone looks by itself
    page.reload()
    expect(page.get_by_role("article").filter(has_text="We come tomorrow").get_by_text("Read")).to_be_visible()

    phone.page.get_by_label("Write as the customer").fill("Perfect, thank you")
    phone.page.get_by_role("button", name="Send").click()
    expect(phone.page.get_by_text("Perfect, thank you")).to_be_visible()
    page.reload()
    expect(page.get_by_role("article").filter(has_text="Perfect, thank you")).to_be_visible()
    assert (phone.axe(), desk.axe(), phone.faults, desk.faults) == ([], [], [], [])


def test_a_closed_window_says_why_and_a_template_gets_through(
    browse: Browse, alice: User, channels: dict[str, Channel]
) -> None:
    phone = browse()
    page = phone.go(reverse("demophone:new"))
    page.get_by_label("Message").fill("My fridge is warm")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text(re.compile("its number is #"))).to_be_visible()
    Ticket.objects.update(window_expires_at=timezone.now() - timedelta(hours=3))
    desk = browse(user=alice)
    page = desk.go(Ticket.objects.get().get_absolute_url())
    page.get_by_label("Message", exact=True).fill("We come tomorrow at ten.")
    expect(page.get_by_role("button", name="Send and leave waiting", exact=True)).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name="Choose a template")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_text("seguimiento_de_caso").click()
    template = page.locator("details.template").first
    template.get_by_label("Blank 1").fill("Rosa")
    template.get_by_label("Blank 2").fill("1")
    assert desk.axe() == []
    template.get_by_role("button", name="Send this template").click()
    expect(page.get_by_role("article").filter(has_text="Hola Rosa, le escribimos de Casa Lumbre")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_have_value("We come tomorrow at ten.")
    settle()
    expect(phone.page.get_by_text("Hola Rosa, le escribimos de Casa Lumbre")).to_be_visible()
    assert (phone.faults, desk.faults) == ([], [])


def test_the_settings_of_both_are_accessible_in_the_dark(
    browse: Browse, alice: User, channels: dict[str, Channel]
) -> None:
    visit = browse(user=alice, dark=True, size=NARROW)
    for channel in channels.values():
        visit.go(reverse("settings:channel", args=[channel.pk]))
        assert visit.axe() == []
    visit.go(reverse("settings:channel_templates", args=[channels["whatsapp"].pk]))
    assert (visit.axe(), visit.faults) == ([], [])
