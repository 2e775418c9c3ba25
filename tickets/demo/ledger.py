"""The clocks of one invented ticket in memory: what tickets.sla.clocks writes, by the same arithmetic."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tickets.models import NO_DEADLINE, EventKind, Metric, SLAPolicy, SLASegment, SLATimer, Ticket
from tickets.sla import clocks
from tickets.states import FINISHED, holder_of

Record = Callable[..., None]


class Ledger:
    """Segments and timers of a ticket; `record` appends an event."""

    def __init__(
        self, ticket: Ticket, *, policy: SLAPolicy, targets: dict[tuple[str, int], int], record: Record
    ) -> None:
        self.ticket, self.policy, self.targets, self.record = ticket, policy, targets, record
        self.segments: list[clocks.Segment] = []
        self.timers: list[SLATimer] = []

    def start(self, *, at: datetime, answered: bool) -> None:
        """Begin, as for a new ticket."""
        self.ticket.sla_policy = self.policy
        self.segments = [(holder_of(self.ticket.status), at, None)]
        self._add(Metric.FIRST_RESPONSE, at=at)
        self._add(Metric.RESOLUTION, at=at)
        if answered:
            self.timers[0].met_at = at
        self._save_due()

    def requester_wrote(self, *, at: datetime) -> None:
        """Owe a next response, unless an answer is owed already."""
        if not self._owed_answers():
            cycle = sum(t.metric == Metric.NEXT_RESPONSE for t in self.timers) + 1
            self._add(Metric.NEXT_RESPONSE, at=at, cycle=cycle)
        self._save_due()

    def answered(self, *, at: datetime) -> None:
        """Keep the response promises."""
        for timer in self._owed_answers():
            self._meet(timer, at=at)
        self._save_due()

    def holder_changed(self, *, at: datetime) -> None:
        """Follow a change of state."""
        holder = holder_of(self.ticket.status)
        current, began, _end = self.segments[-1]
        if current != holder:
            closed: list[clocks.Segment] = [(current, began, at)] if began < at else []
            self.segments[-1:] = [*closed, (holder, max(at, began), None)]
        resolution = next(t for t in self.timers if t.metric == Metric.RESOLUTION)
        is_finished = self.ticket.status in FINISHED
        if is_finished and resolution.met_at is None:
            self._meet(resolution, at=at)
        if is_finished:
            self._forget_next_response(at=at)
        else:
            resolution.met_at = None
        self._recompute(at=at, policy_change=False)

    def _forget_next_response(self, *, at: datetime) -> None:
        """Settle the open question: solving answers it."""
        for timer in [t for t in self._owed_answers() if t.metric == Metric.NEXT_RESPONSE]:
            if clocks.was_missed(timer, at=at):
                self._meet(timer, at=at)
            else:
                self.timers.remove(timer)

    def target_changed(self, *, at: datetime) -> None:
        """Follow a change of priority."""
        for timer in self.timers:
            if timer.met_at is None:
                timer.target_minutes = self.targets[timer.metric, self.ticket.priority]
        self._recompute(at=at, policy_change=True)

    def next_breach(self) -> tuple[datetime, SLATimer] | None:
        """Return the next missed deadline that a sweep has not noticed, and when the sweep of that minute does."""
        running = [t for t in self.timers if t.met_at is None and t.breached_at is None and t.due_at is not None]
        if not running:
            return None
        timer = min(running, key=lambda t: t.due_at or NO_DEADLINE)
        return next_minute(timer.due_at or NO_DEADLINE), timer

    def breach(self, timer: SLATimer, *, at: datetime) -> None:
        """Notice a missed deadline."""
        timer.breached_at = timer.due_at
        self._record_breach(timer, at=at)

    def rows(self, ids: Callable[[type[Any]], int]) -> tuple[list[SLASegment], list[SLATimer]]:
        """Return what the database keeps."""
        for timer in self.timers:
            timer.pk = ids(SLATimer)
        segments = [
            SLASegment(pk=ids(SLASegment), ticket=self.ticket, holder=holder, during=DateTimeTZRange(began, ended))
            for holder, began, ended in self.segments
        ]
        return segments, self.timers

    def _owed_answers(self) -> list[SLATimer]:
        return [t for t in self.timers if t.met_at is None and t.metric != Metric.RESOLUTION]

    def _add(self, metric: Metric, *, at: datetime, cycle: int = 1) -> None:
        minutes = self.targets[metric, self.ticket.priority]
        timer = SLATimer(ticket=self.ticket, metric=metric, cycle=cycle, started_at=at, target_minutes=minutes)
        timer.due_at = clocks.deadline(timer, [(holder_of(self.ticket.status), at, None)], self.policy)
        self.timers.append(timer)

    def _meet(self, timer: SLATimer, *, at: datetime) -> None:
        timer.met_at = at
        if timer.due_at and timer.due_at < at and timer.breached_at is None:
            self.breach(timer, at=at)
        if timer.breached_at is None:
            self.record(EventKind.SLA_MET, at=at, cause="sla", after={"metric": timer.metric})

    def _recompute(self, *, at: datetime, policy_change: bool) -> None:
        for timer in self.timers:
            if timer.met_at is not None:
                continue
            before, timer.due_at = timer.due_at, clocks.deadline(timer, self.segments, self.policy)
            missed = timer.due_at != before and timer.due_at is not None and timer.due_at <= at
            if policy_change and missed and timer.breached_at is None:
                timer.breached_at, timer.by_policy_change = at, True
                self._record_breach(timer, at=at)
        self._save_due()

    def _record_breach(self, timer: SLATimer, *, at: datetime) -> None:
        due = timer.due_at.isoformat() if timer.due_at else None
        after = {
            "metric": timer.metric,
            "cycle": timer.cycle,
            "due_at": due,
            "by_policy_change": timer.by_policy_change,
        }
        self.record(EventKind.SLA_BREACHED, at=at, cause="sla", after=after)

    def _save_due(self) -> None:
        owed = [(t.due_at, t.metric) for t in self.timers if t.met_at is None and t.due_at is not None]
        self.ticket.due_at, self.ticket.due_metric = min(owed, default=(None, ""))
        self.ticket.queue_at = self.ticket.due_at or NO_DEADLINE


def next_minute(moment: datetime) -> datetime:
    """Return the beginning of the next minute: when beat's sweep runs."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)
