"""Files of figures and lists: who gets which tickets, in what form, and what is written down."""

import asyncio
import csv
import tracemalloc
from array import array
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from helpdesk.accounts.models import ConfigChange, Role, User
from helpdesk.accounts.throttling import Limit
from reports.boards import board_of
from reports.exports import limits, ticket_rows
from reports.exports.answers import Format, download
from reports.figure_tables import tables_of
from tests.factories import TeamFactory, TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tests.reports.histories import NOW, Desk
from tickets.facts import refresh
from tickets.models import Tag, Ticket

pytestmark = pytest.mark.django_db

LIST_CSV, LIST_XLSX = (reverse("reports:tickets_file", args=[kind]) for kind in ("csv", "xlsx"))
BOARD_XLSX = reverse("reports:figures_file", args=["all", "xlsx"])


def entered(role: str, **columns: object) -> Client:
    """Return the browser of somebody of a role."""
    client = Client()
    client.force_login(UserFactory.create(role=role, **columns))
    return client


def content(answer: Any) -> bytes:
    """Read a streamed answer."""
    return b"".join(answer)


def rows_of(answer: Any) -> list[dict[str, str]]:
    """Read a CSV answer."""
    text = content(answer).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.parametrize("path", [LIST_CSV, LIST_XLSX, BOARD_XLSX])
def test_light_agents_and_strangers_get_no_file(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
    assert entered(Role.LIGHT).get(path).status_code == 403
    assert entered(Role.ADMIN).post(path).status_code == 405


def test_each_person_exports_what_they_see() -> None:
    team, other = TeamFactory.create(), TeamFactory.create()
    ours, theirs = TicketFactory.create(team=team), TicketFactory.create(team=other)
    loose = TicketFactory.create()
    got = {
        role: {int(row["Number"]) for row in rows_of(entered(role, teams=[team]).get(LIST_CSV, {"view": "all"}))}
        for role in (Role.AGENT, Role.MANAGER, Role.ADMIN)
    }
    assert got == {
        Role.AGENT: {ours.pk, loose.pk},
        Role.MANAGER: {ours.pk, loose.pk},
        Role.ADMIN: {ours.pk, theirs.pk, loose.pk},
    }


def test_a_file_has_the_list_in_its_order() -> None:
    browser = entered(Role.ADMIN)
    tickets = [TicketFactory.create(address=f"p{number}@example.com", subject=f"Oven {number}") for number in range(4)]
    TicketFactory.create(address="fridge@example.com", subject="Fridge", status="open")
    asked = {"view": "all", "q": "status:new", "sort": "oldest"}
    assert [int(row["Number"]) for row in rows_of(browser.get(LIST_CSV, asked))] == [ticket.pk for ticket in tickets]


def test_a_row_says_everything_in_the_readers_language_and_the_desks_zone() -> None:
    agent = UserFactory.create(name="Alice Ramos")
    ticket = TicketFactory.create(subject="=1+1", assignee=agent, priority=1)
    ticket.tags.add(*(Tag.objects.create(name=name) for name in ("oven", "=urgent")))
    refresh.repair()
    answer = entered(Role.ADMIN, language="es").get(LIST_CSV, {"view": "all"})
    row = rows_of(answer)[0]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="tickets-todos-')
    assert (row["Asunto"], row["Estado"], row["Prioridad"]) == ("'=1+1", "Nuevo", "Urgente")
    assert (row["Responsable"], row["Etiquetas"]) == ("Alice Ramos", "'=urgent, oven")
    assert {"2026-11-18 12:00:00", "America/Lima"} < set(row.values())


def test_a_workbook_of_tickets_keeps_numbers_and_instants() -> None:
    ticket = TicketFactory.create()
    answer = entered(Role.ADMIN).get(LIST_XLSX, {"view": "all"})
    header, row = load_workbook(BytesIO(content(answer))).worksheets[0].iter_rows(values_only=True)
    said = dict(zip(header, row, strict=True))
    assert (said["Number"], str(said["Created"])) == (ticket.pk, "2026-11-18 12:00:00")


@pytest.mark.usefixtures("client")
def test_every_figure_is_a_file_and_a_sheet() -> None:
    Desk(3).play(12)
    browser = entered(Role.ADMIN, language="en")
    _form, board = board_of({"period": "90d"}, user=User.objects.get(role=Role.ADMIN), at=NOW)
    tables = tables_of(board)
    assert {str(table.title) for table in board.tables()} < {str(table.title) for table in tables.values()}
    for slug, table in tables.items():
        text = content(browser.get(reverse("reports:figures_file", args=[slug, "csv"]), {"period": "90d"}))
        assert text.decode("utf-8-sig").splitlines()[0].count('","') == len(table.headers) - 1
    book = load_workbook(BytesIO(content(browser.get(BOARD_XLSX, {"period": "90d"}))))
    assert len(book.sheetnames) == len(tables) + 1
    assert browser.get(reverse("reports:figures_file", args=["nothing", "csv"])).status_code == 404
    assert browser.get(reverse("reports:figures_file", args=["all", "csv"])).status_code == 404


def test_a_file_has_the_numbers_of_the_page() -> None:
    desk = Desk(4)
    desk.play(25)
    browser = entered(Role.ADMIN)
    asked = {"period": "custom", "first": "2026-10-01", "last": "2026-11-18", "team": str(desk.teams[0].pk)}
    board = browser.get(reverse("reports:dashboard"), asked).context["board"]
    rows = rows_of(browser.get(reverse("reports:figures_file", args=["category", "csv"]), asked))
    assert [(row["Name"], int(row["Tickets created"])) for row in rows] == [
        (bar.name, bar.count) for bar in board.origins.categories.bars
    ]
    entry = ConfigChange.objects.get()
    assert (entry.verb, entry.label) == ("exported", "Created by category 2026-10-01 2026-11-18")
    assert entry.after == {"Format": "CSV", "Time zone": "America/Lima", "Team": desk.teams[0].name}


def test_filters_that_make_no_sense_give_no_file() -> None:
    browser = entered(Role.ADMIN)
    answer = browser.get(BOARD_XLSX, {"period": "custom", "first": "2026-11-09", "last": "2026-11-01"})
    assert answer.url == f"{reverse('reports:dashboard')}?period=custom&first=2026-11-09&last=2026-11-01"  # type: ignore[attr-defined]
    assert not ConfigChange.objects.exists()


def test_each_export_is_written_down() -> None:
    TicketFactory.create()
    content(entered(Role.ADMIN).get(LIST_CSV, {"view": "all", "q": "status:new"}))
    entry = ConfigChange.objects.get()
    assert (entry.verb, entry.kind, entry.after) == (
        "exported", "tickets.ticket", {"Format": "CSV", "Tickets": 1, "Search": "status:new"},
    )  # fmt: skip


def test_a_list_too_long_and_files_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = entered(Role.ADMIN)
    for number in range(3):
        TicketFactory.create(address=f"p{number}@example.com")
    monkeypatch.setattr(limits, "MOST_TICKETS", 2)
    refused = browser.get(LIST_CSV, {"view": "all"}, follow=True)
    assert "A file holds at most 2 tickets: narrow the list first." in refused.text
    monkeypatch.setattr(limits, "MOST_TICKETS", 3)
    monkeypatch.setattr(limits, "PER_PERSON", Limit("files of", 2, limits.PER_PERSON.window))
    assert browser.get(LIST_CSV, {"view": "all"}).status_code == 200
    assert "Try again later." in browser.get(LIST_CSV, {"view": "all"}, follow=True).text


def test_queries_and_memory_stay_the_same_for_any_number_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket_rows, "ROWS_AT_ONCE", 100)
    ticket = TicketFactory.create()
    shown = ticket_rows.columns("UTC")
    Ticket.objects.bulk_create(
        Ticket(
            subject=f"Copy {number}", requester=ticket.requester, channel=ticket.channel, created_at=NOON,
            activity_at=NOON,
        )
        for number in range(600)
    )  # fmt: skip
    numbers = array("q", Ticket.objects.order_by("pk").values_list("pk", flat=True))
    peaks = []
    for count in (100, 100, len(numbers)):  # the first one warms up
        tracemalloc.start()
        with CaptureQueriesContext(connection) as captured:
            assert sum(1 for _row in ticket_rows.rows_of(numbers[:count], shown)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(captured) == -(-count // 100)
    assert peaks[2] < peaks[1] * 1.5


def test_an_asynchronous_server_sends_piece_by_piece() -> None:
    made = []

    def pieces() -> Iterator[bytes]:
        for number in range(3):
            made.append(number)
            yield b"x"

    async def look() -> list[int]:
        return [len(made) async for _piece in download(pieces(), Format.CSV, name="x")]

    with ThreadPoolExecutor(1) as other:  # this thread may have the browser tests' event loop
        assert other.submit(lambda: asyncio.run(look())).result() == [1, 2, 3]
