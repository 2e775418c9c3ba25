"""Counting what helps."""

from datetime import timedelta

import pytest

from knowledge.models import ArticleUse, Counter, UseKind
from knowledge.usage import count_solved, record
from tests.factories import TicketFactory, UserFactory
from tests.factories.knowledge import ArticleFactory
from tests.factories.tickets import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def test_a_reading_raises_the_counter() -> None:
    row = ArticleFactory.create()
    record(row, UseKind.VIEWED, at=NOON)
    record(row, UseKind.DEFLECTED, at=NOON)
    assert (Counter.objects.get().views, ArticleUse.objects.count()) == (1, 2)


def test_articles_of_answers_are_credited_once_the_ticket_is_solved() -> None:
    row, alice = ArticleFactory.create(), UserFactory.create()
    solved = TicketFactory.create(status="solved", solved_at=LATER)
    opened = TicketFactory.create(address="dora@example.com")
    for ticket in (solved, opened):
        record(row, UseKind.LINKED, at=NOON, ticket=ticket.pk, by=alice)
        record(row, UseKind.INSERTED, at=NOON, ticket=ticket.pk, by=alice)
    assert [count_solved(), count_solved()] == [1, 0]
    use = ArticleUse.objects.get(kind=UseKind.SOLVED)
    assert (use.translation, use.ticket_id, use.user, use.at) == (row, solved.pk, alice, LATER)


def test_what_was_used_after_solving_solved_nothing() -> None:
    ticket = TicketFactory.create(status="solved", solved_at=NOON)
    record(ArticleFactory.create(), UseKind.LINKED, at=LATER, ticket=ticket.pk)
    record(ArticleFactory.create(), UseKind.VIEWED, at=NOON, ticket=ticket.pk)
    assert count_solved() == 0
