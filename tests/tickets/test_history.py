"""Events as sentences, in the reader's language, complete and true to what was then."""

from datetime import timedelta

import pytest
from django.utils import translation

from helpdesk.accounts.models import User
from tests.factories import CategoryFactory, TeamFactory, TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tickets import history, lifecycle, properties
from tickets.models import EventKind, Ticket, TicketEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def diego() -> User:
    """An agent."""
    user: User = UserFactory.create(name="Diego")
    return user


def told(ticket: Ticket) -> list[tuple[str, str]]:
    """Return what the history says after the beginning."""
    rows = TicketEvent.objects.filter(ticket=ticket).exclude(kind="created").order_by("at", "pk")
    with translation.override("en"):
        return [(line.text, line.reason) for line in history.lines(rows, {})]


def test_changes_say_who_what_and_why(diego: User) -> None:
    ticket = TicketFactory.create()
    category = CategoryFactory.create(name="Ovens", team=TeamFactory.create(name="Care"), impact=3, urgency=2)
    properties.set_category(ticket, category, at=NOON, by=diego)
    properties.set_priority(ticket, 1, at=NOON + timedelta(minutes=1), by=diego)
    properties.assign(ticket, diego, at=NOON + timedelta(minutes=2), by=diego)
    lifecycle.set_status(ticket, "solved", at=NOON + timedelta(minutes=3), by=diego)
    lifecycle.set_status(ticket, "open", at=NOON + timedelta(minutes=4), by=None)
    assert told(ticket) == [
        ("Diego set the category Ovens", ""),
        ("Mesa put the ticket into the team Care", f"because of the category {category.pk}"),
        ("Mesa changed the priority from Normal to High", f"because of the category {category.pk}"),
        (
            "Diego changed the priority from High to Urgent",
            "set by hand: impact and urgency no longer change it",
        ),
        ("Diego took the ticket", ""),
        ("Diego changed the status from New to Solved", ""),
        ("Mesa reopened the ticket; it was Solved", ""),
    ]


def test_names_are_as_they_were_then(diego: User) -> None:
    ticket = TicketFactory.create()
    team = TeamFactory.create(name="Before")
    properties.set_team(ticket, team, at=NOON, by=diego)
    team.name = "After"
    team.save(update_fields=["name"])
    assert told(ticket) == [("Diego put the ticket into the team Before", "")]


def test_following_is_told_once_for_each_change(diego: User) -> None:
    ticket, ana = TicketFactory.create(), UserFactory.create(name="Ana")
    for following in (True, True, False, False):
        properties.follow(ticket, diego, following=following, at=NOON, by=diego)
        properties.follow(ticket, ana, following=following, at=NOON, by=diego)
    assert told(ticket) == [
        ("Diego follows the ticket", ""),
        ("Diego made Ana follow the ticket", ""),
        ("Diego stopped following", ""),
        ("Diego made Ana stop following the ticket", ""),
    ]


def test_every_kind_of_event_has_a_sentence() -> None:
    assert set(history.SENTENCES) == set(EventKind)


@pytest.mark.parametrize("kind", list(EventKind))
def test_an_event_without_details_still_reads(kind: EventKind) -> None:
    ticket = TicketFactory.create()
    event = TicketEvent.record(ticket, kind, at=NOON)
    assert history.sentence(event)
