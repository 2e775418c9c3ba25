"""The dashboard: who sees what, filters in the address, what goes wrong, and its cost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from helpdesk.accounts.models import Role, User
from reports.definitions import ALL
from tests.factories import TeamFactory, TicketFactory, UserFactory
from tests.reports.histories import Desk
from tickets.facts import refresh
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

BOARD, DEFINITIONS = reverse("reports:dashboard"), reverse("reports:definitions")
TABLE = reverse("reports:table", args=["volume"])


def entered(user: User) -> Client:
    """Return a browser in which somebody has signed in."""
    client = Client()
    client.force_login(user)
    return client


def person(role: str, **columns: object) -> User:
    """Return somebody of a role."""
    user: User = UserFactory.create(role=role, **columns)
    return user


@pytest.mark.parametrize(
    ("role", "status"), [(Role.LIGHT, 403), (Role.AGENT, 200), (Role.MANAGER, 200), (Role.ADMIN, 200)]
)
def test_light_agents_have_no_reports(role: str, status: int) -> None:
    browser = entered(person(role))
    assert {browser.get(path).status_code for path in (BOARD, DEFINITIONS, TABLE)} == {status}
    assert (BOARD in browser.get(reverse("tickets:queue")).text) is (status == 200)


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert {client.get(path).status_code for path in (BOARD, DEFINITIONS, TABLE)} == {302}


def test_reports_are_only_read() -> None:
    assert entered(person(Role.ADMIN)).post(BOARD).status_code == 405


def test_each_reader_counts_what_they_see() -> None:
    team, other = TeamFactory.create(), TeamFactory.create()
    agent, colleague = person(Role.AGENT, teams=[team]), person(Role.AGENT, teams=[team])
    for columns in ({"team": team, "assignee": agent}, {"team": team, "assignee": colleague}, {"team": other}):
        TicketFactory.create(address=f"p{len(columns)}{columns}@example.com"[-30:], **columns)
    refresh.repair()
    period = {"period": "custom", "first": "2026-11-01", "last": "2026-11-30"}
    counted = {}
    for name, user in {
        "admin": person(Role.ADMIN),
        "manager": person(Role.MANAGER, teams=[team]),
        "agent": agent,
    }.items():
        page = entered(user).get(BOARD, period)
        counted[name] = page.context["board"].volume.created.now
    assert counted == {"admin": 3, "manager": 2, "agent": 1}


def test_an_agent_cannot_ask_for_anybody_elses_numbers() -> None:
    desk = Desk(6)
    desk.play(20)
    alice, bob = desk.agents[:2]
    page = entered(alice).get(BOARD, {"agent": str(bob.pk), "period": "90d"})
    assert {row.user for row in page.context["board"].agents.rows} == {alice}
    assert page.context["scope"].of_agent == alice.pk
    assert 'name="agent"' not in page.text


def test_filters_stand_in_the_address_and_work_without_a_script() -> None:
    desk = Desk(7)
    desk.play(20)
    browser = entered(person(Role.ADMIN))
    asked = {"period": "90d", "team": str(desk.teams[0].pk), "hours": "clock", "priority": "3"}
    page = browser.get(BOARD, asked)
    assert (page.status_code, page.context["scope"].hours) == (200, "clock")
    visible = Ticket.objects.filter(team=desk.teams[0], priority=3).exclude(status="spam")
    assert page.context["board"].volume.created.now == visible.filter(facts__is_counted=True).count()
    assert re.search(rf'<option value="{desk.teams[0].pk}" selected>', page.text)


@pytest.mark.parametrize(
    "asked",
    [
        {"period": "custom"},
        {"period": "custom", "first": "2026-11-09", "last": "2026-11-01"},
        {"period": "custom", "first": "2020-01-01", "last": "2026-11-01"},
        {"period": "custom", "first": "yesterday", "last": "2026-11-01"},
        {"period": "custom", "first": "0001-01-01", "last": "0001-01-02"},
        {"period": "custom", "first": "9999-12-30", "last": "9999-12-31"},
        {"period": "century"},
        {"team": "99999"},
        {"agent": "abc"},
        {"priority": "9"},
        {"hours": "moon"},
    ],
)
def test_what_makes_no_sense_is_said_and_the_page_still_shows(asked: dict[str, str]) -> None:
    page = entered(person(Role.ADMIN)).get(BOARD, asked)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert page.context["scope"].period.length == 14
    if "last" in asked:
        assert f'value="{asked["last"]}"' in page.text


def test_a_desk_without_tickets_or_with_one_and_an_address_with_more_than_we_ask_for() -> None:
    browser = entered(person(Role.ADMIN, language="en"))
    page = browser.get(BOARD, {"from": "garbage", "q": "\0"})
    assert page.status_code == 200
    for said in ("No tickets came in", "Nothing was solved", "Nobody rated", "Nobody had or did anything"):
        assert said in page.text
    assert {claim.number for claim in page.context["board"].claims()} == {0}
    TicketFactory.create()
    refresh.repair()
    board = browser.get(BOARD, {"period": "custom", "first": "2026-11-18", "last": "2026-11-18"}).context["board"]
    assert (board.volume.created.now, board.backlog.count.now) == (1, 1)


@pytest.mark.parametrize("name", ["volume", "heat-map", "channel", "category"])
def test_the_table_behind_a_chart_stands_alone_or_in_its_fold(name: str) -> None:
    Desk(10).play(12)
    browser = entered(person(Role.ADMIN))
    page, asked = reverse("reports:table", args=[name]), {"period": "90d"}
    alone, folded = browser.get(page, asked), browser.get(page, asked, headers={"HX-Request": "true"})
    assert (alone.status_code, folded.status_code) == (200, 200)
    assert folded.text.strip().startswith("<table")
    assert folded.text.strip() in alone.text
    assert "counted%3Ayes" in folded.text
    is_drawn_whole = name in ("channel", "category")
    assert (f'href="{page}?period=90d"' in browser.get(BOARD, asked).text) is not is_drawn_whole


def test_what_is_rising_is_read_when_the_page_is_there() -> None:
    browser, rising = entered(person(Role.ADMIN)), reverse("reports:table", args=["rising"])
    assert f'hx-get="{rising}?period=90d" hx-trigger="load"' in browser.get(BOARD, {"period": "90d"}).text
    said = "Nothing came in clearly more often than in the period before."
    assert said in browser.get(rising, {"period": "90d"}, headers={"HX-Request": "true"}).text


def test_a_table_that_does_not_exist_is_not_found() -> None:
    assert entered(person(Role.ADMIN)).get(reverse("reports:table", args=["nothing"])).status_code == 404


def test_definitions_say_what_the_dashboard_says() -> None:
    browser = entered(person(Role.ADMIN, language="en"))
    page, board = browser.get(DEFINITIONS).text, browser.get(BOARD).text
    assert all(f'id="{definition.slug}"' in page for definition in ALL)
    noted = set(re.findall(r'id="about-([a-z-]+)"', board))
    assert noted <= {definition.slug for definition in ALL}
    assert len(noted) > 12


def queries_of(browser: Client, path: str, asked: dict[str, str]) -> int:
    """Return how many queries a page takes, warm."""
    browser.get(path, asked)
    with CaptureQueriesContext(connection) as captured:
        browser.get(path, asked)
    return len(captured)


def test_queries_do_not_grow_with_rows() -> None:
    desk = Desk(8)
    browsers = {role: entered(person(role, teams=desk.teams)) for role in (Role.AGENT, Role.MANAGER, Role.ADMIN)}
    taken = []
    for number in (2, 6, 30):
        desk.play(number)
        taken.append({role: queries_of(browser, BOARD, {"period": "90d"}) for role, browser in browsers.items()})
    assert taken[0] == taken[1] == taken[2]
    assert max(taken[0].values()) <= 13


def test_a_drill_down_costs_few_queries_more_than_any_search() -> None:
    desk = Desk(9)
    desk.play(25)
    browser = entered(person(Role.ADMIN))
    board = browser.get(BOARD, {"period": "90d"}).context["board"]
    searches = ("status:open", board.volume.created_query, board.agents.rows[0].solved_query)
    queue = reverse("tickets:queue")
    taken = [queries_of(browser, queue, {"view": "all", "q": query}) for query in searches]
    assert [number - taken[0] for number in taken] == [0, 2, 3]  # the desk's zone, how many there are, names
    assert max(taken) <= 10
