"""Letting tickets that are still open follow promises that were edited, once somebody saw what it does (domain 5.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from helpdesk.accounts.models import User
from tickets.models import BulkChange, BulkKind, EventKind, SLAPolicy, SLASegment, SLATimer, Ticket, TicketEvent
from tickets.sla.calendars import hours_of
from tickets.sla.clocks import Segment, deadline, set_due, was_missed
from tickets.states import UNSOLVED
from tickets.working_time import WorkingHours

BATCH = 200
MOST_SHOWN = 2000  # tickets of each policy that a preview looks at, those that fall due first


@dataclass(frozen=True)
class Promises:
    """What a policy will say: minutes by metric and priority, and the hours they are counted in."""

    policy: SLAPolicy
    targets: Mapping[tuple[str, int], int]
    hours: WorkingHours

    @classmethod
    def stored(cls, policy: SLAPolicy, *, hours: WorkingHours | None = None) -> "Promises":
        """Return what a policy says now, or would say with other hours."""
        targets = {(target.metric, target.priority): target.minutes for target in policy.targets.all()}
        return cls(policy, targets, hours or hours_of(policy.calendar))


@dataclass(frozen=True)
class Effect:
    """Numbers of the open tickets whose promises move, and of those of them that are overdue from then on."""

    moved: tuple[int, ...] = ()
    overdue: tuple[int, ...] = ()
    left_out: int = 0  # tickets that a preview did not look at

    def __add__(self, other: "Effect") -> "Effect":
        return Effect(self.moved + other.moved, self.overdue + other.overdue, self.left_out + other.left_out)


@dataclass(frozen=True)
class _Move:
    """One open promise before and after. The timer itself holds what comes after."""

    timer: SLATimer
    before: dict[str, Any]

    @property
    def after(self) -> dict[str, Any]:
        return _told(self.timer)

    def is_late(self, at: datetime) -> bool:
        """Whether the deadline that was not missed before lies in the past now."""
        return self.timer.due_at is not None and self.timer.due_at <= at


def preview(promises: Promises, *, at: datetime, most: int = MOST_SHOWN) -> Effect:
    """Return what following would do now to the open tickets that fall due first. Changes nothing."""
    tickets = _open(promises.policy)
    numbers = list(tickets.order_by("queue_at", "pk").values_list("pk", flat=True)[:most])
    left_out = max(0, tickets.count() - len(numbers)) if len(numbers) == most else 0
    return _effect(_moves(promises, numbers, at=at), at=at) + Effect(left_out=left_out)


def plan(policies: Iterable[SLAPolicy], *, by: User | None, at: datetime) -> BulkChange:
    """Have the open tickets of these policies follow what is stored. See `tickets.bulk_changes`."""
    chosen = list(policies)
    total = Ticket.objects.filter(sla_policy__in=chosen, status__in=UNSOLVED).count()
    facts = {"policies": [policy.pk for policy in chosen], "names": [policy.name for policy in chosen], "moved": 0}
    return BulkChange.objects.create(kind=BulkKind.PROMISES, facts=facts, by=by, created_at=at, total=total)


def step(change: BulkChange, at: datetime) -> int | None:
    """Let the next tickets follow; None when all of them do."""
    facts = change.facts
    policy = SLAPolicy.objects.select_related("calendar").filter(pk__in=facts["policies"][:1]).first()
    if policy is None:
        return None
    after = facts.get("after", 0)
    numbers = list(_open(policy).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])
    facts["moved"] += len(follow(Promises.stored(policy), numbers, at=at, by=change.by).moved)
    if len(numbers) == BATCH:
        facts["after"] = numbers[-1]
    else:
        facts["policies"], facts["after"] = facts["policies"][1:], 0
    return len(numbers)


@transaction.atomic
def follow(promises: Promises, numbers: Iterable[int], *, at: datetime, by: User | None) -> Effect:
    """Move the open promises of these tickets that are not missed yet; time already used stays used."""
    rows = Ticket.objects.filter(pk__in=numbers, status__in=UNSOLVED).select_for_update(no_key=True)
    tickets = {row.pk: row for row in rows.order_by("pk")}
    moves = _moves(promises, tickets, at=at, is_locked=True)
    _write(tickets, moves, at=at, by=by)
    return _effect(moves, at=at)


def _open(policy: SLAPolicy) -> "QuerySet[Ticket]":
    return Ticket.objects.filter(sla_policy=policy, status__in=UNSOLVED)


def _moves(promises: Promises, tickets: Iterable[int], *, at: datetime, is_locked: bool = False) -> list[_Move]:
    """Give the open timers of some tickets their new target and deadline, and return those that differ."""
    numbers = list(tickets)
    timers = SLATimer.objects.filter(ticket__in=numbers).open().select_related("ticket").order_by("ticket", "pk")
    if is_locked:
        timers = timers.select_for_update(of=("self",))
    ledger = _ledger(numbers)
    moves = []
    for timer in timers:
        if was_missed(timer, at=at):
            continue
        move = _Move(timer, _told(timer))
        timer.target_minutes = promises.targets.get((timer.metric, timer.ticket.priority), timer.target_minutes)
        timer.due_at = deadline(timer, ledger.get(timer.ticket_id, ()), promises.policy, hours=promises.hours)
        if move.before != move.after:
            moves.append(move)
    return moves


def _ledger(tickets: list[int]) -> dict[int, list[Segment]]:
    rows = SLASegment.objects.filter(ticket__in=tickets).order_by("ticket", "during")
    by_ticket = groupby(rows, key=lambda row: row.ticket_id)
    return {number: [(s.holder, s.during.lower, s.during.upper) for s in group] for number, group in by_ticket}


def _effect(moves: list[_Move], *, at: datetime) -> Effect:
    late = (move.timer.ticket_id for move in moves if move.is_late(at))
    return Effect(tuple(dict.fromkeys(move.timer.ticket_id for move in moves)), tuple(dict.fromkeys(late)))


def _write(tickets: dict[int, Ticket], moves: list[_Move], *, at: datetime, by: User | None) -> None:
    events = []
    for number, group in groupby(moves, key=lambda move: move.timer.ticket_id):
        own = list(group)
        before, after = ({m.timer.metric: getattr(m, side) for m in own} for side in ("before", "after"))
        events.append(_event(EventKind.SLA_MOVED, number, at=at, by=by, before=before, after=after))
        events.extend(_missed(move.timer, at=at) for move in own if move.is_late(at))
    TicketEvent.objects.bulk_create(events)
    SLATimer.objects.bulk_update(
        [move.timer for move in moves], ["target_minutes", "due_at", "breached_at", "by_policy_change"]
    )
    _show_due([tickets[number] for number in dict.fromkeys(move.timer.ticket_id for move in moves)])


def _missed(timer: SLATimer, *, at: datetime) -> TicketEvent:
    timer.breached_at, timer.by_policy_change = at, True
    after = {"metric": timer.metric, "cycle": timer.cycle, "due_at": _text(timer.due_at), "by_policy_change": True}
    return _event(EventKind.SLA_BREACHED, timer.ticket_id, at=at, after=after)


def _event(kind: EventKind, ticket: int, **columns: Any) -> TicketEvent:
    return TicketEvent(ticket_id=ticket, kind=kind, cause="sla_policy", user=columns.pop("by", None), **columns)


def _show_due(tickets: list[Ticket]) -> None:
    owed: dict[int, list[SLATimer]] = {}
    for timer in SLATimer.objects.filter(ticket__in=tickets).open():
        owed.setdefault(timer.ticket_id, []).append(timer)
    for ticket in tickets:
        set_due(ticket, owed.get(ticket.pk, ()))
        ticket.version = F("version") + 1
    Ticket.objects.bulk_update(tickets, ["due_at", "due_metric", "queue_at", "version"])


def _told(timer: SLATimer) -> dict[str, Any]:
    return {"minutes": timer.target_minutes, "due_at": _text(timer.due_at)}


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
