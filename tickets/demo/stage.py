"""Playing one script in memory: the rows that intake, conversation, lifecycle and properties would have written.

A test plays the same scripts through those modules and compares every row, so this cannot drift away from them.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from helpdesk.accounts.models import Team, User
from tickets.conversation import snippet_of
from tickets.demo.ledger import Ledger, next_minute
from tickets.demo.ratings import Ratings
from tickets.demo.rows import Rows, World
from tickets.demo.script import Person, Script, Step
from tickets.handles import normalise
from tickets.models import Category, DeliveryKind, DeliveryState, EventKind, MessageKind, Tag, Ticket
from tickets.priority import Priority, priority_of
from tickets.rules.actions import Do, decide, hits_of
from tickets.rules.routing import account_of
from tickets.rules.snapshots import snapshot_of
from tickets.states import FINISHED, WAITING, Status


class Play:
    """One ticket while it is played. Afterwards the lists hold its rows."""

    def __init__(self, world: World, script: Script) -> None:
        self.world, self.script = world, script
        self.person: Person = script.opening.person
        self.tags: list[Tag] = []
        self.title = ""
        self.ticket = self._open()
        self.rows = Rows(world, self.ticket, script.opening)
        self.ratings = Ratings(world, self.ticket, self.rows)
        self.ledger = Ledger(self.ticket, policy=world.policy, targets=world.targets, record=self.rows.record)
        self._begin()

    def run(self, *, until: datetime) -> "Play":
        """Play every step, and what time alone does between them."""
        for step in self.script.steps:
            self._pass_time(step.at)
            getattr(self, f"_{step.deed}")(step)
            self.ticket.version += 1
        self._pass_time(until)
        return self

    # -- the beginning: tickets.intake --------------------------------------------------------------------------

    def _open(self) -> Ticket:
        opening, requester = self.script.opening, self.person.requester
        category = opening.category
        answered = opening.opened_by is not None
        impact, urgency = (category.impact, category.urgency) if category else (2, 2)
        return Ticket(
            number=self.world.ids(Ticket),
            subject=opening.subject[:250],
            status=Status.OPEN if answered else Status.NEW,
            impact=impact,
            urgency=urgency,
            priority=priority_of(impact, urgency),
            category=category,
            team=category.team if category else None,
            assignee=opening.opened_by,
            requester=requester,
            organisation_id=requester.organisation_id,
            channel=opening.channel,
            language=opening.language,
            created_at=opening.at,
            activity_at=opening.at,
            snippet=snippet_of(opening.text),
            unanswered_since=None if answered else opening.at,
            first_replied_at=opening.at if answered else None,
        )

    def _begin(self) -> None:
        opening, ticket = self.script.opening, self.ticket
        message = self.rows.request(opening.text, at=opening.at, files=opening.files, channel=opening.channel)
        cause = f"category:{ticket.category_id}" if ticket.category_id else ""
        after = {
            "channel": opening.channel.name,
            "category": str(ticket.category) if ticket.category else None,
            "team": str(ticket.team) if ticket.team else None,
            "priority": ticket.priority,
            "follow_up_of": None,
        }
        by = opening.opened_by or self.person.requester
        self.rows.record(EventKind.CREATED, at=opening.at, by=by, cause=cause, after=after)
        self.ledger.start(at=opening.at, answered=opening.opened_by is not None)
        self._route()
        self.title = f"{ticket.subject} {self.person.requester.name} {opening.sender.value}"
        context = {"in_reply_to": message.rfc_message_id}
        self.rows.send(DeliveryKind.ACKNOWLEDGEMENT, at=opening.at, send_after=opening.at, context=context)

    def _route(self) -> None:
        """Apply the rules: tickets.rules.routing. The demo's set team, priority and tags."""
        opening = self.script.opening
        sender = normalise(opening.sender.kind, opening.sender.value)
        hits = hits_of(self.world.rules, snapshot_of(self.ticket, text=opening.text, senders=[sender]))
        for hit in hits:
            after = account_of(hit, self.ticket)
            self.rows.record(EventKind.ROUTED, at=opening.at, cause=hit.rule.cause, after=after)
        decision = decide(hits)
        if Do.TEAM in decision.sets:
            team, rule = decision.sets[Do.TEAM]
            self._change(EventKind.TEAM, "team", self.world.teams[team], at=opening.at, cause=rule.cause)
        if Do.PRIORITY in decision.sets:
            priority, rule = decision.sets[Do.PRIORITY]
            self._set_priority(Priority(priority), at=opening.at, by=None, cause=rule.cause)
        for names, rule in decision.tags:
            self._set_tags({*(tag.name for tag in self.tags), *names}, at=opening.at, by=None, cause=rule.cause)

    # -- what people do: tickets.conversation, lifecycle, properties ----------------------------------------------

    def _write(self, step: Step) -> None:
        ticket = self.ticket
        message = self.rows.request(step.text, at=step.at, files=step.files, channel=self.world.mailbox)
        ticket.activity_at, ticket.snippet = step.at, snippet_of(step.text)
        ticket.unanswered_since = ticket.unanswered_since or step.at
        after = {"message": message.pk, "channel": message.channel.name, "matched_by": message.matched_by}
        requester = self.person.requester
        self.rows.record(EventKind.REQUESTER_WROTE, at=step.at, by=requester, after=after)
        if ticket.status in (*WAITING, *FINISHED):
            self._move(Status.OPEN, at=step.at, by=requester, cause="requester wrote")
        self.ledger.requester_wrote(at=step.at)

    def _reply(self, step: Step) -> None:
        ticket = self.ticket
        message = self.rows.agent_message(MessageKind.REPLY, step)
        message.rfc_message_id = self.rows.own_id(f"m{message.pk}")
        ticket.activity_at, ticket.snippet, ticket.unanswered_since = step.at, snippet_of(step.text), None
        ticket.first_replied_at = ticket.first_replied_at or step.at
        self.rows.record(EventKind.REPLIED, at=step.at, by=step.by, after={"message": message.pk})
        self.ledger.answered(at=step.at)
        if ticket.assignee_id is None:
            self._change(EventKind.ASSIGNEE, "assignee", step.by, at=step.at, by=step.by, cause="first to answer")
        status = step.value or ticket.status
        self._move(Status.OPEN if status == Status.NEW else status, at=step.at, by=step.by)
        self.rows.send(DeliveryKind.REPLY, at=step.at, send_after=step.at + self.world.undo, message=message)

    def _note(self, step: Step) -> None:
        message = self.rows.agent_message(MessageKind.NOTE, step)
        self.rows.record(EventKind.NOTED, at=step.at, by=step.by, after={"message": message.pk})

    def _assign(self, step: Step) -> None:
        self._change(EventKind.ASSIGNEE, "assignee", step.value, at=step.at, by=step.by)

    def _status(self, step: Step) -> None:
        self._move(step.value, at=step.at, by=step.by)

    def _schedule(self, step: Step) -> None:
        self.ticket.wake_at = step.value
        self._move(Status.SCHEDULED, at=step.at, by=step.by)

    def _category(self, step: Step) -> None:
        category: Category = step.value
        cause = f"category:{category.pk}"
        if self._change(EventKind.CATEGORY, "category", category, at=step.at, by=step.by):
            self._change(EventKind.TEAM, "team", category.team, at=step.at, cause=cause)
            self.ticket.impact, self.ticket.urgency = category.impact, category.urgency
            wanted = priority_of(category.impact, category.urgency)
            if not self.ticket.priority_is_manual and self._change(
                EventKind.PRIORITY, "priority", wanted, at=step.at, cause=cause
            ):
                self.ledger.target_changed(at=step.at)

    def _priority(self, step: Step) -> None:
        self._set_priority(step.value, at=step.at, by=step.by, cause="by hand")

    def _tags(self, step: Step) -> None:
        self._set_tags(set(step.value), at=step.at, by=step.by, cause="")

    def _fail(self, step: Step) -> None:
        """The last reply came back: its address does not exist any more."""
        delivery = self.rows.deliveries[-1]
        delivery.state, delivery.sent_at, delivery.last_error = DeliveryState.FAILED, None, step.text
        after = {"delivery": delivery.pk, "to": delivery.to_address, "error": step.text}
        self.rows.record(EventKind.DELIVERY_FAILED, at=step.at, cause="delivery", after=after)

    # -- what time does: the sweeps of beat ---------------------------------------------------------------------

    def _pass_time(self, until: datetime) -> None:
        while coming := [(at, deed) for at, deed in self._coming() if at is not None and at <= until]:
            at, deed = min(coming, key=lambda one: one[0])  # of several at once the first: as the sweeps come
            deed(at)

    def _coming(self) -> Iterator[tuple[datetime | None, Callable[[datetime], None]]]:
        breach = self.ledger.next_breach()
        if breach:
            yield breach[0], lambda at: self.ledger.breach(breach[1], at=at)
        yield self._next_move(), self._move_on
        yield self.ratings.next_question(), self.ratings.ask
        yield self.ratings.next_answer(), self.ratings.rate

    def _move_on(self, at: datetime) -> None:
        closing = self.ticket.status == Status.SOLVED
        self._move(Status.CLOSED if closing else Status.OPEN, at=at, cause="time")
        self.ticket.version += 1
        if closing:
            self._tell_closed(at=at)

    def _tell_closed(self, *, at: datetime) -> None:
        last = next(m for m in reversed(self.rows.messages) if m.is_from_requester)
        until = (at + self.world.reopen_within).isoformat()
        context = {"in_reply_to": last.rfc_message_id, "reopens_until": until}
        self.rows.send(DeliveryKind.CLOSING, at=at, send_after=at, context=context)

    def _next_move(self) -> datetime | None:
        ticket = self.ticket
        if ticket.status == Status.SOLVED and ticket.solved_at:
            return next_minute(ticket.solved_at + self.world.close_after)
        return next_minute(ticket.wake_at) if ticket.status == Status.SCHEDULED and ticket.wake_at else None

    def _set_priority(self, priority: Priority, *, at: datetime, by: User | None, cause: str) -> None:
        self.ticket.priority_is_manual = True
        if self._change(EventKind.PRIORITY, "priority", priority, at=at, by=by, cause=cause):
            self.ledger.target_changed(at=at)

    def _set_tags(self, names: set[str], *, at: datetime, by: User | None, cause: str) -> None:
        before = sorted(tag.name for tag in self.tags)
        if before != sorted(names):
            self.tags = [self.world.tag(name) for name in sorted(names)]
            after = {"tags": sorted(names)}
            self.rows.record(EventKind.TAGS, at=at, by=by, cause=cause, before={"tags": before}, after=after)

    # -- rows -----------------------------------------------------------------------------------------------------

    def _move(self, status: str, *, at: datetime, by: Any = None, cause: str = "") -> None:
        ticket, before = self.ticket, self.ticket.status
        if before == status:
            return
        ticket.status = status
        reopened = before in FINISHED and status not in FINISHED
        if status != Status.SCHEDULED:
            ticket.wake_at = None
        if status == Status.SOLVED:
            ticket.solved_at, ticket.unanswered_since = at, None
            ticket.first_solved_at = ticket.first_solved_at or at
            self.ratings.solved(at)
        elif status == Status.CLOSED:
            ticket.closed_at = at
        elif reopened:
            ticket.reopen_count += 1
            ticket.solved_at = ticket.closed_at = None
        kind = EventKind.REOPENED if reopened else EventKind.STATUS
        self.rows.record(kind, at=at, by=by, cause=cause, before={"status": before}, after={"status": status})
        self.ledger.holder_changed(at=at)

    def _change(
        self, kind: EventKind, column: str, value: Any, *, at: datetime, by: User | None = None, cause: str = ""
    ) -> bool:
        before, after = {column: _plain(getattr(self.ticket, column))}, {column: _plain(value)}
        if before == after:
            return False
        setattr(self.ticket, column, value)
        self.rows.record(kind, at=at, by=by, cause=cause, before=before, after=after)
        return True


def _plain(value: Any) -> Any:
    return {"id": value.pk, "name": str(value)} if isinstance(value, Team | User | Category) else value
