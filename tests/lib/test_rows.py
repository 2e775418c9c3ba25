"""Statements made once per model: they must do just what the model's own would."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from pytest_django import DjangoAssertNumQueries

from helpdesk.lib import rows
from tests.factories import TicketFactory
from tests.factories.tickets import NOON
from tickets.models import Channel, EventKind, SLAPolicy, SLASegment, Ticket, TicketEvent
from tickets.priority import Level

pytestmark = pytest.mark.django_db


def test_rows_of_several_models_are_written_at_once_and_get_their_keys(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ticket = TicketFactory.create()
    ticket.sla_segments.all().delete()
    segment = SLASegment(ticket=ticket, holder="desk", during=DateTimeTZRange(NOON, None))
    event = TicketEvent.telling(ticket, EventKind.NOTED, at=NOON, after={"words": ["ñandú", None, '"']})
    with django_assert_num_queries(1):
        rows.insert(segment, event)
    assert SLASegment.objects.get(pk=segment.pk).during == DateTimeTZRange(NOON, None)
    found = TicketEvent.objects.get(pk=event.pk)
    assert (found.kind, found.at, found.user, found.before) == ("noted", NOON, None, {})
    assert found.after == {"words": ["ñandú", None, '"']}


def test_a_numbered_row_keeps_its_number_and_the_next_one_follows() -> None:
    first, second = TicketFactory.create(), TicketFactory.create()
    for ticket in (first, second):
        ticket.pk = None
    rows.number(first)
    rows.insert(first, second)
    assert second.pk == first.pk + 1
    assert not first._state.adding


def test_the_constraints_hold_and_are_told_as_ever() -> None:
    ticket = TicketFactory.create()
    ticket.pk, ticket.impact = None, Level.HIGH
    rows.insert(ticket)
    assert Ticket.objects.get(pk=ticket.pk).impact == Level.HIGH
    ticket.pk, ticket.status = None, "nonsense"
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(ticket)


def test_a_row_that_is_there_already_is_not_written_again() -> None:
    first, again = (Channel(kind="email", name="x", slug="the-same") for _ in range(2))
    assert (rows.insert_new(first), rows.insert_new(again)) == (True, False)
    assert list(Channel.objects.filter(slug="the-same")) == [first]


def test_an_update_writes_what_is_named_and_nothing_else() -> None:
    ticket = TicketFactory.create(subject="Before")
    ticket.subject, ticket.activity_at = "After", NOON + timedelta(days=1)
    rows.update(ticket, "activity_at")
    found = Ticket.objects.get(pk=ticket.pk)
    assert (found.subject, found.activity_at) == ("Before", NOON + timedelta(days=1))


def test_rows_are_read_as_objects_of_their_models_and_a_missing_one_as_none() -> None:
    Channel.objects.all().delete()
    channel = Channel.objects.create(kind="email", name="x", slug="x", config={"address": "ä@x.test"})
    sql = f"""
        SELECT {rows.columns(Channel, "c")}, {rows.columns(SLAPolicy, "p")}
        FROM tickets_channel c LEFT JOIN tickets_slapolicy p ON p.id = -1
    """
    ((found, policy),) = rows.read(sql, [], Channel, SLAPolicy)
    assert (found, found.config, policy) == (channel, {"address": "ä@x.test"}, None)
