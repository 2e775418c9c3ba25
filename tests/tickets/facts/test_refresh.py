"""The facts follow the events: whatever order they come in, however often they are read."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories import TeamFactory, TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tests.reports.histories import DEEDS, NOW, RARER, Desk
from tickets import conversation, defaults, lifecycle, properties
from tickets.facts import refresh
from tickets.models import EventKind, FactsProgress, Holiday, Metric, PromiseState, Ticket, TicketEvent, TicketFacts
from tickets.sla import revision
from tickets.working_time import ALWAYS

pytestmark = pytest.mark.django_db

LATER = timedelta(hours=2)


def everything() -> list[Any]:
    """Return all facts."""
    return list(TicketFacts.objects.order_by("ticket").values())


def facts_of(ticket: Ticket) -> TicketFacts:
    """Read the events and return the facts of a ticket."""
    refresh.refresh()
    return TicketFacts.objects.get(ticket=ticket)


def test_reading_on_gives_what_reading_everything_anew_gives() -> None:
    Desk(11).play(30)
    read_on = everything()
    assert refresh.refresh() == 0
    TicketFacts.objects.all().delete()
    call_command("rebuild_facts", verbosity=0)
    assert everything() == read_on
    assert len(read_on) == Ticket.objects.count()
    assert refresh.refresh() == 0


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_facts_kept_step_by_step_are_those_of_a_rebuild(seed: int) -> None:
    desk = Desk(seed)
    desk.deeds, desk.after_each = (*DEEDS, *RARER), refresh.refresh
    desk.play(8)
    first, second, third = (TicketFactory.create(address=f"x{n}@example.com", at=NOW - LATER) for n in range(3))
    promises = revision.Promises(desk.policy, {(Metric.RESOLUTION, p): 1 for p in range(1, 5)}, ALWAYS)
    moved = revision.follow(promises, [first.pk, second.pk, third.pk], at=NOW, by=desk.agents[0])
    refresh.refresh()
    merge(first, into=second)
    refresh.refresh()
    third.delete()
    conversation.reply(second, by=desk.agents[0], body="Both", at=NOW + LATER, status="solved")
    refresh.refresh()
    step_by_step = everything()
    refresh.rebuild()
    assert everything() == step_by_step
    assert [row["ticket_id"] for row in step_by_step] == list(
        Ticket.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert moved.overdue
    assert TicketFacts.objects.get(ticket=first).is_counted is False


def merge(ticket: Ticket, *, into: Ticket) -> None:
    """Leave what a merge leaves: the state, where the ticket went, and the event."""
    before, ticket.status, ticket.merged_into = ticket.status, "merged", into
    ticket.save(update_fields=["status", "merged_into"])
    after = {"status": "merged", "into": into.pk}
    TicketEvent.record(ticket, EventKind.STATUS, at=NOW, before={"status": before}, after=after)


def test_what_happens_while_facts_are_read_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, ticket = UserFactory.create(), TicketFactory.create()
    read = refresh._add_messages

    def meanwhile(*args: Any) -> None:
        lifecycle.set_status(ticket, "solved", at=NOON + LATER, by=alice)
        read(*args)

    with monkeypatch.context() as patched:
        patched.setattr(refresh, "_add_messages", meanwhile)
        refresh.refresh()
    assert facts_of(ticket).is_unsolved is False


def test_an_event_that_appears_behind_those_already_read_is_noticed() -> None:
    ticket = TicketFactory.create()
    early = TicketEvent.objects.latest("pk").pk - 1_000
    refresh.refresh()
    Ticket.objects.filter(pk=ticket.pk).update(status="spam")
    TicketEvent.objects.create(
        pk=early, ticket=ticket, kind=EventKind.STATUS, at=NOON, before={"status": "new"}, after={"status": "spam"}
    )
    assert refresh.refresh() == 1
    assert TicketFacts.objects.get().is_counted is False


def test_what_was_missed_for_long_is_repaired() -> None:
    ticket = TicketFactory.create()
    refresh.refresh()
    FactsProgress.objects.update(event_id=10**9)
    conversation.reply(ticket, by=UserFactory.create(), body="Hello", at=NOON + LATER)
    assert (refresh.refresh(), refresh.repair(), refresh.repair()) == (0, 1, 0)
    assert TicketFacts.objects.get().first_replied_at == NOON + LATER


def test_many_events_are_read_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "STEP", 3)
    monkeypatch.setattr(refresh, "OVERLAP", 1)
    for number in range(5):
        TicketFactory.create(address=f"p{number}@example.com")
    # Other tests have used up thousands of numbers: from 0 it would take as many steps.
    before = TicketEvent.objects.earliest("pk").pk - 1
    FactsProgress.objects.update_or_create(pk=1, defaults={"event_id": before})
    assert refresh.refresh() == 5
    assert FactsProgress.objects.get().event_id == TicketEvent.objects.latest("pk").pk


def test_a_reply_taken_back_leaves_no_trace() -> None:
    alice, ticket = UserFactory.create(), TicketFactory.create()
    message = conversation.reply(ticket, by=alice, body="Try this", at=NOON + LATER, status="solved")
    assert facts_of(ticket).first_solved_by == alice
    conversation.undo_reply(message, by=alice, at=NOON + LATER + timedelta(seconds=5))
    facts = facts_of(ticket)
    assert (facts.first_replied_at, facts.first_solved_at, facts.reopened_at, facts.replies) == (None, None, None, 0)


def test_a_solution_of_the_requester_counts_for_who_had_the_ticket_then() -> None:
    alice, bob, ticket = UserFactory.create(), UserFactory.create(), TicketFactory.create()
    properties.assign(ticket, alice, at=NOON + LATER, by=alice)
    lifecycle.set_status(ticket, "solved", at=NOON + 2 * LATER, by=ticket.requester)
    properties.assign(ticket, bob, at=NOON + 3 * LATER, by=bob)
    assert facts_of(ticket).first_solved_by == alice


def test_passing_a_ticket_on_counts_after_the_first_answer_only() -> None:
    first, second = TeamFactory.create(), TeamFactory.create()
    alice, ticket = UserFactory.create(), TicketFactory.create(team=first)
    properties.set_team(ticket, second, at=NOON + LATER, by=alice)
    conversation.reply(ticket, by=alice, body="Hello", at=NOON + 2 * LATER)
    lifecycle.set_status(ticket, "solved", at=NOON + 4 * LATER, by=alice)
    assert facts_of(ticket).was_passed_on is False
    properties.set_team(ticket, first, at=NOON + 5 * LATER, by=alice)
    assert facts_of(ticket).was_passed_on is False
    other = TicketFactory.create(team=first, address="dora@example.com")
    conversation.reply(other, by=alice, body="Hello", at=NOON + LATER)
    properties.set_team(other, second, at=NOON + 2 * LATER, by=alice)
    lifecycle.set_status(other, "solved", at=NOON + 3 * LATER, by=alice)
    assert facts_of(other).was_passed_on is True


def test_a_promise_that_ended_with_its_ticket_is_never_running() -> None:
    defaults.install(language="en", time_zone="America/Lima")
    alice, ticket = UserFactory.create(), TicketFactory.create()
    assert facts_of(ticket).first_response == PromiseState.RUNNING
    lifecycle.set_status(ticket, "solved", at=NOON + timedelta(minutes=5), by=alice)
    facts = facts_of(ticket)
    assert (facts.first_response, facts.next_response, facts.resolution) == (
        PromiseState.NONE,
        PromiseState.NONE,
        PromiseState.MET,
    )


def test_a_calendar_that_changes_later_rewrites_no_history() -> None:
    policy = defaults.install(language="en", time_zone="America/Lima")
    ticket = TicketFactory.create()
    conversation.reply(ticket, by=UserFactory.create(), body="Hello", at=NOON + LATER)
    assert facts_of(ticket).reply_business_seconds == 7200
    Holiday.objects.create(calendar=policy.calendar, date=NOON.date(), name="Late decision")
    conversation.add_note(ticket, by=UserFactory.create(), body="So be it", at=NOON + 2 * LATER)
    assert facts_of(ticket).reply_business_seconds == 7200
    refresh.rebuild()
    assert TicketFacts.objects.get().reply_business_seconds == 0


def test_facts_are_seen_by_who_sees_the_ticket() -> None:
    desk = Desk(12)
    desk.play(20)
    people = [*desk.agents, UserFactory.create(role="manager", teams=[desk.teams[1]]), UserFactory.create(role="admin")]
    followed = Ticket.objects.filter(team=desk.teams[0])[0]
    properties.follow(followed, people[-2], following=True, at=NOON, by=people[-2])
    for user in people:
        seen = set(Ticket.objects.visible_to(user).values_list("pk", flat=True))
        assert set(TicketFacts.objects.visible_to(user).values_list("pk", flat=True)) == seen
