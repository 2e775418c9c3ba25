"""Each figure equals an independent query over random histories, for every kind of reader and filter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from helpdesk.accounts.models import User
from reports import periods
from reports.dashboard import Dashboard
from reports.figures.sla import SEARCHED
from reports.periods import Period
from reports.scope import BUSINESS, CLOCK, Scope
from tests.factories import UserFactory
from tests.reports import independent
from tests.reports.histories import NOW, Desk
from tickets import choices
from tickets.models import Channel
from tickets.priority import Priority
from tickets.sla.calendars import desk_zone

pytestmark = pytest.mark.django_db

Narrow = Callable[[Scope, Desk], Scope]
FILTERS: dict[str, Narrow] = {
    "everything": lambda scope, _desk: scope,
    "a team": lambda scope, desk: replace(scope, team=desk.teams[0].pk),
    "an agent": lambda scope, desk: replace(scope, agent=desk.agents[0].pk),
    "a channel": lambda scope, desk: replace(scope, channel=desk.mailbox.pk),
    "a category and those inside of it": lambda scope, desk: replace(scope, category=desk.categories[0].pk),
    "a priority": lambda scope, _desk: replace(scope, priority=Priority.HIGH),
    "a manager": lambda scope, desk: replace(scope, user=manager_of(desk)),
    "an agent's own": lambda scope, desk: replace(scope, user=desk.agents[1]),
    "an earlier period": lambda scope, _desk: replace(
        scope, period=Period(date(2026, 10, 20), date(2026, 11, 2), scope.period.zone)
    ),
    "clock hours": lambda scope, _desk: replace(scope, hours=CLOCK),
}


def manager_of(desk: Desk) -> User:
    """Return a manager of the first team."""
    user: User = UserFactory.create(role="manager", teams=[desk.teams[0]])
    return user


def report(desk: Desk, *, days: str = "30d") -> Scope:
    """Return an administrator's report."""
    zone = desk_zone()
    return Scope(UserFactory.create(role="admin"), NOW, periods.preset(days, at=NOW, zone=zone))


def board_of(scope: Scope) -> Dashboard:
    """Compute everything."""
    with translation.override("en"):
        return Dashboard.of(scope, choices=choices.load(), channels=dict(Channel.objects.values_list("pk", "name")))


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_equals_independent_sql(seed: int) -> None:
    desk = Desk(seed)
    desk.play(60)
    everything = report(desk)
    for name, narrow in FILTERS.items():
        scope = narrow(everything, desk)
        board = board_of(scope)
        for judge in (counts, waits, promises, outcomes, backlog, origins, ratings, people):
            judge(board, scope, f"{name} of seed {seed}")


def counts(board: Dashboard, scope: Scope, name: str) -> None:
    """Compare what came in, was solved and came back."""
    volume, now, before = board.volume, scope.period, scope.previous
    found = (volume.created.now, volume.created.before, volume.solved.now, volume.solved.before, volume.reopened.now)
    expected = (
        independent.created(scope, now.start, now.end),
        independent.created(scope, before.start, before.end),
        independent.solved(scope, now.start, now.end),
        independent.solved(scope, before.start, before.end),
        independent.reopened(scope),
    )
    assert found == expected, name
    assert {day.date: day.created for day in volume.days if day.created} == independent.days(scope, "created"), name
    assert {day.date: day.solved for day in volume.days if day.solved} == independent.days(scope, "solving"), name


def waits(board: Dashboard, scope: Scope, name: str) -> None:
    """Compare how long people waited."""
    for figure, table in ((board.first_response, "answer"), (board.resolution, "solving")):
        count, seconds = independent.waits(scope, table, business=scope.hours == BUSINESS)
        assert figure.now.count == count, name
        if figure.now.median is not None and figure.now.p90 is not None:
            found = [figure.now.median.total_seconds(), figure.now.p90.total_seconds()]
            assert found == pytest.approx(seconds), name


def promises(board: Dashboard, scope: Scope, name: str) -> None:
    """Compare the states of promises; together they are the tickets created."""
    for promise in board.sla.promises:
        found = {SEARCHED[entry.state]: entry.count for entry in promise.states if entry.count}
        assert found == independent.promises(scope, promise.metric), name
        assert sum(found.values()) == board.volume.created.now, name


def outcomes(board: Dashboard, scope: Scope, name: str) -> None:
    """Compare first contacts; together they are the tickets solved."""
    figure = board.first_contact
    found = {"first": figure.first, "more": figure.more, "unknown": figure.unknown}
    assert {key: count for key, count in found.items() if count} == independent.first_contact(scope), name
    assert sum(found.values()) == board.volume.solved.now, name


def backlog(board: Dashboard, scope: Scope, name: str) -> None:
    """Compare what was not solved."""
    figure = board.backlog
    assert figure.count.now == independent.unsolved_at(scope, figure.at), name
    assert figure.count.before == independent.unsolved_at(scope, scope.previous.end), name
    assert sum(age.count for age in figure.ages) == figure.count.now, name


def origins(board: Dashboard, scope: Scope, name: str) -> None:
    """Compare channels, categories and hours."""
    both = board.origins
    assert {bar.key: bar.count for bar in both.channels.bars} == independent.grouped(scope, "channel_id"), name
    by_solution = independent.solved_by_category(scope)
    assert {row.key: row.wait.count for row in board.slowest.rows} == by_solution, name
    assert {bar.key: bar.count for bar in both.categories.bars} == independent.grouped(scope, "category_id"), name
    local = "created_at AT TIME ZONE %(zone)s"
    expected = independent.grouped(scope, f"extract(isodow FROM {local})::int, extract(hour FROM {local})::int")
    found = {
        (number, hour.hour): hour.count
        for number, weekday in enumerate(board.heat_map.weekdays, start=1)
        for hour in weekday.hours
        if hour.count
    }
    assert found == expected, name


def ratings(board: Dashboard, scope: Scope, name: str) -> None:
    """Compare what requesters said of the service."""
    figure = board.satisfaction
    assert {row.score: row.count for row in figure.given if row.count} == independent.ratings(scope), name
    assert [(figure.answers.asked, figure.answers.replied)] == independent.surveys(scope), name


def people(board: Dashboard, scope: Scope, name: str) -> None:
    """Compare what each person has and did."""
    expected, rated = independent.agents(scope), independent.ratings_of_agents(scope)
    for row in board.agents.rows:
        found = (row.workload, row.replies, row.replied, row.solved, row.first_response.count)
        assert (*found, row.effective.part, row.effective.whole) == expected[row.user.pk], name
        mean, answers = rated.get(row.user.pk, (None, 0))
        assert (row.answers, row.rating) == (answers, pytest.approx(mean) if mean else None), name
