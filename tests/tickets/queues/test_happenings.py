"""Searches for what happened and when."""

from datetime import date, timedelta

import pytest

from tests.factories import TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tickets import conversation, defaults, lifecycle
from tickets.facts import refresh
from tickets.models import Ticket
from tickets.queues import filters, grammar
from tickets.queues.dates import Days, read_days
from tickets.queues.reader import Reader

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11-01", date(2026, 11, 1), date(2026, 11, 1)),
        ("2026-11-01..2026-11-03", date(2026, 11, 1), date(2026, 11, 3)),
        ("..2026-11-03", None, date(2026, 11, 3)),
        ("2026-11-01..", date(2026, 11, 1), None),
        ("today", TODAY, TODAY),
        ("ayer", date(2026, 11, 17), date(2026, 11, 17)),
        ("7d", date(2026, 11, 12), TODAY),
    ],
)
def test_stretches_of_days_are_understood(text: str, first: date | None, last: date | None) -> None:
    assert read_days(text, today=TODAY) == Days(first, last)


@pytest.mark.parametrize(
    "text", ["", "..", "0d", "soon", "2026-13-01", "2026-11-03..2026-11-01", "x..2026-11-01", "9999-12-31", "99999d"]
)
def test_nonsense_is_no_stretch_of_days(text: str) -> None:
    assert read_days(text, today=TODAY) is None


@pytest.fixture
def three() -> tuple[Ticket, Ticket, Ticket]:
    """One ticket solved by alice, one that waits, one on which nothing happened; all of today."""
    defaults.install(language="en", time_zone="America/Lima")
    alice = UserFactory.create(email="alice@desk.test")
    solved, waiting, idle = (TicketFactory.create(address=f"p{n}@example.com") for n in range(3))
    conversation.reply(solved, by=alice, body="Done", at=NOON + timedelta(minutes=9), status="solved")
    conversation.reply(waiting, by=alice, body="Which one?", at=NOON + timedelta(minutes=9), status="waiting_customer")
    lifecycle.set_status(solved, "open", at=NOON + timedelta(minutes=30), by=alice)
    refresh.refresh()
    return solved, waiting, idle


def found(text: str) -> tuple[set[int], tuple[str, ...]]:
    """Return which tickets a search finds, and what it did not understand."""
    reader = Reader(UserFactory.create(role="admin"), NOON + timedelta(hours=3))
    narrowed = filters.narrow(Ticket.objects.all(), grammar.parse(text), reader)
    return set(narrowed.tickets.values_list("pk", flat=True)), narrowed.problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("created:2026-11-18", "swi"),
        ("creado:hoy", "swi"),
        ("created:..2026-11-17", ""),
        ("answered:today", "sw"),
        ("solved:2026-11-18", "s"),
        ("solver:alice@desk.test", "s"),
        ("answerer:alice@desk.test", "sw"),
        ("solver:me", ""),
        ("reopened:yes", "s"),
        ("reopened:no", "wi"),
        ("reopened:2026-11-18", "s"),
        ("replied:today", "sw"),
        ("replied:2026-11-17", ""),
        ("sla:first.met", "sw"),
        ("sla:primera.corriendo", "i"),
        ("sla:running", "swi"),
        ("sla:breached", ""),
        ("contact:unknown", "s"),
        ("contact:first", ""),
        ("held:yes", ""),
        ("counted:yes", "swi"),
        ("weekday:wed", "swi"),
        ("dia:mié", "swi"),
        ("weekday:monday", ""),
        ("hour:12", "swi"),
        ("hora:13", ""),
        ("unsolved:2026-11-18", "swi"),
        ("unsolved:2026-11-17", ""),
    ],
)
def test_each_filter_finds_what_it_says(text: str, expected: str, three: tuple[Ticket, Ticket, Ticket]) -> None:
    letters = dict(zip("swi", (ticket.pk for ticket in three), strict=True))
    assert found(text) == ({letters[letter] for letter in expected}, ())


@pytest.mark.parametrize(
    "text",
    [
        *("created:soon", "sla:perhaps", "sla:third.met", "contact:maybe", "held:x", "hour:24", "hour:-1", "hour:²"),
        *("weekday:xyz", "unsolved:never", "replied:#x,today", "replied:#1,never", "counted:perhaps", "reopened:?"),
    ],
)
def test_a_value_that_is_not_known_is_said(text: str) -> None:
    assert len(found(text)[1]) == 1


def test_a_key_finds_exactly_one_team_person_or_category() -> None:
    user = UserFactory.create()
    ticket = TicketFactory.create(assignee=user)
    assert found(f"assignee:#{user.pk}")[0] == {ticket.pk}
    assert found(f"assignee:#{user.pk}0")[0] == set()
    assert found("team:#99999999999999999999")[0] == set()
