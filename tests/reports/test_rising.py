"""What comes in more often than before: found when it is sure, and each number opens its tickets."""

from datetime import timedelta

import pytest

from helpdesk.accounts.models import User
from reports import periods
from reports.figures import rising
from reports.measures import Count
from reports.scope import Scope
from reports.sums import Sums
from tests.factories import CategoryFactory, TicketFactory, UserFactory
from tests.reports.histories import NOW
from tests.reports.test_drill_down import behind
from tickets import defaults
from tickets.facts import refresh
from tickets.models import Category, Tag, Ticket
from tickets.sla.calendars import desk_zone


@pytest.mark.parametrize(
    ("now", "before", "share", "is_sure"),
    [
        (0, 0, 0.5, False),
        (4, 0, 0.5, False),  # too few to speak of
        (9, 0, 0.5, True),
        (12, 9, 0.5, False),  # chance
        (40, 12, 0.5, True),
        (1200, 1000, 0.5, False),  # sure, but not much more
        (40, 12, 0.8, False),  # in four times the time
        (40, 0, 1.0, False),  # nothing to compare with
        (10, 40, 0.5, False),
    ],
)
def test_what_rises(now: int, before: int, share: float, *, is_sure: bool) -> None:
    assert (rising.sureness(Count(now, before), share) >= rising.DEVIATIONS) is is_sure


@pytest.mark.django_db
def test_rising_categories_and_tags_are_named_with_their_tickets() -> None:
    defaults.install(language="en", time_zone="America/Lima")
    agent: User = UserFactory.create(role="admin")
    steady, risen = CategoryFactory.create(name="Steady"), CategoryFactory.create(name="Scratches")
    tag = Tag.objects.create(name="route north")
    for number in range(12):
        open_one(number, days=1, category=risen).tags.add(tag)
        open_one(number, days=2, category=steady)
        open_one(number, days=9, category=steady)
    open_one(99, days=9, category=risen).tags.add(tag)
    refresh.repair()
    scope = Scope(agent, NOW, periods.preset("7d", at=NOW, zone=desk_zone()))
    found = rising.figure(Sums(scope), names={risen.pk: "Scratches", steady.pk: "Steady"})
    assert {(row.name, row.is_tag, row.count.now, row.count.before) for row in found.rows} == {
        ("Scratches", False, 12, 1),
        ("route north", True, 12, 1),
    }
    assert [behind(scope, claim.query) for claim in found.claims()] == [12, 12]


def open_one(number: int, *, days: int, category: Category) -> Ticket:
    """Open a ticket some days ago."""
    at = NOW - timedelta(days=days, minutes=number)
    ticket: Ticket = TicketFactory.create(address=f"p{number}@example.com", at=at, category=category)
    return ticket
