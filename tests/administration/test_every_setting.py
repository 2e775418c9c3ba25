"""Saved through its page, a setting changes what the desk does: those that no other test of the suite shows."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from helpdesk.accounts.models import User
from tests.factories import TicketFactory, UserFactory, inbound_message
from tests.factories.tickets import NOON
from tickets import conversation, intake, lifecycle
from tickets.models import Delivery, DeliveryKind, SLAPolicy, Ticket
from tickets.threading import reply_address

pytestmark = pytest.mark.django_db

DESK = {"undo_seconds": 10, "reopen_days": 7, "close_days": 7, "acknowledges": "on"}


def configured(browser: Client, **changes: Any) -> None:
    """Save the page Desk."""
    assert browser.post("/settings/desk/", DESK | changes).status_code == 302


@pytest.mark.parametrize(("value", "count"), [("on", 1), ("", 0)])
def test_requests_are_confirmed_by_mail_or_not(browser: Client, value: str, count: int) -> None:
    configured(browser, acknowledges=value)
    TicketFactory.create()
    assert Delivery.objects.filter(kind=DeliveryKind.ACKNOWLEDGEMENT).count() == count


@pytest.mark.parametrize("seconds", [0, 45])
def test_a_reply_waits_for_as_long_as_it_can_be_taken_back(browser: Client, admin: User, seconds: int) -> None:
    configured(browser, undo_seconds=seconds)
    conversation.reply(TicketFactory.create(), by=admin, body="Hello", at=NOON)
    assert Delivery.objects.get(kind=DeliveryKind.REPLY).send_after == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(("days", "outcome"), [(9, "added"), (4, "new_ticket")])
def test_an_answer_reopens_for_as_many_days_as_the_desk_says(browser: Client, days: int, outcome: str) -> None:
    configured(browser, reopen_days=days)
    ticket = TicketFactory.create()
    lifecycle.set_status(ticket, "solved", at=NOON, by=None)
    recipients = (reply_address(ticket.number, "ayuda@desk.test"),)
    answer = inbound_message(received_at=NOON + timedelta(days=8), recipients=recipients)
    assert intake.receive(answer).outcome == outcome


@pytest.mark.parametrize(("days", "status"), [(2, "closed"), (4, "solved")])
def test_a_solved_ticket_is_closed_after_as_many_days_as_the_desk_says(browser: Client, days: int, status: str) -> None:
    configured(browser, close_days=days)
    ticket = TicketFactory.create()
    lifecycle.set_status(ticket, "solved", at=NOON, by=None)
    lifecycle.close_solved_tickets(at=NOON + timedelta(days=3))
    assert Ticket.objects.get(pk=ticket.pk).status == status


@pytest.mark.parametrize("is_paused", [True, False])
def test_a_third_party_stops_the_clock_or_not(browser: Client, starter: SLAPolicy, is_paused: bool) -> None:  # noqa: FBT001
    page = browser.get(f"/settings/sla/policies/{starter.pk}/").context["form"]
    form = {name: page[name].value() for name in page.fields if name != "pauses_on_third_party"}
    form |= {"pauses_on_third_party": "on"} if is_paused else {}
    assert browser.post(f"/settings/sla/policies/{starter.pk}/", form).status_code == 302
    ticket = TicketFactory.create(at=NOON)
    conversation.reply(ticket, by=UserFactory.create(), body="Hello", at=NOON)
    lifecycle.set_status(ticket, "waiting_third_party", at=NOON, by=None)
    assert (Ticket.objects.get(pk=ticket.pk).due_at is None) == is_paused


def test_the_line_at_the_foot_stands_on_public_pages_and_in_mails(browser: Client, admin: User) -> None:
    form = {"name": "Tienda Sol", "footer": "Sol S. A., Lima", "colour": "#045f76"}
    assert browser.post("/settings/branding/", form).status_code == 302
    assert "Sol S. A., Lima" in Client().get("/").text
    preview = browser.get("/settings/mails/acknowledgement/es/previews/")
    assert "Sol S. A., Lima" in preview.text


# -- the wizard -------------------------------------------------------------------------------------------------------


def begun(client: Client, **changes: str) -> None:
    """Answer the first two steps and give the desk its hours."""
    account = {"name": "Nora", "email": "nora@tienda.test", "password": "tres-teteras-verdes", "language": "es"}
    client.post("/setup/", account | {"time_zone": "America/Lima"} | changes)
    client.post("/setup/company/", {"company": "Tienda Sol", "time_zone": "Europe/Madrid", "country": "ES"})
    client.post("/setup/hours/", {"hours_2": "9-13"})


def test_company_place_and_hours_of_the_wizard_are_the_desks(client: Client) -> None:
    begun(client)
    assert "Tienda Sol" in Client().get("/").text
    due_at = TicketFactory.create(at=NOON).due_at  # Wednesday 18:00 in Madrid, closed until next week
    assert due_at is not None
    assert due_at.isoformat() == "2026-11-25T12:00:00+00:00"  # four hours from 9 there


@pytest.mark.parametrize(("language", "words"), [("es", "¿De quién es la mesa?"), ("en", "Whose desk is it?")])
def test_the_language_of_the_wizard_is_the_administrators_and_the_desks(
    client: Client, language: str, words: str
) -> None:
    begun(client, language=language)
    assert words in client.get("/setup/company/").text
    assert str(SLAPolicy.objects.get()) == ("Estándar" if language == "es" else "Standard")


def test_a_team_of_the_settings_is_not_named_twice_by_the_wizard(client: Client) -> None:
    begun(client)
    rows = {"form-TOTAL_FORMS": 0, "form-INITIAL_FORMS": 0}
    client.post("/setup/team/", {"team": "Ayuda", **rows})
    client.post("/settings/teams/", {"name": "Couriers"})
    answer = client.post("/setup/team/", {"team": "couriers", **rows})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["team"])
