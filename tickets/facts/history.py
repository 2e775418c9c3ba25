"""From the history of one ticket to its facts. Pure: no queries, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from tickets.models import EventKind, Metric, PromiseState, SLATimer, Ticket, TicketFacts
from tickets.states import FINISHED, UNSOLVED, Status
from tickets.working_time import WorkingHours, working_time_between

NOT_COUNTED = (Status.SPAM, Status.MERGED)


class Reply(NamedTuple):
    """A public answer that a person wrote."""

    at: datetime
    author: int


class Event(NamedTuple):
    """One line of the history."""

    kind: str
    at: datetime
    user: int | None
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass
class History:
    """What is known of one ticket; events and replies in order. `kept` are the facts as they were read last."""

    ticket: Ticket
    hours: WorkingHours
    event_count: int = 0
    kept: TicketFacts | None = None
    opened_by_automatic_mail: bool = False
    events: list[Event] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    timers: list[SLATimer] = field(default_factory=list)


def facts_of(history: History) -> TicketFacts:
    """Return the facts of a ticket.

    Business time that was kept for the same instants stays: a calendar that is edited later rewrites no history.
    """
    ticket = history.ticket
    facts = TicketFacts(
        ticket_id=ticket.pk,
        events=history.event_count,
        is_counted=ticket.status not in NOT_COUNTED and not history.opened_by_automatic_mail,
        is_unsolved=ticket.status in UNSOLVED,
        team_id=ticket.team_id,
        assignee_id=ticket.assignee_id,
        channel_id=ticket.channel_id,
        category_id=ticket.category_id,
        priority=ticket.priority,
        created_at=ticket.created_at,
        last_replied_at=history.replies[-1].at if history.replies else None,
    )
    _answered(facts, history)
    _solved(facts, history)
    for metric in Metric.values:
        setattr(facts, metric, _promise([t for t in history.timers if t.metric == metric], ticket))
    return facts


def _answered(facts: TicketFacts, history: History) -> None:
    """Fill in the first human answer. On the phone it came with the call: nobody waited, so there is none."""
    at = history.ticket.first_replied_at
    if at is None or at <= facts.created_at:
        return
    kept = history.kept
    facts.first_replied_at = at
    facts.first_replied_by_id = next((reply.author for reply in history.replies if reply.at == at), None)
    facts.reply_seconds = _seconds(facts.created_at, at)
    if kept and (kept.created_at, kept.first_replied_at) == (facts.created_at, at):
        facts.reply_business_seconds = kept.reply_business_seconds
    else:
        facts.reply_business_seconds = _working_seconds(facts.created_at, at, history.hours)


def _solved(facts: TicketFacts, history: History) -> None:
    """Fill in the first solving: the one that counts for speed. Replies are counted until then."""
    at = history.ticket.first_solved_at
    facts.replies = sum(at is None or reply.at <= at for reply in history.replies)
    if at is None:
        return
    kept = history.kept
    facts.first_solved_at = at
    facts.first_solved_by_id = _solver(history, at)
    facts.solve_seconds = _seconds(facts.created_at, at)
    if kept and (kept.created_at, kept.first_solved_at) == (facts.created_at, at):
        facts.solve_business_seconds = kept.solve_business_seconds
    else:
        facts.solve_business_seconds = _working_seconds(facts.created_at, at, history.hours)
    facts.was_passed_on = _was_passed_on(history, until=at)
    reopened = (event.at for event in history.events if event.kind == EventKind.REOPENED and event.at > at)
    facts.reopened_at = next(reopened, None)


def _solver(history: History, at: datetime) -> int | None:
    """Return the person who solved it, or who had the ticket when the requester or a rule did."""
    for event in history.events:
        if event.at == at and event.kind == EventKind.STATUS and event.after.get("status") == Status.SOLVED:
            return event.user or _assignee_at(history, at)
    return _assignee_at(history, at)


def _assignee_at(history: History, at: datetime) -> int | None:
    """Walk back from today's assignee: what the first later change replaced."""
    later = (event for event in history.events if event.kind == EventKind.ASSIGNEE and event.at > at)
    change = next(later, None)
    if change is None:
        return history.ticket.assignee_id
    before = change.before.get("assignee")
    return int(before["id"]) if isinstance(before, dict) else None


def _was_passed_on(history: History, *, until: datetime) -> bool:
    answered = history.ticket.first_replied_at
    return answered is not None and any(
        event.kind == EventKind.TEAM and answered < event.at <= until and event.before.get("team")
        for event in history.events
    )


def _promise(timers: Sequence[SLATimer], ticket: Ticket) -> PromiseState:
    """Judge all cycles of one promise together by the worst. One that ended with the ticket, unmet, does not apply."""
    states = set(_states(timers, ticket))
    for state in (PromiseState.MISSED, PromiseState.MOVED, PromiseState.RUNNING, PromiseState.MET):
        if state in states:
            return state
    return PromiseState.NONE


def _states(timers: Iterable[SLATimer], ticket: Ticket) -> Iterable[PromiseState]:
    for timer in timers:
        if timer.breached_at is not None:
            yield PromiseState.MOVED if timer.by_policy_change else PromiseState.MISSED
        elif timer.met_at is not None:
            yield PromiseState.MET
        elif ticket.status not in FINISHED:
            yield PromiseState.RUNNING


def _seconds(start: datetime, end: datetime) -> int:
    return max(int((end - start).total_seconds()), 0)


def _working_seconds(start: datetime, end: datetime, hours: WorkingHours) -> int:
    return int(working_time_between(start, end, hours).total_seconds()) if end > start else 0
