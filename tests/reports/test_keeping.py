"""Sums that took long are shared by those who see the same, and say when they were counted."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import Role, User
from reports.sums import keeping
from tests.factories import TeamFactory, TicketFactory, UserFactory
from tickets.facts import refresh

pytestmark = pytest.mark.django_db

BOARD, ASKED = reverse("reports:dashboard"), {"period": "custom", "first": "2026-11-18", "last": "2026-11-18"}


def look(user: User) -> tuple[int, bool]:
    """Return how many tickets the dashboard of a day shows, and whether it says that they were counted before."""
    client = Client()
    client.force_login(user)
    page = client.get(BOARD, ASKED)
    return page.context["board"].volume.created.now, "they are counted anew" in page.text


def another(number: int, **columns: Any) -> None:
    """Open a ticket, and read its facts."""
    TicketFactory.create(address=f"p{number}@example.com", **columns)
    refresh.repair()


def test_what_is_quick_is_always_counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LONG", 60.0)
    admin = UserFactory.create(role=Role.ADMIN)
    found = [look(admin)]
    another(1)
    assert [*found, look(admin)] == [(0, False), (1, False)]


def test_what_took_long_is_shared_with_those_of_the_same_eyes_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LONG", 0.0)
    team, other = TeamFactory.create(), TeamFactory.create()
    admins = [UserFactory.create(role=Role.ADMIN, language="en") for _ in range(2)]
    manager = UserFactory.create(role=Role.MANAGER, language="en", teams=[team])
    another(1, team=team)
    assert (look(admins[0]), look(manager)) == ((1, False), (1, False))
    another(2, team=other)
    assert (look(admins[1]), look(manager)) == ((1, True), (1, True))
    manager.teams.add(other)
    assert look(manager) == (2, False)
