"""The demo's record of changes reads like one."""

import pytest
from django.test import Client

from helpdesk.accounts.models import ConfigChange, Role, User
from helpdesk.administration import demo
from tests.factories import CategoryFactory, ChannelFactory, TeamFactory, UserFactory
from tests.factories.tickets import NOON
from tickets import defaults
from tickets.models import BusinessCalendar

pytestmark = pytest.mark.django_db


def test_it_is_the_same_each_time_and_can_be_read(client: Client) -> None:
    admin: User = UserFactory.create(email=demo.ADMIN, role=Role.ADMIN, language="es")
    defaults.install(language="es", time_zone="America/Lima")
    for factory in (TeamFactory, ChannelFactory, CategoryFactory, UserFactory):
        factory.create()
    demo.load(7, NOON)
    rows = list(ConfigChange.objects.order_by("pk").values_list("at", "kind"))
    assert (len(rows), sorted(rows) == rows, max(rows)[0] < NOON) == (8, True, True)
    assert BusinessCalendar.objects.get().country == "PE"
    client.force_login(admin)
    page = client.get("/settings/audit/")
    assert (len(page.context["entries"]), "Primera respuesta › Urgente" in page.text) == (8, True)


def test_without_the_demos_people_it_does_nothing() -> None:
    demo.load(7, NOON)
    assert ConfigChange.objects.count() == 0
