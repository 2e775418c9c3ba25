"""Every number opens exactly the tickets it counts."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from helpdesk.accounts.models import Role
from reports.dashboard import Dashboard
from reports.periods import Period
from reports.scope import Scope
from reports.sums import Sums
from reports.templatetags.figures import answers, queue_url
from tests.factories import TicketFactory, UserFactory
from tests.reports.histories import NOW, Desk
from tests.reports.test_figures import FILTERS, board_of, report
from tickets.facts import refresh
from tickets.models import Ticket
from tickets.queues.listing import Listing

pytestmark = pytest.mark.django_db


def behind(scope: Scope, query: str) -> int:
    """Return how many tickets the queue finds for a search, which it must understand wholly."""
    listing = Listing.asked(scope.user, QueryDict(queue_url(query).partition("?")[2]), at=scope.at)
    assert listing.narrowed.problems == ()
    assert len(query) < 300  # or the queue would cut it
    return listing.tickets.count()


def looked_at(board: Dashboard) -> list[tuple[int, str]]:
    """Return the claims to look at: every number of tickets, and one in six of those that there is nothing."""
    claims = sorted({(claim.number, claim.query) for claim in board.claims()})
    nothing = [claim for claim in claims if not claim[0]]
    return [*nothing[::6], *claims[len(nothing) :]]


def wrong_numbers(board: Dashboard) -> list[tuple[int, int, str]]:
    """Return the claims that the queue does not confirm."""
    found = ((number, behind(board.scope, query), query) for number, query in looked_at(board))
    return [(number, seen, query) for number, seen, query in found if number != seen]


def test_each_number_is_the_length_of_its_list() -> None:
    desk = Desk(3)
    desk.play(50)
    everything = report(desk, days="14d")
    for narrow in FILTERS.values():
        board = board_of(narrow(everything, desk))
        assert len(board.claims()) > 200
        assert wrong_numbers(board) == []


def test_a_number_and_its_list_keep_to_what_the_reader_may_see() -> None:
    desk = Desk(4)
    desk.play(30)
    everything = report(desk)
    own = replace(everything, user=desk.agents[2])
    numbers = {query: number for number, query in looked_at(board_of(everything))}
    lists = {query: behind(own, query) for query in numbers}
    assert all(lists[query] <= numbers[query] for query in lists)
    assert sum(lists.values()) < sum(numbers.values())


@pytest.mark.parametrize(
    "zone",
    ["Europe/Madrid", "America/St_Johns"],  # clocks went back on 25 October, on 1 November; 3 h 30 min from the world's
)
def test_days_and_hours_of_a_search_are_those_of_the_desk_also_when_clocks_change(zone: str) -> None:
    desk = Desk(5, zone=zone)
    desk.play(40, days=40)
    scope = report(desk, days="30d")
    board = board_of(scope)
    assert scope.period.start.utcoffset() != scope.period.end.utcoffset()
    assert wrong_numbers(board) == []
    assert sum(day.created for day in board.volume.days) == board.volume.created.now
    assert scope.at == NOW


def test_a_zone_that_is_half_an_hour_off_for_a_part_of_the_period_only() -> None:
    zone = ZoneInfo("Australia/Lord_Howe")  # 11 h from the world's in January and December, 10 h 30 min in July
    at = datetime(2026, 6, 30, 13, 50, tzinfo=UTC)
    ticket = TicketFactory.create(team=None)
    Ticket.objects.filter(pk=ticket.pk).update(created_at=at)
    refresh.rebuild()
    admin, period = UserFactory.create(role=Role.ADMIN), Period(date(2026, 1, 1), date(2026, 12, 31), zone)
    sums = Sums(Scope(admin, NOW, period)).created
    assert dict(sums.days) == {at.astimezone(zone).date(): 1} == {date(2026, 7, 1): 1}
    assert dict(sums.hours) == {(3, 0): 1}


def test_answers_on_fewer_tickets_say_so_beside_the_link() -> None:
    assert re.sub("<[^>]+>", "|", answers("rated:2026-11-21", 12, 12)) == "|12|"
    assert re.sub("<[^>]+>", "|", answers("rated:2026-11-21", 12, 11)) == "12 |on 11 tickets|"
    assert answers("rated:2026-11-21", 0, 0) == "0"
