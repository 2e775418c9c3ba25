"""Noticing missed deadlines: once each, however many workers look, and never bent by lateness."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connections

from tests.factories import TicketFactory
from tests.factories.tickets import NOON
from tickets import defaults
from tickets.locking import locked
from tickets.models import EventKind, SLATimer, Ticket, TicketEvent
from tickets.sla import clocks
from tickets.sla.sweep import sweep_overdue_timers


def overdue_tickets(count: int) -> None:
    """Open tickets whose first answer was due an hour before NOON + 5 h."""
    defaults.install_policy(language="en", time_zone="America/Lima")
    for number in range(count):
        TicketFactory.create(address=f"n{number}@example.com", at=NOON)


@pytest.mark.django_db
def test_nothing_is_missed_before_its_time() -> None:
    overdue_tickets(1)
    due = SLATimer.objects.get(metric="first_response").due_at
    assert due == NOON + timedelta(hours=4)
    assert sweep_overdue_timers(at=due - timedelta(seconds=1)) == 0
    assert sweep_overdue_timers(at=due) == 1


@pytest.mark.django_db
def test_a_late_sweep_records_the_deadline_itself() -> None:
    overdue_tickets(1)
    assert sweep_overdue_timers(at=NOON + timedelta(hours=20)) == 1
    timer = SLATimer.objects.get(metric="first_response")
    assert timer.breached_at == timer.due_at


@pytest.mark.django_db
def test_a_second_sweep_finds_nothing() -> None:
    overdue_tickets(3)
    late = NOON + timedelta(hours=5)
    assert [sweep_overdue_timers(at=late) for _ in range(3)] == [3, 0, 0]
    assert TicketEvent.objects.filter(kind=EventKind.SLA_BREACHED).count() == 3


@pytest.mark.django_db(transaction=True)
def test_several_workers_record_each_missed_deadline_once() -> None:
    overdue_tickets(12)
    late = NOON + timedelta(hours=5)
    found: list[int] = []

    def sweep() -> None:
        try:
            found.append(sweep_overdue_timers(at=late))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=sweep) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sweep_overdue_timers(at=late)  # what a worker skipped because another held it
    assert TicketEvent.objects.filter(kind=EventKind.SLA_BREACHED).count() == 12
    assert SLATimer.objects.filter(metric="first_response", breached_at=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_sweep_and_an_answer_that_meet_neither_wait_in_a_circle_nor_tell_it_twice() -> None:
    overdue_tickets(1)
    ticket, late = Ticket.objects.get(), NOON + timedelta(hours=5)
    faults: list[OperationalError] = []

    def sweep() -> None:
        try:
            sweep_overdue_timers(at=late)
        except OperationalError as error:
            faults.append(error)
        finally:
            connections.close_all()

    worker = threading.Thread(target=sweep)
    with locked(ticket) as row:
        worker.start()
        worker.join(timeout=2)
        clocks.answered(row, at=late)
    worker.join()

    assert faults == []
    assert TicketEvent.objects.filter(kind=EventKind.SLA_BREACHED).count() == 1
    assert SLATimer.objects.get(metric="first_response").met_at == late
