"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tests.factories import TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tickets import conversation
from tickets.models import Delivery, SLASegment, Ticket, TicketEvent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "nonsense"},
        {"priority": 9},
        {"status": "solved"},
        {"status": "closed"},
        {"status": "merged"},
        {"status": "scheduled"},
    ],
)
def test_a_ticket_cannot_be_in_an_impossible_state(columns: dict[str, object]) -> None:
    ticket = TicketFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**columns)


def test_history_cannot_be_rewritten() -> None:
    ticket = TicketFactory.create()
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        TicketEvent.objects.filter(ticket=ticket).update(cause="nothing happened")


def test_history_outlives_the_person_who_made_it() -> None:
    alice = UserFactory.create()
    ticket = TicketFactory.create()
    conversation.add_note(ticket, by=alice, body="x", at=NOON)
    alice.delete()
    assert list(ticket.events.filter(kind="noted").values_list("user", flat=True)) == [None]


def test_segments_of_one_ticket_never_overlap() -> None:
    ticket = TicketFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        SLASegment.objects.create(ticket=ticket, holder="desk", during=DateTimeTZRange(NOON, None))


def test_one_reply_goes_to_one_destination_once() -> None:
    ticket = TicketFactory.create()
    conversation.reply(ticket, by=UserFactory.create(), body="x", at=NOON)
    sent = Delivery.objects.get(kind="reply")
    sent.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        sent.save(force_insert=True)
