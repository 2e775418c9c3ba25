"""Forgetting what single readers did."""

from datetime import timedelta

import pytest

from knowledge import retention, usage
from knowledge.models import ArticleUse, Counter, Feedback, SearchLog, Upkeep, UseKind
from tests.factories import TicketFactory
from tests.factories.knowledge import ArticleFactory
from tests.factories.tickets import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def records() -> tuple[int, int, int]:
    return SearchLog.objects.count(), ArticleUse.objects.count(), Feedback.objects.count()


def test_what_is_older_than_chosen_goes_and_the_counters_stay() -> None:
    Upkeep.objects.create(pk=1, keep_days=30)
    row = ArticleFactory.create()
    for days, voter in ((31, "a"), (30, "b")):
        at = NOON - days * DAY
        usage.record(row, UseKind.VIEWED, at=at)
        usage.judge(row, usage.Opinion(is_useful=True), voter=voter, at=at)
        SearchLog.objects.create(query="oven", language="en", hits=0, source="portal", at=at)
    assert [retention.prune(at=NOON), retention.prune(at=NOON)] == [3, 0]
    assert records() == (1, 1, 1)
    counter = Counter.objects.get()
    assert (counter.views, counter.useful) == (2, 2)


def test_without_a_choice_a_year_and_a_month_are_kept() -> None:
    for days in (400, 401):
        SearchLog.objects.create(query="oven", language="en", hits=0, source="portal", at=NOON - days * DAY)
    retention.prune(at=NOON)
    assert records() == (1, 0, 0)


def test_what_is_forgotten_is_not_credited_again() -> None:
    ticket = TicketFactory.create(status="solved", solved_at=NOON)
    row = ArticleFactory.create()
    ArticleUse.objects.create(translation=row, kind=UseKind.LINKED, ticket=ticket, at=NOON - DAY)
    ArticleUse.objects.create(translation=row, kind=UseKind.SOLVED, ticket=ticket, at=NOON)
    retention.prune(at=NOON + 401 * DAY)
    assert (usage.count_solved(), records()) == (0, (0, 0, 0))
