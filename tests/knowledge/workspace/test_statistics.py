"""Which articles help, which do not, which are missing."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from helpdesk.accounts.models import User
from knowledge import figures, usage
from knowledge.figures import Missed, Totals
from knowledge.models import Feedback, Reason, SearchLog, Translation, UseKind
from tests.factories import TicketFactory
from tests.factories.knowledge import ArticleFactory
from tests.knowledge.workspace.conftest import Enter
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=60)
MONTH = NOW - timedelta(days=30)


def judge(row: Translation, *, useful: bool, reason: str = "", at: datetime = NOW, comment: str = "") -> None:
    number = Feedback.objects.count()
    Feedback.objects.create(
        translation=row, is_useful=useful, reason=reason, at=at, day=NOW.date(), visitor=f"v{number}", comment=comment
    )


def search(query: str, hits: int, at: datetime = NOW) -> None:
    SearchLog.objects.create(query=query, language="es", hits=hits, source="portal", at=at)


@pytest.fixture
def row(ticket: Ticket) -> Translation:
    """An article with a past."""
    row = ArticleFactory.create("Oven")
    for kind, times in ((UseKind.VIEWED, 3), (UseKind.DEFLECTED, 2), (UseKind.STILL_NEEDED_HELP, 1)):
        for _ in range(times):
            usage.record(row, kind, at=NOW)
    usage.record(row, UseKind.VIEWED, at=LONG_AGO)
    usage.record(row, UseKind.LINKED, at=LONG_AGO, ticket=ticket.pk)
    usage.record(row, UseKind.INSERTED, at=NOW, ticket=ticket.pk)
    judge(row, useful=True)
    judge(row, useful=False, reason=Reason.UNCLEAR, comment="Which button?")
    judge(row, useful=False, reason=Reason.UNCLEAR)
    judge(row, useful=False, reason=Reason.WRONG)
    judge(row, useful=False, at=LONG_AGO)
    return row


@pytest.mark.usefixtures("row")
def test_totals_of_a_period() -> None:
    expected = Totals(viewed=3, useful=1, not_useful=3, deflected=2, used=1, solved=0, still_needed_help=1)
    assert (figures.totals(MONTH), expected.useful_percent, Totals().useful_percent) == (expected, 25, None)


def test_what_helped_and_what_failed(row: Translation) -> None:
    ArticleFactory.create("Unread")
    solved = TicketFactory.create(address="d@example.com", status="solved", solved_at=NOW + timedelta(hours=1))
    usage.record(row, UseKind.LINKED, at=NOW, ticket=solved.pk)
    Message.objects.create(ticket=solved, kind="reply", channel=solved.channel, created_at=NOW)
    usage.count_solved()
    assert [(r.title, r.helped) for r in figures.most_helpful(MONTH)] == [("Oven", 3)]  # type: ignore[attr-defined]
    assert [(r.title, r.readings) for r in figures.most_read(MONTH)] == [("Oven", 3)]  # type: ignore[attr-defined]
    failing = figures.failing(MONTH)
    words = [("I did not understand it", 2), ("It is wrong or out of date", 1)]
    assert [(f.translation, f.not_useful, f.useful, f.reasons) for f in failing] == [(row, 3, 1, words)]
    assert [said.comment for said in figures.comments(MONTH)] == ["Which button?"]


def test_searches_that_found_nothing() -> None:
    for query, hits in (("fridge", 0), ("fridge", 0), ("oven", 4), ("yape", 0)):
        search(query, hits)
    search("old", 0, at=LONG_AGO)
    assert figures.missed_searches(MONTH) == [Missed("fridge", "es", 2, NOW), Missed("yape", "es", 1, NOW)]


@pytest.mark.usefixtures("row")
def test_the_page_tells_all_of_it_and_leads_on(enter: Enter, alice: User, lena: User) -> None:
    search("nevera ruidosa", 0)
    page = enter(alice).get(reverse("knowledge:statistics")).text
    assert ("25 %" in page, "I did not understand it (2)" in page, "Which button?" in page) == (True, True, True)
    assert "/agent/knowledge/new/?title=nevera%20ruidosa&amp;language=es" in page
    assert "/agent/knowledge/new/?title" not in enter(lena).get(reverse("knowledge:statistics")).text


@pytest.mark.parametrize("days", ["7", "365", "abc", "99999999999"])
def test_periods(enter: Enter, alice: User, days: str) -> None:
    assert enter(alice).get(reverse("knowledge:statistics"), {"days": days}).status_code == 200


@pytest.mark.parametrize("count", [1, 6])
def test_constant_queries(
    enter: Enter, alice: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        row = ArticleFactory.create(f"Number {number}")
        usage.record(row, UseKind.VIEWED, at=NOW)
        usage.record(row, UseKind.DEFLECTED, at=NOW)
        judge(row, useful=False, reason=Reason.WRONG, comment="Why?")
        search(f"query {number}", 0)
    browser = enter(alice)
    with django_assert_max_num_queries(16):
        browser.get(reverse("knowledge:statistics"))
