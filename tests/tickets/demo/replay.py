"""Playing a script through the product's own doors, one call after another."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tickets import conversation, intake, lifecycle, properties
from tickets.delivery import outbox
from tickets.demo.rows import foreign_id
from tickets.demo.script import Script, Step
from tickets.models import (
    Channel,
    ChannelKind,
    Delivery,
    DeliveryState,
    EventKind,
    SatisfactionRating,
    Ticket,
    TicketEvent,
)
from tickets.satisfaction import asking, rating
from tickets.sla.sweep import sweep_overdue_timers
from tickets.threading import reply_address


@dataclass(frozen=True)
class Answer:
    """What a requester said of the service, and when."""

    at: datetime
    resolution: int
    score: int
    comment: str

    def give(self, ticket: Ticket) -> None:
        """Say it."""
        rating.rate(
            ticket,
            resolution=self.resolution,
            score=self.score,
            comment=self.comment,
            by=ticket.requester,
            at=self.at,
        )


def replay(script: Script, *, ticks: list[datetime], answers: list[Answer]) -> Ticket:
    """Play one script; `ticks` are the minutes at which beat had something to do."""
    ticket = _open(script)
    moments: list[tuple[datetime, int, Step | Answer | None]] = [(tick, 0, None) for tick in ticks]
    moments += [(step.at, 1, step) for step in script.steps]
    moments += [(answer.at, 2, answer) for answer in answers]
    for at, _order, step in sorted(moments, key=lambda moment: moment[:2]):
        if step is None:
            sweep_overdue_timers(at=at)
            lifecycle.close_solved_tickets(at=at)
            lifecycle.wake_scheduled_tickets(at=at)
            asking.ask(at=at)
        elif isinstance(step, Answer):
            step.give(ticket)
        else:
            DEEDS[step.deed](script, ticket, step)
            ticket.refresh_from_db()
    return ticket


def ticks_of(events: list[TicketEvent]) -> list[datetime]:
    """Return when beat did something to the ticket."""
    swept = {EventKind.SLA_BREACHED, EventKind.STATUS, EventKind.REOPENED, EventKind.RATING_ASKED}
    return sorted({e.at for e in events if e.kind in swept and (e.cause == "time" or e.kind == EventKind.SLA_BREACHED)})


def answers_of(ticket: Ticket) -> list[Answer]:
    """Return what the requester said."""
    said = SatisfactionRating.objects.answered().filter(ticket=ticket)
    return [
        Answer(at, resolution, score, comment)
        for at, resolution, score, comment in said.values_list("answered_at", "resolution", "score", "comment")
        if at and score
    ]


def _open(script: Script) -> Ticket:
    opening = script.opening
    inbound = intake.InboundMessage(
        channel=opening.channel,
        sender=opening.sender,
        received_at=opening.at,
        subject=opening.subject,
        text=opening.text,
        language=opening.language,
        category=opening.category,
        files=opening.files,
        opened_by=opening.opened_by,
        assignee=opening.opened_by,
        was_answered=opening.opened_by is not None,
    )
    return intake.receive(_with_id(inbound)).message.ticket


def _with_id(inbound: intake.InboundMessage) -> intake.InboundMessage:
    is_mail = inbound.channel.kind == ChannelKind.EMAIL
    return replace(inbound, rfc_message_id=foreign_id(inbound) if is_mail else "")


def _write(script: Script, ticket: Ticket, step: Step) -> None:
    mailbox = Channel.objects.get(kind=ChannelKind.EMAIL)
    inbound = intake.InboundMessage(
        channel=mailbox,
        sender=script.opening.sender,
        received_at=step.at,
        subject=script.opening.subject,
        text=step.text,
        files=step.files,
        recipients=(reply_address(ticket.number, mailbox.address),),
    )
    assert intake.receive(_with_id(inbound)).outcome == "added"


def _fail(script: Script, ticket: Ticket, step: Step) -> None:
    delivery = Delivery.objects.filter(ticket=ticket).latest("pk")
    delivery.state, delivery.attempts = DeliveryState.SENDING, 1
    outbox._fail(delivery, step.text, at=step.at)


def _by(step: Step) -> dict[str, Any]:
    return {"at": step.at, "by": step.by}


DEEDS: dict[str, Any] = {
    "write": _write,
    "fail": _fail,
    "reply": lambda s, t, step: conversation.reply(
        t, body=step.text, files=step.files, status=step.value or "", **_by(step)
    ),
    "note": lambda s, t, step: conversation.add_note(t, body=step.text, files=step.files, **_by(step)),
    "assign": lambda s, t, step: properties.assign(t, step.value, **_by(step)),
    "status": lambda s, t, step: lifecycle.set_status(t, step.value, **_by(step)),
    "schedule": lambda s, t, step: lifecycle.set_status(t, "scheduled", wake_at=step.value, **_by(step)),
    "category": lambda s, t, step: properties.set_category(t, step.value, **_by(step)),
    "priority": lambda s, t, step: properties.set_priority(t, step.value, **_by(step)),
    "tags": lambda s, t, step: properties.set_tags(t, step.value, **_by(step)),
}
