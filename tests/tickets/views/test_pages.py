"""The pages answer, to whom they should, in a constant number of queries."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import Role
from tests.factories import TeamFactory, TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tickets import conversation
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def signed_in(client: Client, **columns: object) -> Client:
    """Return the client, signed in as a new agent."""
    client.force_login(UserFactory.create(**columns))
    return client


def test_the_queue_shows_open_tickets(client: Client) -> None:
    ticket = TicketFactory.create(subject="The oven smokes")
    page = signed_in(client).get(reverse("tickets:queue"))
    assert page.status_code == 200
    assert f"/agent/tickets/{ticket.pk}/" in page.text
    assert "The oven smokes" in page.text


def test_the_page_of_a_ticket_shows_its_conversation(client: Client) -> None:
    ticket = TicketFactory.create()
    page = signed_in(client).get(ticket.get_absolute_url())
    assert page.status_code == 200
    assert "does not heat since yesterday" in page.text


def test_new_ticket_page(client: Client) -> None:
    page = signed_in(client).get(reverse("tickets:new"))
    assert page.status_code == 200
