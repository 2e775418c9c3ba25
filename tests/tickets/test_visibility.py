"""Who sees what: the one rule behind every page."""

import pytest

from helpdesk.accounts.models import Role
from tests.factories import TeamFactory, TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tickets.models import Ticket
from tickets.properties import follow

pytestmark = pytest.mark.django_db

CASES = [
    # role, of own team, of another team, without team, without team but assigned to another
    (Role.LIGHT, True, False, True, False),
    (Role.AGENT, True, False, True, False),
    (Role.MANAGER, True, False, True, True),
    (Role.ADMIN, True, True, True, True),
]


@pytest.mark.parametrize(("role", "own", "foreign", "orphan", "taken"), CASES)
def test_each_role_sees_its_own(role: str, *, own: bool, foreign: bool, orphan: bool, taken: bool) -> None:
    team, other = TeamFactory.create(), TeamFactory.create()
    person, bob = UserFactory.create(role=role, teams=[team]), UserFactory.create(teams=[other])
    tickets = [
        TicketFactory.create(team=team, assignee=bob),
        TicketFactory.create(team=other),
        TicketFactory.create(),
        TicketFactory.create(assignee=bob),
    ]
    seen = set(Ticket.objects.visible_to(person))
    assert [ticket in seen for ticket in tickets] == [own, foreign, orphan, taken]


def test_an_agent_sees_what_they_are_assigned_or_follow_in_another_team() -> None:
    other = TeamFactory.create()
    alice = UserFactory.create()
    assigned, followed, neither = (TicketFactory.create(team=other) for _ in range(3))
    Ticket.objects.filter(pk=assigned.pk).update(assignee=alice)
    follow(followed, alice, following=True, at=NOON, by=alice)
    assert set(Ticket.objects.visible_to(alice)) == {assigned, followed}
    assert neither not in Ticket.objects.visible_to(alice)
