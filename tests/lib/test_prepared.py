"""Statements that are planned once per connection."""

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.lib import prepared
from helpdesk.lib.kept import Given, kept
from tests.factories import TicketFactory
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet

pytestmark = pytest.mark.django_db

MARK = "/* of this test */"


def statements(part: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE strpos(statement, %s) > 0 AND from_sql IS FALSE", [part]
        )
        return [row[0] for row in cursor.fetchall()]


@kept
def numbered(status: str) -> TicketQuerySet:
    return Ticket.objects.filter(status=status, pk=Given("number"), subject__contains="100%")


def test_a_text_is_one_statement_whatever_the_size_of_its_numbers() -> None:
    for number in (1, 70_000, 2**40):
        with prepared.cursor() as cursor:
            cursor.execute(f"SELECT %s + 0 {MARK}", [number])
            assert cursor.fetchone() == (number,)
    assert statements(MARK) == [f"SELECT $1 + 0 {MARK}"]


def test_a_number_that_no_column_holds_finds_nothing() -> None:
    assert numbered("new").fetch(number=10**30) == []


def test_what_never_changes_in_a_kept_query_stands_in_its_text() -> None:
    found, _other = TicketFactory.create(subject="al 100% roto"), TicketFactory.create(subject="al 100")
    assert numbered("new").fetch(number=found.pk) == [found]
    (text,) = (text for text in statements("tickets_ticket") if "100" in text)
    assert ("'new'" in text, text.count("$")) == (True, 1)


def test_statements_are_shown_as_those_of_any_cursor() -> None:
    with CaptureQueriesContext(connection) as captured, prepared.cursor() as cursor:
        cursor.execute("SELECT %s + 1", [2])
        cursor.execute("SELECT %s + 1", [3])
    assert [query["sql"] for query in captured] == ["SELECT $1 + 1"] * 2


def test_nothing_is_prepared_where_the_settings_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    with prepared.cursor() as cursor:
        cursor.execute(f"SELECT 2 {MARK}")
    assert statements(f"2 {MARK}") == []


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_changes_a_column_breaks_no_connection_that_is_open() -> None:
    def ask() -> list[tuple[str]]:
        with prepared.cursor() as cursor:
            cursor.execute("SELECT said FROM of_this_test", [])
            return list(cursor.fetchall())

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_this_test AS SELECT 'yes'::varchar(10) AS said")
    try:
        assert ask() == [("yes",)]
        info = connection.connection.info
        with psycopg.connect(info.dsn, password=info.password) as migration:
            migration.execute("ALTER TABLE of_this_test ALTER said TYPE varchar(20)")
        assert [ask(), ask()] == [[("yes",)], [("yes",)]]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE of_this_test")
