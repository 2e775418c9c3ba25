"""The cast: alice works on the team, bob elsewhere, lena only reads, ada administers; carol asks."""

from collections.abc import Callable

import pytest
from django.test import Client

from helpdesk.accounts.models import Role, Team, User
from tests.factories import TeamFactory, TicketFactory, UserFactory
from tickets.models import Ticket

Enter = Callable[[User], Client]


@pytest.fixture
def care() -> Team:
    """The team of the ticket."""
    team: Team = TeamFactory.create(name="Care")
    return team


@pytest.fixture
def alice(care: Team) -> User:
    """An agent of the team."""
    user: User = UserFactory.create(name="Alice Ramos", teams=[care])
    return user


@pytest.fixture
def bob() -> User:
    """An agent of another team."""
    user: User = UserFactory.create(name="Bob Tan", teams=[TeamFactory.create(name="Billing")])
    return user


@pytest.fixture
def lena(care: Team) -> User:
    """A light agent of the team."""
    user: User = UserFactory.create(name="Lena Roe", role=Role.LIGHT, teams=[care])
    return user


@pytest.fixture
def ada() -> User:
    """An administrator without a team."""
    user: User = UserFactory.create(name="Ada Cruz", role=Role.ADMIN)
    return user


@pytest.fixture
def ticket(care: Team) -> Ticket:
    """Carol's ticket, with alice's team."""
    return TicketFactory.create(team=care)


@pytest.fixture
def enter() -> Enter:
    """Return a function that gives a browser in which somebody has signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
