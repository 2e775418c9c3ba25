"""The list of tickets: views, counts, orders, pages, weight, and the cost of it all."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from helpdesk.accounts.models import Team, User
from tests.factories import TicketFactory
from tests.tickets.views.conftest import Enter
from tickets import conversation
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db

QUEUE = "/agent/tickets/"


def rows(html: str) -> list[int]:
    """Return the numbers of the rows, in order."""
    return [int(number) for number in re.findall(r"<span class=t-id>(\d+)</span>", html)]


def many(count: int, care: Team, **columns: object) -> list[Ticket]:
    """Return tickets of different people, one a minute."""
    now = timezone.now()
    return [
        TicketFactory.create(team=care, address=f"p{n}@example.com", at=now - timedelta(minutes=n), **columns)
        for n in range(count)
    ]


def test_each_view_holds_its_tickets_and_counts_them(enter: Enter, alice: User, bob: User, care: Team) -> None:
    now = timezone.now()
    mine, loose, waiting, late, solved, spam = many(6, care)
    set_to: dict[Ticket, dict[str, Any]] = {
        mine: {"assignee": alice, "status": "open"},
        waiting: {"status": "waiting_customer", "assignee": bob},
        late: {"due_at": now - timedelta(hours=1), "queue_at": now - timedelta(hours=1), "assignee": bob},
        solved: {"status": "solved", "solved_at": now},
        spam: {"status": "spam"},
    }
    for ticket, columns in set_to.items():
        Ticket.objects.filter(pk=ticket.pk).update(**columns)
    held = {
        view: sorted(rows(enter(alice).get(QUEUE, {"view": view}).text))
        for view in ("mine", "unassigned", "open", "waiting", "overdue", "solved", "all", f"team-{care.pk}")
    }
    assert held == {
        "mine": [mine.pk],
        "unassigned": [loose.pk],
        "open": [mine.pk, loose.pk, late.pk],
        "waiting": [waiting.pk],
        "overdue": [late.pk],
        "solved": [solved.pk],
        "all": [mine.pk, loose.pk, waiting.pk, late.pk, solved.pk],
        f"team-{care.pk}": [mine.pk, loose.pk, waiting.pk, late.pk],
    }
    entries = enter(alice).get(QUEUE).context
    counted = {e.view.slug: e.tickets for e in [*entries["entries"], *entries["team_entries"]]}
    assert counted == {
        "mine": 1, "unassigned": 1, "open": 3, "waiting": 1, "overdue": 1, "solved": None, "all": None,
        f"team-{care.pk}": 4,
    }  # fmt: skip
    assert rows(enter(alice).get(QUEUE, {"view": "all", "q": "status:spam"}).text) == [spam.pk]


@pytest.mark.parametrize("sort", ["deadline", "activity", "newest", "oldest", "priority"])
def test_pages_hold_every_ticket_once_both_ways(enter: Enter, alice: User, care: Team, sort: str) -> None:
    tickets = many(120, care)
    Ticket.objects.filter(pk__in=[t.pk for t in tickets[::3]]).update(priority=1)
    browser = enter(alice)
    page = browser.get(QUEUE, {"view": "open", "sort": sort})
    forwards = [rows(page.text)]
    while page.context["listing"].next_url:
        page = browser.get(page.context["listing"].next_url)
        forwards.append(rows(page.text))
    backwards = [rows(page.text)]
    while page.context["listing"].previous_url:
        page = browser.get(page.context["listing"].previous_url)
        backwards.insert(0, rows(page.text))
    assert [len(part) for part in forwards] == [50, 50, 20]
    assert sorted(number for part in forwards for number in part) == sorted(t.pk for t in tickets)
    assert backwards == forwards


@pytest.mark.parametrize("key", ["x", "1", "-", "9" * 30 + "-1", "1-" + "9" * 30, "\x00", "' OR 1=1"])
def test_a_key_that_makes_no_sense_gives_the_first_page(enter: Enter, alice: User, care: Team, key: str) -> None:
    (ticket,) = many(1, care)
    for parameters in ({"after": key}, {"before": key}):
        assert rows(enter(alice).get(QUEUE, {"view": "open"} | parameters).text) == [ticket.pk]


def test_deadlines_group_the_rows(enter: Enter, alice: User, care: Team) -> None:
    now = timezone.now()
    tickets = many(4, care)
    for ticket, due in zip(tickets, [-5, 30, 60 * 24 * 3, None], strict=True):
        at = None if due is None else now + timedelta(minutes=due)
        Ticket.objects.filter(pk=ticket.pk).update(due_at=at, **({"queue_at": at} if at else {}))
    page = enter(alice).get(QUEUE, {"view": "open"})
    assert [group.slug for group in page.context["listing"].groups] == ["overdue", "hour", "later", "none"]


def test_a_search_narrows_and_shows_its_filters(enter: Enter, alice: User, care: Team) -> None:
    first, second = many(2, care)
    Ticket.objects.filter(pk=second.pk).update(priority=1, assignee=alice)
    browser = enter(alice)
    page = browser.get(QUEUE, {"view": "open", "q": "prioridad:urgente assignee:me horno:azul"})
    assert rows(page.text) == []
    assert "There is no filter “horno:”" in page.text
    page = browser.get(QUEUE, {"view": "open", "q": "prioridad:urgente assignee:me oven"})
    assert rows(page.text) == [second.pk]
    assert "?view=open&amp;q=assignee%3Ame+oven" in page.text
    assert rows(browser.get(QUEUE, {"view": "open", "q": f"#{first.pk}"}).text) == [first.pk]


def test_empty_views_say_what_they_mean(enter: Enter, alice: User) -> None:
    browser = enter(alice)
    assert "Every ticket has somebody" in browser.get(QUEUE, {"view": "unassigned"}).text
    assert "Search in all tickets" in browser.get(QUEUE, {"view": "open", "q": "nothing"}).text


def test_an_open_list_hears_of_new_tickets_without_moving_rows(enter: Enter, alice: User, care: Team) -> None:
    (old,) = many(1, care)
    url, browser = reverse("tickets:pulse"), enter(alice)
    seen: dict[str, str | int] = {"view": "open", "newest": old.pk}
    assert "1 new" not in browser.get(url, seen).text
    many(1, care)
    pulse = browser.get(url, seen).text
    assert "1 new" in pulse
    assert rows(pulse) == []
    assert 'hx-swap-oob="true"' in pulse


def cost(browser: object, url: str) -> int:
    """Return how many queries a page takes, warm."""
    browser.get(url)  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200  # type: ignore[attr-defined]
    return len(queries)


def test_the_list_costs_the_same_for_1_3_and_50_rows(enter: Enter, alice: User, care: Team) -> None:
    browser, costs = enter(alice), []
    for count in (1, 2, 47):
        many(count, care)
        costs.append(cost(browser, QUEUE + "?view=open"))
    assert len(set(costs)) == 1
    assert costs[0] <= 10
    assert cost(browser, QUEUE + "?view=all&q=oven+status:open+assignee:none+tag:x") <= 10


def test_the_ticket_costs_the_same_for_1_3_and_50_messages(enter: Enter, alice: User, care: Team) -> None:
    ticket, *others = many(3, care)
    Ticket.objects.filter(pk__in=[t.pk for t in others]).update(requester=ticket.requester)
    browser, costs = enter(alice), []
    for count in (1, 2, 47):
        for _number in range(count):
            conversation.reply(ticket, by=alice, body="Hello", at=timezone.now(), files=())
        costs.append(cost(browser, ticket.get_absolute_url()))
    assert Message.objects.filter(ticket=ticket).count() == 51
    assert len(set(costs)) == 1
    assert costs[0] <= 15


def test_fifty_rows_weigh_at_most_60_kb(enter: Enter, alice: User, care: Team) -> None:
    now = timezone.now()
    for ticket in many(50, care, subject="Garantía de la lavadora LV-900 que no centrifuga"):
        due = now + timedelta(minutes=ticket.pk % 90 - 30)
        Ticket.objects.filter(pk=ticket.pk).update(due_at=due, queue_at=due, assignee=alice)
    page = enter(alice).get(QUEUE, {"view": "open"})
    assert len(rows(page.text)) == 50
    assert len(page.content) <= 60 * 1024
