"""Counting what helps."""

from datetime import timedelta

import pytest

from knowledge.models import ArticleUse, Counter, Feedback, UseKind
from knowledge.usage import Opinion, count_solved, judge, record
from tests.factories import TicketFactory, UserFactory
from tests.factories.knowledge import ArticleFactory
from tests.factories.tickets import NOON
from tickets.models import Message, Ticket

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
        reply(ticket)
    assert [count_solved(), count_solved()] == [1, 0]
    use = ArticleUse.objects.get(kind=UseKind.SOLVED)
    assert (use.translation, use.ticket_id, use.user, use.at) == (row, solved.pk, alice, LATER)


def reply(ticket: Ticket) -> None:
    Message.objects.create(ticket=ticket, kind="reply", channel=ticket.channel, created_at=NOON + timedelta(minutes=5))


def test_what_was_put_into_a_reply_that_nobody_sent_solved_nothing() -> None:
    ticket = TicketFactory.create(status="solved", solved_at=LATER)
    record(ArticleFactory.create(), UseKind.LINKED, at=NOON + timedelta(minutes=10), ticket=ticket.pk)
    reply(ticket)  # before
    assert count_solved() == 0


def test_a_bare_no_takes_nothing_back_of_what_was_said() -> None:
    row = ArticleFactory.create()
    for said in (Opinion(is_useful=False, reason="unclear", comment="Which?"), Opinion(is_useful=False)):
        judge(row, said, voter="v", at=NOON)
    kept = Feedback.objects.get()
    assert (kept.reason, kept.comment, Counter.objects.get().not_useful) == ("unclear", "Which?", 1)


def test_what_was_used_after_solving_solved_nothing() -> None:
    ticket = TicketFactory.create(status="solved", solved_at=NOON)
    record(ArticleFactory.create(), UseKind.LINKED, at=LATER, ticket=ticket.pk)
    record(ArticleFactory.create(), UseKind.VIEWED, at=NOON, ticket=ticket.pk)
    assert count_solved() == 0
