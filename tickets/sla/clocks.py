"""Keeping the ledger and the timers of one ticket in step with what happens to it (domain rules 5.3).

Each function runs inside the transaction of its cause, with the ticket's row locked by the caller, and ends by
writing the earliest open deadline onto the ticket.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from helpdesk.lib import rows
from tickets.models import NO_DEADLINE, EventKind, Metric, SLAPolicy, SLASegment, SLATimer, Ticket, TicketEvent
from tickets.sla.calendars import policy_for, terms_of
from tickets.states import Holder, holder_of
from tickets.working_time import WorkingHours, add_working_time, working_time_between

Segment = tuple[str, datetime, datetime | None]  # holder, from, to


def plan(ticket: Ticket, *, at: datetime, answered: bool = False) -> list[SLATimer]:
    """Choose the promises of a ticket that has its number and is not written, and put the earliest deadline on it.

    `answered`: a person answered at once, as on the phone. So the row is written once, with its deadline.
    """
    ticket.sla_policy = policy_for(ticket.team_id)
    planned = (_new_timer(ticket, metric, at=at) for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION))
    timers = [timer for timer in planned if timer]
    for timer in timers:
        if answered and timer.metric == Metric.FIRST_RESPONSE:
            timer.met_at = at
    set_due(ticket, timers)
    return timers


def opening(ticket: Ticket, *, at: datetime) -> SLASegment:
    """Return the beginning of the ledger, to be written with the ticket and its promises."""
    return SLASegment(ticket=ticket, holder=holder_of(ticket.status), during=DateTimeTZRange(at, None))


def requester_wrote(ticket: Ticket, *, at: datetime) -> None:
    """Begin a next-response promise, unless one or the first response is still owed: later messages restart nothing."""
    timers = _locked(ticket)
    owed = [t for t in timers if t.met_at is None and t.metric != Metric.RESOLUTION]
    if not owed:
        cycle = max((t.cycle for t in timers if t.metric == Metric.NEXT_RESPONSE), default=0) + 1
        timer = _new_timer(ticket, Metric.NEXT_RESPONSE, at=at, cycle=cycle)
        if timer:
            timer.save()
            timers.append(timer)
    _save_due(ticket, timers)


def answered(ticket: Ticket, *, at: datetime) -> None:
    """Keep the response promises: a person wrote to the requester."""
    timers = _locked(ticket)
    for timer in timers:
        if timer.met_at is None and timer.metric != Metric.RESOLUTION:
            _meet(ticket, timer, at=at)
    _save_due(ticket, timers)


def unanswer(ticket: Ticket, *, replied_at: datetime) -> None:
    """Owe again what a reply had kept: it was taken back before it left."""
    ticket.sla_timers.exclude(metric=Metric.RESOLUTION).filter(met_at=replied_at).update(met_at=None)
    recompute(ticket, at=replied_at)


def holder_changed(ticket: Ticket, *, at: datetime) -> None:
    """Write the ledger after a change of state, keep or reopen the resolution promise, move every deadline."""
    holder = holder_of(ticket.status)
    current = ticket.sla_segments.filter(during__endswith=None).first()
    if current and current.holder != holder:
        began = current.during.lower
        if began < at:
            current.during = DateTimeTZRange(began, at)
            current.save(update_fields=["during"])
        else:
            current.delete()
        SLASegment.objects.create(ticket=ticket, holder=holder, during=DateTimeTZRange(max(at, began), None))
    resolution = next((timer for timer in _locked(ticket) if timer.metric == Metric.RESOLUTION), None)
    if resolution and ticket.is_finished and resolution.met_at is None:
        _meet(ticket, resolution, at=at)
    if ticket.is_finished:
        _forget_next_response(ticket, at=at)
    elif resolution and not ticket.is_finished and resolution.met_at is not None:
        resolution.met_at = None  # reopened: the clock goes on with what was used up
        resolution.save(update_fields=["met_at"])
    recompute(ticket, at=at)


def _forget_next_response(ticket: Ticket, *, at: datetime) -> None:
    """Solving settles the question that was open: a later one begins with its whole time. What was missed stays so."""
    for timer in _locked(ticket):
        if timer.metric != Metric.NEXT_RESPONSE or timer.met_at is not None:
            continue
        if was_missed(timer, at=at):
            _meet(ticket, timer, at=at)
        else:
            timer.delete()


def was_missed(timer: SLATimer, *, at: datetime) -> bool:
    """Whether its deadline has passed, noticed by a sweep or not."""
    return timer.breached_at is not None or (timer.due_at is not None and timer.due_at < at)


def target_changed(ticket: Ticket, *, at: datetime) -> None:
    """Move open promises to the targets of the ticket's priority; time already used stays used."""
    targets = terms_of(ticket.sla_policy).targets
    for timer in _locked(ticket):
        minutes = targets.get((timer.metric, ticket.priority))
        if timer.met_at is None and minutes and minutes != timer.target_minutes:
            timer.target_minutes = minutes
            timer.save(update_fields=["target_minutes"])
    recompute(ticket, at=at, policy_change=True)


def team_changed(ticket: Ticket, *, at: datetime) -> None:
    """Let a ticket that is not finished follow the policy of its new team; time already used stays used."""
    if ticket.sla_policy_id is None or ticket.is_finished:
        return
    policy = policy_for(ticket.team_id)
    if policy is not None and policy.pk != ticket.sla_policy_id:
        ticket.sla_policy = policy
        ticket.save(update_fields=["sla_policy"])
        target_changed(ticket, at=at)


def recompute(ticket: Ticket, *, at: datetime, policy_change: bool = False) -> None:
    """Derive every open deadline again from the ledger."""
    segments = [(s.holder, s.during.lower, s.during.upper) for s in ticket.sla_segments.order_by("during")]
    timers = _locked(ticket)
    for timer in timers:
        if timer.met_at is not None:
            continue
        due_at = deadline(timer, segments, ticket.sla_policy)
        if due_at == timer.due_at:
            continue
        timer.due_at = due_at
        if policy_change and due_at and due_at <= at and timer.breached_at is None:
            timer.breached_at, timer.by_policy_change = at, True
            _record_breach(ticket, timer, at=at)
        timer.save(update_fields=["due_at", "breached_at", "by_policy_change"])
    _save_due(ticket, timers)


def deadline(
    timer: SLATimer, segments: Iterable[Segment], policy: SLAPolicy | None, *, hours: WorkingHours | None = None
) -> datetime | None:
    """Return when a promise falls due, walking the ledger; None while it is paused.

    Only segments that count for the promise use up its time; the last one is open (no end). `hours` are those that
    somebody thinks of giving the policy; otherwise it is its own that count.
    """
    hours = hours or terms_of(policy).hours
    left = timedelta(minutes=timer.target_minutes)
    for holder, began, ended in segments:
        begin = max(began, timer.started_at)
        if (ended is not None and ended <= begin) or not _counts(timer.metric, holder, policy):
            continue
        used = working_time_between(begin, ended, hours) if ended else None
        if used is None or used >= left:
            return _reached(begin, left, hours)
        left -= used
    return None


def _reached(begin: datetime, left: timedelta, hours: WorkingHours) -> datetime | None:
    """A calendar that never opens promises nothing; it must not stop the mail."""
    try:
        return add_working_time(begin, left, hours)
    except ValueError:
        return None


def _locked(ticket: Ticket) -> list[SLATimer]:
    """Return the promises, kept from the sweep until the end: what it finds missed must not be written over."""
    sql = (
        f"SELECT {rows.columns(SLATimer, 't')} FROM tickets_slatimer t WHERE t.ticket_id = %s ORDER BY t.id FOR UPDATE"  # noqa: S608 -- names of columns
    )
    return [timer for (timer,) in rows.read(sql, [ticket.pk], SLATimer)]


def _counts(metric: str, holder: str, policy: SLAPolicy | None) -> bool:
    """Waiting for the requester pauses everything but the first response; a third party as the policy says."""
    if holder == Holder.DESK or metric == Metric.FIRST_RESPONSE:
        return holder != Holder.NOBODY
    return holder == Holder.THIRD_PARTY and policy is not None and not policy.pauses_on_third_party


def _new_timer(ticket: Ticket, metric: Metric, *, at: datetime, cycle: int = 1) -> SLATimer | None:
    minutes = terms_of(ticket.sla_policy).targets.get((metric, ticket.priority))
    if minutes is None:
        return None
    timer = SLATimer(ticket=ticket, metric=metric, cycle=cycle, started_at=at, target_minutes=minutes)
    timer.due_at = deadline(timer, [(holder_of(ticket.status), at, None)], ticket.sla_policy)
    return timer


def _meet(ticket: Ticket, timer: SLATimer, *, at: datetime) -> None:
    timer.met_at = at
    if timer.due_at and timer.due_at < at and timer.breached_at is None:
        timer.breached_at = timer.due_at  # kept too late, and no sweep had noticed yet
        _record_breach(ticket, timer, at=at)
    timer.save(update_fields=["met_at", "breached_at"])
    if timer.breached_at is None:
        TicketEvent.record(ticket, EventKind.SLA_MET, at=at, cause="sla", after={"metric": timer.metric})


def _record_breach(ticket: Ticket, timer: SLATimer, *, at: datetime) -> None:
    due = timer.due_at.isoformat() if timer.due_at else None
    after = {"metric": timer.metric, "cycle": timer.cycle, "due_at": due, "by_policy_change": timer.by_policy_change}
    TicketEvent.record(ticket, EventKind.SLA_BREACHED, at=at, cause="sla", after=after)


def _save_due(ticket: Ticket, timers: Iterable[SLATimer]) -> None:
    """Show the earliest open promise on the ticket."""
    if set_due(ticket, timers):
        ticket.save(update_fields=["sla_policy", "due_at", "due_metric", "queue_at"])


def set_due(ticket: Ticket, timers: Iterable[SLATimer]) -> bool:
    """Put the earliest open promise on the object; False when it is there already."""
    before = (ticket.due_at, ticket.due_metric)
    owed = [(t.due_at, t.metric) for t in timers if t.met_at is None and t.due_at is not None]
    ticket.due_at, ticket.due_metric = min(owed, default=(None, ""))
    ticket.queue_at = ticket.due_at or NO_DEADLINE
    return before != (ticket.due_at, ticket.due_metric)
