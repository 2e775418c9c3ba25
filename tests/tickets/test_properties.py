"""Changing what a ticket is: events, routing, conflicts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from helpdesk.accounts.models import User
from tests.factories import CategoryFactory, TeamFactory, TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tickets import lifecycle, properties
from tickets.locking import ConflictError, NotAllowedError
from tickets.models import EventKind, Ticket
from tickets.priority import Level, Priority, priority_of
from tickets.states import CHOOSABLE, TRANSITIONS, Status

pytestmark = pytest.mark.django_db


def kinds(ticket: Ticket) -> list[str]:
    return [event.kind for event in ticket.events.all()][1:]  # after "created"


def test_every_pair_of_levels_has_a_priority() -> None:
    assert {priority_of(i, u) for i in Level for u in Level} == set(Priority)


def test_a_category_brings_its_team_and_priority_and_says_why() -> None:
    billing = TeamFactory.create(name="Billing")
    category = CategoryFactory.create(name="Refund", team=billing, impact=Level.HIGH, urgency=Level.HIGH)
    alice = UserFactory.create()
    ticket = TicketFactory.create()

    properties.set_category(ticket, category, at=NOON, by=alice)

    assert (ticket.team, ticket.priority) == (billing, Priority.URGENT)
    assert kinds(ticket) == [EventKind.CATEGORY, EventKind.TEAM, EventKind.PRIORITY]
    assert {e.cause for e in ticket.events.filter(kind__in=("team", "priority"))} == {f"category:{category.pk}"}


def test_a_priority_set_by_hand_is_not_overwritten_by_the_matrix() -> None:
    ticket = TicketFactory.create()
    properties.set_priority(ticket, Priority.LOW, at=NOON, by=UserFactory.create())
    properties.set_levels(ticket, impact=Level.HIGH, urgency=Level.HIGH, at=NOON, by=None)
    assert ticket.priority == Priority.LOW


def test_nobody_overwrites_what_somebody_else_just_changed() -> None:
    alice, bob = UserFactory.create(), UserFactory.create()
    ticket = TicketFactory.create()
    properties.assign(ticket, alice, at=NOON, by=alice, expected="")
    with pytest.raises(ConflictError) as caught:
        properties.assign(ticket, bob, at=NOON, by=bob, expected="")
    assert caught.value.current == alice.pk
    ticket.refresh_from_db()
    assert ticket.assignee == alice


def test_two_fields_changed_from_the_same_page_are_both_kept() -> None:
    alice, team = UserFactory.create(), TeamFactory.create()
    ticket = TicketFactory.create()
    stale = Ticket.objects.get(pk=ticket.pk)
    properties.assign(ticket, alice, at=NOON, by=alice, expected="")
    properties.set_team(stale, team, at=NOON, by=alice, expected="")
    stale.refresh_from_db()
    assert (stale.assignee, stale.team, stale.version) == (alice, team, 3)


def test_setting_the_same_value_writes_no_event() -> None:
    ticket = TicketFactory.create()
    properties.set_team(ticket, None, at=NOON, by=None)
    assert kinds(ticket) == []


def test_a_light_agent_cannot_be_given_tickets() -> None:
    ticket = TicketFactory.create()
    with pytest.raises(NotAllowedError):
        properties.assign(ticket, UserFactory.create(role="light"), at=NOON, by=None)


def test_tags_are_one_whatever_their_case() -> None:
    ticket = TicketFactory.create()
    properties.set_tags(ticket, ["Urgente", "vip "], at=NOON, by=None)
    properties.set_tags(ticket, ["URGENTE", "vip"], at=NOON, by=None)
    assert sorted(tag.name for tag in ticket.tags.all()) == ["urgente", "vip"]
    assert kinds(ticket) == [EventKind.TAGS]


@pytest.mark.parametrize("status", [s for s in CHOOSABLE if s != Status.SCHEDULED])
def test_each_choosable_state_can_be_reached_from_new(status: str) -> None:
    ticket = TicketFactory.create()
    assert lifecycle.set_status(ticket, status, at=NOON, by=None)
    assert ticket.status == status


def test_a_merged_ticket_goes_nowhere() -> None:
    assert TRANSITIONS[Status.MERGED] == frozenset()


def test_a_step_that_is_not_possible_is_refused_and_changes_nothing() -> None:
    ticket = TicketFactory.create()
    with pytest.raises(NotAllowedError):
        lifecycle.set_status(ticket, Status.CLOSED, at=NOON, by=None)
    ticket.refresh_from_db()
    assert (ticket.status, kinds(ticket)) == (Status.NEW, [])


def test_a_scheduled_ticket_needs_a_time_and_opens_when_it_comes() -> None:
    ticket = TicketFactory.create()
    with pytest.raises(NotAllowedError):
        lifecycle.set_status(ticket, Status.SCHEDULED, at=NOON, by=None)
    tomorrow = NOON + timedelta(days=1)
    lifecycle.set_status(ticket, Status.SCHEDULED, at=NOON, by=None, wake_at=tomorrow)
    assert lifecycle.wake_scheduled_tickets(at=NOON) == 0
    assert lifecycle.wake_scheduled_tickets(at=tomorrow + timedelta(days=3)) == 1
    ticket.refresh_from_db()
    assert (ticket.status, ticket.wake_at) == (Status.OPEN, None)


def test_a_solved_ticket_is_closed_after_its_days_and_not_before() -> None:
    ticket = TicketFactory.create()
    lifecycle.set_status(ticket, Status.SOLVED, at=NOON, by=None)
    assert lifecycle.close_solved_tickets(at=NOON + timedelta(days=6)) == 0
    assert lifecycle.close_solved_tickets(at=NOON + timedelta(days=7)) == 1
    assert lifecycle.close_solved_tickets(at=NOON + timedelta(days=8)) == 0
    ticket.refresh_from_db()
    assert (ticket.status, ticket.first_solved_at) == (Status.CLOSED, NOON)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_agents_who_take_a_ticket_at_once_one_gets_it_and_the_others_are_told() -> None:
    ticket = TicketFactory.create()
    agents = UserFactory.create_batch(20)

    def take(agent: User) -> User | None:
        try:
            properties.assign(Ticket.objects.get(pk=ticket.pk), agent, at=NOON, by=agent, expected="")
        except ConflictError:
            return None
        finally:
            connection.close()
        return agent

    with ThreadPoolExecutor(20) as pool:
        winners = [agent for agent in pool.map(take, agents) if agent]
    ticket.refresh_from_db()
    assert [ticket.assignee] == winners
    assert ticket.events.filter(kind=EventKind.ASSIGNEE).count() == 1
