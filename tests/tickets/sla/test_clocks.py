"""Promises through the life of a ticket: what starts, pauses, moves and ends them (domain rules 5.3)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from helpdesk.accounts.models import User
from tests.factories import TicketFactory, UserFactory, inbound_message
from tickets import conversation, defaults, intake, lifecycle, properties
from tickets.models import BusinessCalendar, EventKind, Holiday, Metric, SLAPolicy, SLATimer, Ticket
from tickets.sla.sweep import sweep_overdue_timers
from tickets.threading import reply_address

pytestmark = pytest.mark.django_db

LIMA = ZoneInfo("America/Lima")


def at(day: int, clock: str) -> datetime:
    """Return an instant of November 2026 by Lima's clock (the 18th is a Wednesday)."""
    return datetime.fromisoformat(f"2026-11-{day:02d} {clock}").replace(tzinfo=LIMA).astimezone(UTC)


@pytest.fixture(autouse=True)
def policy() -> SLAPolicy:
    """Monday to Friday, 9 to 18; first and next response 4 h, resolution 27 h for normal priority."""
    return defaults.install_policy(language="en", time_zone="America/Lima")


@pytest.fixture
def alice() -> User:
    """An agent."""
    return UserFactory.create()


def timer(ticket: Ticket, metric: Metric, cycle: int = 1) -> SLATimer:
    """Return one timer, fresh."""
    return ticket.sla_timers.get(metric=metric, cycle=cycle)


def write(ticket: Ticket, moment: datetime) -> None:
    """Let the requester write."""
    ticket.refresh_from_db()
    address = reply_address(ticket.number, "ayuda@desk.test")
    inbound = inbound_message(received_at=moment, text="Any news?", recipients=(address,))
    assert intake.receive(inbound).message.ticket == ticket


def test_a_ticket_begins_with_two_promises_and_shows_the_earlier_one() -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    assert timer(ticket, Metric.FIRST_RESPONSE).due_at == at(18, "14:00")
    assert timer(ticket, Metric.RESOLUTION).due_at == at(20, "18:00") + timedelta(hours=64)  # Monday, 10:00
    assert (ticket.due_at, ticket.due_metric) == (at(18, "14:00"), Metric.FIRST_RESPONSE)


def test_a_ticket_that_comes_at_night_is_due_from_the_opening_on() -> None:
    ticket = TicketFactory.create(at=at(20, "22:00"))
    assert timer(ticket, Metric.FIRST_RESPONSE).due_at == at(23, "13:00")


def test_an_answer_keeps_the_first_response_and_shows_the_resolution(alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    conversation.reply(ticket, by=alice, body="Hello", at=at(18, "11:00"), status="open")
    ticket.refresh_from_db()
    assert timer(ticket, Metric.FIRST_RESPONSE).met_at == at(18, "11:00")
    assert ticket.due_metric == Metric.RESOLUTION
    assert ticket.events.filter(kind=EventKind.SLA_MET).count() == 1


def test_waiting_for_the_customer_pauses_the_resolution_and_the_rest_goes_on_later(alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    conversation.reply(ticket, by=alice, body="Which model?", at=at(18, "12:00"), status="waiting_customer")
    ticket.refresh_from_db()
    assert timer(ticket, Metric.RESOLUTION).due_at is None
    assert (ticket.due_at, ticket.due_metric) == (None, "")

    write(ticket, at(19, "12:00"))  # nine working hours later: the deadline moves by nine hours
    assert timer(ticket, Metric.RESOLUTION).due_at == at(24, "10:00")
    assert timer(ticket, Metric.NEXT_RESPONSE).due_at == at(19, "16:00")


def test_waiting_never_pauses_the_first_response() -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    lifecycle.set_status(ticket, "waiting_customer", at=at(18, "10:30"), by=None)
    assert timer(ticket, Metric.FIRST_RESPONSE).due_at == at(18, "14:00")
    assert timer(ticket, Metric.RESOLUTION).due_at is None


@pytest.mark.parametrize("setting", ["pauses", "goes on"])
def test_a_third_party_pauses_as_the_policy_says(policy: SLAPolicy, setting: str) -> None:
    policy.pauses_on_third_party = setting == "pauses"
    policy.save(update_fields=["pauses_on_third_party"])
    ticket = TicketFactory.create(at=at(18, "10:00"))
    lifecycle.set_status(ticket, "waiting_third_party", at=at(18, "11:00"), by=None)
    assert (timer(ticket, Metric.RESOLUTION).due_at is None) == (setting == "pauses")


def test_further_messages_do_not_restart_the_next_response(alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "09:00"))
    conversation.reply(ticket, by=alice, body="Hello", at=at(18, "10:00"), status="open")
    write(ticket, at(18, "11:00"))
    write(ticket, at(18, "13:00"))
    assert timer(ticket, Metric.NEXT_RESPONSE).due_at == at(18, "15:00")
    conversation.reply(ticket, by=alice, body="Hello again", at=at(18, "14:00"), status="open")
    write(ticket, at(18, "16:00"))
    assert timer(ticket, Metric.NEXT_RESPONSE, cycle=2).started_at == at(18, "16:00")


def test_a_note_keeps_no_promise(alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    conversation.add_note(ticket, by=alice, body="Looks broken", at=at(18, "10:30"))
    assert timer(ticket, Metric.FIRST_RESPONSE).met_at is None


def test_a_change_of_priority_moves_the_deadline_and_keeps_the_time_used(alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    properties.set_priority(ticket, 2, at=at(18, "11:00"), by=alice)
    assert timer(ticket, Metric.FIRST_RESPONSE).due_at == at(18, "12:00")  # two hours from the beginning
    assert ticket.due_at == at(18, "12:00")


def test_a_deadline_that_the_change_put_into_the_past_is_not_the_agents_fault(alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    properties.set_priority(ticket, 1, at=at(18, "12:00"), by=alice)
    first = timer(ticket, Metric.FIRST_RESPONSE)
    assert (first.due_at, first.breached_at, first.by_policy_change) == (at(18, "11:00"), at(18, "12:00"), True)
    assert sweep_overdue_timers(at=at(18, "12:01")) == 0


def test_solving_keeps_the_resolution_and_reopening_goes_on_with_what_was_used(alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "09:00"))
    conversation.reply(ticket, by=alice, body="Done", at=at(18, "12:00"), status="solved")
    ticket.refresh_from_db()
    assert timer(ticket, Metric.RESOLUTION).met_at == at(18, "12:00")
    assert ticket.due_at is None

    write(ticket, at(19, "12:00"))
    resolution = timer(ticket, Metric.RESOLUTION)
    assert resolution.met_at is None
    assert resolution.due_at == at(23, "18:00")  # 24 of 27 hours are left
    assert timer(ticket, Metric.FIRST_RESPONSE).met_at == at(18, "12:00")  # never restarted


def test_spam_owes_nothing() -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    lifecycle.set_status(ticket, "spam", at=at(18, "10:10"), by=None)
    ticket.refresh_from_db()
    assert ticket.due_at is None
    assert sweep_overdue_timers(at=at(25, "10:00")) == 0


def test_an_answer_taken_back_is_owed_again(alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    message = conversation.reply(ticket, by=alice, body="Oops", at=at(18, "11:00"), status="open")
    conversation.undo_reply(message, by=alice, at=at(18, "11:00"))
    ticket.refresh_from_db()
    assert timer(ticket, Metric.FIRST_RESPONSE).met_at is None
    assert ticket.due_at == at(18, "14:00")


def test_a_late_answer_that_no_sweep_saw_counts_from_the_deadline(alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    conversation.reply(ticket, by=alice, body="Sorry", at=at(18, "16:30"), status="open")
    first = timer(ticket, Metric.FIRST_RESPONSE)
    assert (first.breached_at, first.met_at) == (at(18, "14:00"), at(18, "16:30"))
    assert ticket.events.filter(kind=EventKind.SLA_BREACHED).count() == 1
    assert not ticket.events.filter(kind=EventKind.SLA_MET).exists()


def test_solving_without_an_answer_settles_the_question_so_that_the_next_one_has_its_whole_time(alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    conversation.reply(ticket, by=alice, body="Try this.", at=at(18, "10:30"))
    write(ticket, at(18, "11:00"))
    lifecycle.set_status(ticket, "solved", at=at(18, "12:00"), by=alice)

    write(ticket, at(19, "10:00"))

    open_timers = ticket.sla_timers.filter(metric=Metric.NEXT_RESPONSE, met_at=None)
    assert [t.due_at for t in open_timers] == [at(19, "14:00")]


def test_a_question_that_was_missed_stays_missed_when_the_ticket_is_solved(alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    conversation.reply(ticket, by=alice, body="Try this.", at=at(18, "10:30"))
    write(ticket, at(18, "11:00"))
    lifecycle.set_status(ticket, "solved", at=at(18, "16:00"), by=alice)
    missed = timer(ticket, Metric.NEXT_RESPONSE)
    assert (missed.breached_at, missed.met_at) == (at(18, "15:00"), at(18, "16:00"))


def test_a_calendar_that_never_opens_promises_nothing_and_stops_no_mail(policy: SLAPolicy) -> None:
    policy.calendar.opening_hours.all().delete()
    ticket = TicketFactory.create(at=at(18, "10:00"))
    assert ticket.due_at is None


def shorten(policy: SLAPolicy) -> None:
    policy.targets.filter(metric="first_response").update(minutes=60)


def never_open(policy: SLAPolicy) -> None:
    policy.calendar.opening_hours.all().delete()


def move_away(policy: SLAPolicy) -> None:
    BusinessCalendar.objects.filter(pk=policy.calendar_id).update(time_zone="Europe/Madrid")


def celebrate(policy: SLAPolicy) -> None:
    Holiday.objects.create(calendar=policy.calendar, date="2026-11-18", name="Fiesta")


@pytest.mark.parametrize("edit", [shorten, never_open, move_away, celebrate])
def test_terms_that_another_process_edits_are_the_terms_of_the_next_ticket(
    policy: SLAPolicy, edit: Callable[[SLAPolicy], None]
) -> None:
    before = TicketFactory.create(at=at(18, "10:00")).due_at
    edit(policy)
    assert TicketFactory.create(at=at(18, "10:00")).due_at != before


def test_terms_that_were_rolled_back_are_nobodys(policy: SLAPolicy) -> None:
    before = TicketFactory.create(at=at(18, "10:00")).due_at
    with transaction.atomic():
        shorten(policy)
        TicketFactory.create(at=at(18, "10:00"))
        transaction.set_rollback(True)
    policy.targets.filter(metric="next_response").update(minutes=90)
    assert TicketFactory.create(at=at(18, "10:00")).due_at == before
