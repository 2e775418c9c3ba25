"""Tickets that are repeated for measuring are as honest as those that were played."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from pytest_django import Settings

from tests.tickets.demo.test_load import picture
from tickets.demo import aside, copies
from tickets.demo.copies import APART
from tickets.facts import refresh
from tickets.models import Delivery, Identity, Message, SearchDocument, SLATimer, Ticket, TicketEvent, TicketFacts
from tickets.models.ticket import NO_DEADLINE
from tickets.search import search

pytestmark = pytest.mark.django_db

PLAYED, TIMES = 20, 3
CASTS = re.compile(r"::[a-z ]+(\[\])?|[()]")  # PostgreSQL writes the same condition in one way or another


@pytest.fixture
def demo(settings: Settings) -> None:
    """A few tickets, each of them three times."""
    settings.DEMO = True
    settings.DEMO_LOADERS = []
    call_command("load_demo", tickets=PLAYED, copies=TIMES, until=date(2026, 11, 18), verbosity=0)


def played() -> list[Ticket]:
    """Return the tickets that were not repeated but played."""
    return list(Ticket.objects.order_by("number"))[::TIMES]


def test_numbers_go_on_without_gaps_after_every_kind_of_key(demo: None) -> None:
    numbers = list(Ticket.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + PLAYED * TIMES))
    for model in (Ticket, Message, TicketEvent, SLATimer, Delivery, Identity):
        with connection.cursor() as cursor:
            key = model._meta.pk
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))", [model._meta.db_table, key.column])
            assert cursor.fetchone()[0] > model._default_manager.order_by("pk").values_list("pk", flat=True).last()


def test_a_copy_is_its_ticket_a_little_earlier(demo: None) -> None:
    for ticket in played():
        first = picture(ticket)
        for number in range(1, TIMES):
            other = picture(Ticket.objects.get(pk=ticket.pk + number))
            assert [said[4] for said in other["messages"]] == [said[4] for said in first["messages"]]
            assert moments(other) == [at - APART * number for at in moments(first)]
            assert other["tags"] == first["tags"]
            assert other["ticket"]["status"] == first["ticket"]["status"]
            assert len(other["words"]) == len(first["words"])


def moments(seen: dict[str, Any]) -> list[datetime]:
    """Return every moment of a picture, in order."""
    rows = (
        *seen["messages"],
        *seen["events"],
        *seen["segments"],
        *seen["timers"],
        *seen["deliveries"],
        *seen["ratings"],
    )
    values = [*seen["ticket"].values(), *(value for row in rows for value in row)]
    return [value for value in values if isinstance(value, datetime) and value != NO_DEADLINE]


def test_what_happened_to_a_copy_points_to_its_own_rows(demo: None) -> None:
    for event in TicketEvent.objects.filter(after__has_key="message"):
        assert Message.objects.get(pk=event.after["message"]).ticket_id == event.ticket_id
    for delivery in Delivery.objects.exclude(context__in_reply_to="").filter(context__has_key="in_reply_to"):
        assert Message.objects.get(rfc_message_id=delivery.context["in_reply_to"]).ticket_id == delivery.ticket_id
    for delivery in Delivery.objects.filter(ticket__isnull=False).select_related("ticket"):
        assert delivery.requester_id == delivery.ticket.requester_id if delivery.ticket else False
        assert Identity.objects.filter(requester=delivery.requester_id, display=delivery.to_address).exists()


def test_every_copy_has_a_requester_of_its_own_and_is_found_by_their_address(demo: None) -> None:
    ticket = played()[-1]
    requesters = {Ticket.objects.get(pk=ticket.pk + number).requester_id for number in range(TIMES)}
    assert len(requesters) == TIMES
    assert SearchDocument.objects.count() == PLAYED * TIMES
    found = 0
    for identity in Identity.objects.filter(requester__in=requesters):
        hits = set(search(Ticket.objects.all(), identity.value).values_list("requester_id", flat=True))
        assert hits <= {identity.requester_id}
        found += bool(hits)
    assert found == TIMES


def test_facts_are_there_and_a_refresh_finds_nothing_to_do(demo: None) -> None:
    assert TicketFacts.objects.filter(ticket__created_at=F("created_at")).count() == PLAYED * TIMES
    assert refresh.refresh() == 0
    assert refresh.repair() == 0


def rules() -> tuple[list[Any], list[Any]]:
    """Return all constraints and indexes of the tables that are repeated."""
    tables = [model._meta.db_table for model in copies.TABLES]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid, conname, pg_get_constraintdef(oid), condeferrable, condeferred, convalidated "
            "FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) ORDER BY 1, 2",
            [tables],
        )
        constraints = cursor.fetchall()
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) ORDER BY 1", [tables])
        indexes = [(name, CASTS.sub("", definition)) for name, definition in cursor.fetchall()]
    return constraints, indexes


def test_indexes_and_constraints_are_as_before() -> None:
    before = rules()
    with aside.Aside(copies.TABLES):
        assert len(rules()[0]) < len(before[0])
        assert len(rules()[1]) < len(before[1])
    assert rules() == before


@pytest.mark.parametrize("number", [0, copies.MOST + 1])
def test_an_impossible_number_of_copies_is_refused(settings: Settings, number: int) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="--copies"):
        call_command("load_demo", copies=number)


def test_nothing_of_a_copy_happened_after_the_end(demo: None) -> None:
    end = datetime(2026, 11, 18, 21, tzinfo=UTC)
    assert not TicketEvent.objects.filter(at__gt=end).exists()
