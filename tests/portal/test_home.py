"""The help centre's home."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from channels_inbound.templatetags.help_centre import words
from tests.factories import CategoryFactory, ChannelFactory
from tickets.models import BusinessCalendar, OpeningHours, SLAPolicy, SLATarget
from tickets.sla.opening import Opening

pytestmark = pytest.mark.django_db


def test_the_home_offers_topics_form_links_and_addresses(client: Client) -> None:
    CategoryFactory.create(slug="delivery", name="Deliveries")
    CategoryFactory.create(slug="internal", name="Internal", is_public=False)
    ChannelFactory.create()
    page = client.get("/").content.decode()
    assert 'href="/requests/new/?category=delivery"' in page
    assert 'href="/requests/find/"' in page
    assert 'href="mailto:ayuda@desk.test"' in page
    assert "Internal" not in page
    assert 'type="search"' not in page


def test_an_empty_desk_has_a_home_too(client: Client) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/help/").headers["Location"] == "/"


def test_the_desks_hours_and_promise_are_shown(client: Client) -> None:
    calendar = BusinessCalendar.objects.create(name="Always", time_zone="America/Lima")
    for weekday in range(7):
        OpeningHours.objects.create(calendar=calendar, weekday=weekday, opens=time(0), closes=time(0))
    policy = SLAPolicy.objects.create(name="Standard", calendar=calendar, is_default=True)
    SLATarget.objects.create(policy=policy, metric="first_response", priority=3, minutes=240)
    with translation.override("en"):
        page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert "Always open" in page
    assert "4 working hours" in page


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        (Opening(is_open=True, changes_at=datetime(2026, 11, 18, 18, tzinfo=UTC)), "Open until 18:00"),
        (Opening(is_open=False, changes_at=datetime(2026, 11, 18, 9, tzinfo=UTC)), "Closed, opens today at 09:00"),
        (Opening(is_open=False, changes_at=datetime(2026, 11, 19, 9, tzinfo=UTC)), "Closed, opens tomorrow at 09:00"),
        (
            Opening(is_open=False, changes_at=datetime(2026, 11, 21, 9, tzinfo=UTC)),
            "Closed, opens on Saturday at 09:00",
        ),
        (Opening(is_open=True, changes_at=None), "Always open"),
    ],
)
def test_the_hours_are_said_in_words(opening: Opening, said: str) -> None:
    with translation.override("en"):
        assert words(opening, now=datetime(2026, 11, 18, 8, tzinfo=UTC) + timedelta(0)) == said


def test_the_home_costs_the_same_for_any_number_of_topics(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    CategoryFactory.create()
    client.get("/")
    with django_assert_num_queries(6):
        client.get("/")
    for _ in range(6):
        CategoryFactory.create()
    with django_assert_num_queries(6):
        client.get("/")
