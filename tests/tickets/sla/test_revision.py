"""Open tickets that follow edited promises, and what is told before they do (domain rules 5.3)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.accounts.models import User
from tests.factories import TicketFactory, UserFactory
from tickets import conversation, defaults, lifecycle
from tickets.history import sentence
from tickets.models import EventKind, Metric, SLAPolicy, Ticket
from tickets.priority import Priority
from tickets.sla import revision
from tickets.sla.calendars import hours_of
from tickets.sla.revision import Effect, Promises, preview
from tickets.sla.sweep import sweep_overdue_timers

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
    """Whoever edits the policy."""
    return UserFactory.create(name="Alice")


def promised(policy: SLAPolicy, minutes: int) -> Promises:
    """Return the policy with another first response for normal tickets."""
    targets = {(t.metric, t.priority): t.minutes for t in policy.targets.all()}
    targets[Metric.FIRST_RESPONSE, Priority.NORMAL] = minutes
    return Promises(policy, targets, hours_of(policy.calendar))


def follow(promises: Promises, *, at: datetime, by: User) -> Effect:
    """Let every ticket follow."""
    return revision.follow(promises, Ticket.objects.values_list("pk", flat=True), at=at, by=by)


def test_an_open_deadline_moves_and_the_time_used_stays_used(policy: SLAPolicy, alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    effect = follow(promised(policy, 120), at=at(18, "11:00"), by=alice)
    assert effect == Effect(moved=(ticket.pk,))
    version = ticket.version
    ticket.refresh_from_db()
    assert (ticket.due_at, ticket.due_metric) == (at(18, "12:00"), Metric.FIRST_RESPONSE)
    assert (ticket.queue_at, ticket.version) == (at(18, "12:00"), version + 1)
    event = ticket.events.get(kind=EventKind.SLA_MOVED)
    assert (event.user, event.cause) == (alice, "sla_policy")
    assert event.before["first_response"]["minutes"] == 240
    assert event.after == {"first_response": {"minutes": 120, "due_at": at(18, "12:00").isoformat()}}
    assert sentence(event) == "Alice changed the promises, and deadlines moved: First response"


def test_a_deadline_that_lies_in_the_past_now_blames_nobody(policy: SLAPolicy, alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    assert preview(promised(policy, 60), at=at(18, "12:00")) == Effect((ticket.pk,), (ticket.pk,))
    follow(promised(policy, 60), at=at(18, "12:00"), by=alice)
    timer = ticket.sla_timers.get(metric=Metric.FIRST_RESPONSE)
    assert (timer.due_at, timer.breached_at, timer.by_policy_change) == (at(18, "11:00"), at(18, "12:00"), True)
    event = ticket.events.get(kind=EventKind.SLA_BREACHED)
    assert (event.cause, event.user, event.after["by_policy_change"]) == ("sla_policy", None, True)
    assert sweep_overdue_timers(at=at(18, "12:01")) == 0


def test_a_preview_looks_at_what_falls_due_first_and_says_what_it_left_out(policy: SLAPolicy) -> None:
    later, first = (TicketFactory.create(at=at(18, hour)) for hour in ("11:00", "10:00"))
    assert preview(promised(policy, 300), at=at(18, "12:00"), most=1) == Effect((first.pk,), left_out=1)
    assert set(preview(promised(policy, 300), at=at(18, "12:00")).moved) == {first.pk, later.pk}


def test_looking_changes_nothing(policy: SLAPolicy) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    before = Ticket.objects.values().get(pk=ticket.pk), list(ticket.sla_timers.values()), ticket.events.count()
    preview(promised(policy, 60), at=at(18, "12:00"))
    assert (
        Ticket.objects.values().get(pk=ticket.pk),
        list(ticket.sla_timers.values()),
        ticket.events.count(),
    ) == before


def test_what_was_missed_stays_missed_noticed_or_not(policy: SLAPolicy, alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    assert follow(promised(policy, 480), at=at(18, "15:00"), by=alice) == Effect()
    assert sweep_overdue_timers(at=at(18, "15:01")) == 1
    assert follow(promised(policy, 480), at=at(18, "15:02"), by=alice) == Effect()
    timer = ticket.sla_timers.get(metric=Metric.FIRST_RESPONSE)
    assert (timer.due_at, timer.breached_at) == (at(18, "14:00"), at(18, "14:00"))


def test_closed_history_is_not_rewritten(policy: SLAPolicy, alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    conversation.reply(ticket, by=alice, body="Hello", at=at(18, "11:00"), status="open")
    assert follow(promised(policy, 30), at=at(18, "11:30"), by=alice) == Effect()
    lifecycle.set_status(ticket, "solved", at=at(18, "12:00"), by=alice)
    targets = dict.fromkeys(promised(policy, 1).targets, 1)
    assert follow(Promises(policy, targets, hours_of(policy.calendar)), at=at(18, "13:00"), by=alice) == Effect()


def test_a_paused_promise_takes_its_target_along(policy: SLAPolicy, alice: User) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    conversation.reply(ticket, by=alice, body="Which?", at=at(18, "12:00"), status="waiting_customer")
    targets = dict(promised(policy, 240).targets) | {(Metric.RESOLUTION, Priority.NORMAL): 9 * 60}
    follow(Promises(policy, targets, hours_of(policy.calendar)), at=at(18, "13:00"), by=alice)
    ticket.refresh_from_db()
    assert ticket.due_at is None
    lifecycle.set_status(ticket, "open", at=at(19, "10:00"), by=alice)
    assert ticket.sla_timers.get(metric=Metric.RESOLUTION).due_at == at(19, "17:00")  # two of nine hours were used


def test_many_tickets_take_as_many_queries_as_one(policy: SLAPolicy, alice: User) -> None:
    TicketFactory.create(at=at(18, "10:00"))
    with CaptureQueriesContext(connection) as one:
        follow(promised(policy, 120), at=at(18, "11:00"), by=alice)
    for _ in range(4):
        TicketFactory.create(at=at(18, "10:00"))
    with CaptureQueriesContext(connection) as many:
        assert len(follow(promised(policy, 180), at=at(18, "11:00"), by=alice).moved) == 5
    assert len(many) == len(one)
