"""An administrator's browser, and the settings of a new desk."""

import pytest
from django.test import Client

from helpdesk.accounts.models import Role, User
from tests.factories import UserFactory
from tickets import defaults
from tickets.models import SLAPolicy


@pytest.fixture
def admin() -> User:
    """The only administrator."""
    return UserFactory.create(email="admin@desk.test", role=Role.ADMIN)


@pytest.fixture
def browser(client: Client, admin: User) -> Client:
    """The administrator's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def starter() -> SLAPolicy:
    """The starter set."""
    return defaults.install(language="en", time_zone="America/Lima")
