"""The starter set: complete, in both languages, and the same however often it is installed."""

from datetime import time

import pytest

from helpdesk.accounts.models import Team
from tickets import defaults
from tickets.models import Category, CategoryName, Channel, OpeningHours, SLAPolicy, SLATarget

pytestmark = pytest.mark.django_db


def counts() -> list[int]:
    """Return how many rows there are of each kind."""
    models = (Team, Category, CategoryName, Channel, OpeningHours, SLAPolicy, SLATarget)
    return [model._default_manager.count() for model in models]


def test_a_second_installation_changes_nothing() -> None:
    defaults.install(language="es", time_zone="America/Lima")
    before = counts()
    defaults.install(language="es", time_zone="America/Lima")
    assert counts() == before == [3, 11, 22, 3, 5, 1, 12]


def test_names_of_teams_follow_the_desk_and_categories_have_both() -> None:
    defaults.install(language="en", time_zone="Europe/Madrid")
    assert sorted(Team.objects.values_list("name", flat=True)) == ["Billing", "Customer service", "Repairs"]
    names = CategoryName.objects.filter(category__slug="damaged-product").order_by("language")
    assert [row.name for row in names] == ["Damaged product", "Producto dañado"]


def test_only_chosen_categories_come_with_what_is_below_them() -> None:
    defaults.install(language="es", time_zone="America/Lima", slugs=["payment"])
    assert set(Category.objects.values_list("slug", flat=True)) == {"payment", "double-charge", "refund"}
    assert Category.objects.get(slug="refund").parent == Category.objects.get(slug="payment")
    assert list(Category.objects.public().values_list("slug", flat=True)) == ["payment"]


def test_the_hours_are_those_of_the_desk() -> None:
    week = {5: ((time(10), time(13)), (time(15), time(0)))}
    policy = defaults.install(language="es", time_zone="America/Bogota", week=week)
    assert policy.calendar.time_zone == "America/Bogota"
    rows = policy.calendar.opening_hours.values_list("weekday", "opens", "closes")
    assert list(rows) == [(5, time(10), time(13)), (5, time(15), time(0))]
