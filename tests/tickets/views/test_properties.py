"""Changing what a ticket is, one at a time and many at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk.accounts.models import Team, User
from tests.factories import CategoryFactory, TeamFactory, TicketFactory
from tests.factories.tickets import NOON
from tests.tickets.views.conftest import Enter
from tickets import properties
from tickets.models import Follower, Ticket

pytestmark = pytest.mark.django_db


def noun(name: str, ticket: Ticket) -> str:
    """Return the address of a property."""
    return reverse(f"tickets:{name}", args=[ticket.pk])


def test_each_property_changes(enter: Enter, alice: User, care: Team, ticket: Ticket) -> None:
    category = CategoryFactory.create(name="Ovens", team=care, impact=3, urgency=3)
    browser = enter(alice)
    browser.post(noun("category", ticket), {"category": category.pk, "expected": ""})
    browser.post(noun("assignee", ticket), {"assignee": alice.pk, "expected": ""})
    browser.post(noun("tags", ticket), {"names": "Warranty, oven , oven", "expected": ""})
    browser.post(noun("subject", ticket), {"subject": "A better one", "expected": ticket.subject})
    browser.post(noun("status", ticket), {"status": "waiting_third_party", "expected": "new"})
    browser.post(noun("follow", ticket), {"following": "yes"})
    ticket.refresh_from_db()
    assert (ticket.category, ticket.team, ticket.priority, ticket.assignee) == (category, care, 1, alice)
    assert sorted(ticket.tags.values_list("name", flat=True)) == ["oven", "warranty"]
    assert (ticket.subject, ticket.status) == ("A better one", "waiting_third_party")
    assert Follower.objects.filter(ticket=ticket, user=alice).exists()


def test_impact_and_urgency_give_the_priority_until_it_is_set_by_hand(
    enter: Enter, alice: User, ticket: Ticket
) -> None:
    browser = enter(alice)
    browser.post(noun("levels", ticket), {"impact": "3", "urgency": "3"})
    ticket.refresh_from_db()
    assert ticket.priority == 1
    browser.post(noun("priority", ticket), {"priority": "4", "expected": "1"})
    browser.post(noun("levels", ticket), {"impact": "3", "urgency": "2"})
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.priority_is_manual) == (4, True)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("name", "form", "shown"),
    [
        ("status", {"status": "solved", "expected": "new"}, "Open"),
        ("priority", {"priority": "4", "expected": "3"}, "Urgent"),
        ("levels", {"impact": "1", "urgency": "1", "expected": "3"}, "Urgent"),
        ("assignee", {"assignee": "", "expected": "77"}, "Bob Tan"),
        ("team", {"team": "", "expected": "77"}, "Care"),
        ("category", {"category": "", "expected": "77"}, "Ovens"),
        ("tags", {"names": "x", "expected": ""}, "colleague"),
        ("subject", {"subject": "Mine", "expected": "The oven does not heat"}, "Theirs"),
    ],
)
def test_a_colleagues_change_is_never_overwritten(
    enter: Enter,
    alice: User,
    bob: User,
    ticket: Ticket,
    name: str,
    form: dict[str, str],
    shown: str,
    headers: dict[str, str],
) -> None:
    properties.set_tags(ticket, ["colleague"], at=NOON, by=bob)
    Ticket.objects.filter(pk=ticket.pk).update(
        status="open", priority=1, assignee=bob, subject="Theirs", category=CategoryFactory.create(name="Ovens")
    )
    before = Ticket.objects.values().get(pk=ticket.pk)
    answer = enter(alice).post(noun(name, ticket), form, headers=headers)
    assert answer.status_code == 409
    assert f"it is now “{shown}”" in answer.text
    assert Ticket.objects.values().get(pk=ticket.pk) == before


def test_htmx_gets_head_clocks_and_the_event(enter: Enter, alice: User, ticket: Ticket) -> None:
    form = {"priority": "1", "expected": "3", "seen_message": 10**9, "seen_event": ticket.events.latest("pk").pk}
    answer = enter(alice).post(noun("priority", ticket), form, headers={"HX-Request": "true"})
    for part in ('id="props"', 'id="head"', 'id="clocks"', 'id="seen"', "beforeend:#thread"):
        assert part in answer.text
    assert "Alice Ramos changed the priority from Normal to Urgent" in answer.text


def test_a_scheduled_ticket_asks_when_it_comes_back(enter: Enter, alice: User, ticket: Ticket) -> None:
    browser = enter(alice)
    asked = browser.post(noun("status", ticket), {"status": "scheduled"}, headers={"HX-Request": "true"})
    assert (asked.status_code, 'name="wake_at"' in asked.text) == (422, True)
    later = timezone.localtime(timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0, tzinfo=None)
    browser.post(noun("status", ticket), {"status": "scheduled", "wake_at": later.strftime("%Y-%m-%dT%H:%M")})
    ticket.refresh_from_db()
    assert ticket.status == "scheduled"
    assert timezone.localtime(ticket.wake_at).replace(tzinfo=None) == later


def test_moving_a_ticket_out_of_sight_leads_back_to_the_list(enter: Enter, alice: User, ticket: Ticket) -> None:
    elsewhere = TeamFactory.create(name="Elsewhere")
    answer = enter(alice).post(noun("team", ticket), {"team": elsewhere.pk}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("tickets:queue")
    ticket.refresh_from_db()
    assert ticket.team == elsewhere


def test_light_agents_cannot_be_given_tickets(enter: Enter, alice: User, lena: User, ticket: Ticket) -> None:
    assert enter(alice).post(noun("assignee", ticket), {"assignee": lena.pk}).status_code == 422


def test_many_tickets_change_at_once_and_refusals_are_named(enter: Enter, alice: User, care: Team) -> None:
    fine = [TicketFactory.create(team=care, address=f"c{n}@example.com") for n in range(3)]
    stuck = TicketFactory.create(team=care, status="closed", solved_at=NOON, closed_at=NOON)
    form = {"tickets": [t.pk for t in (*fine, stuck)], "status": "spam", "next": "/agent/tickets/?view=open"}
    answer = enter(alice).post(reverse("tickets:bulk"), form, follow=True)
    assert answer.redirect_chain == [("/agent/tickets/?view=open", 302)]
    assert "3 tickets changed" in answer.text
    assert f"#{stuck.pk} was not changed: " in answer.text
    assert [Ticket.objects.get(pk=t.pk).status for t in (*fine, stuck)] == ["spam", "spam", "spam", "closed"]


def test_every_bulk_change_works(enter: Enter, alice: User, care: Team) -> None:
    ticket = TicketFactory.create(team=care, assignee=alice)
    properties.set_tags(ticket, ["old"], at=NOON, by=alice)
    form = {"tickets": [ticket.pk], "assignee": "none", "priority": "1", "tag": "New", "status": "", "team": ""}
    enter(alice).post(reverse("tickets:bulk"), form)
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.priority, ticket.team) == (None, 1, care)
    assert sorted(ticket.tags.values_list("name", flat=True)) == ["new", "old"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"status": "open"}, "Select at least one ticket first."),
        ({"tickets": ["1"]}, "Choose what to change."),
        ({"tickets": ["1"], "status": "closed"}, "Choose one of the options shown."),
    ],
)
def test_a_bulk_change_without_sense_says_so(
    enter: Enter, alice: User, care: Team, form: dict[str, object], words: str
) -> None:
    ticket = TicketFactory.create(team=care)
    if "tickets" in form:
        form = form | {"tickets": [ticket.pk]}
    answer = enter(alice).post(reverse("tickets:bulk"), form, follow=True)
    assert words in answer.text


def test_bulk_leads_nowhere_else(enter: Enter, alice: User) -> None:
    answer = enter(alice).post(reverse("tickets:bulk"), {"next": "https://evil.example/"})
    assert answer["Location"] == reverse("tickets:queue")
