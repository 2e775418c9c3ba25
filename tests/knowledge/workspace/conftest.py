"""The cast: alice writes, lena only reads, marta publishes, ada administers."""

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
    """An agent."""
    user: User = UserFactory.create(name="Alice Ramos", teams=[care])
    return user


@pytest.fixture
def lena() -> User:
    """A light agent."""
    user: User = UserFactory.create(name="Lena Roe", role=Role.LIGHT)
    return user


@pytest.fixture
def marta() -> User:
    """A manager."""
    user: User = UserFactory.create(name="Marta Paz", role=Role.MANAGER)
    return user


@pytest.fixture
def ada() -> User:
    """An administrator."""
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
