"""Where a request stands, in a requester's words."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.ui.humane import long_when
from tickets.models import EventKind, Ticket
from tickets.states import FINISHED, Status

RECEIVED, ASSIGNED, IN_PROGRESS, WAITING, SOLVED = range(5)
NOW_AT = {
    Status.OPEN: IN_PROGRESS,
    Status.WAITING_THIRD_PARTY: IN_PROGRESS,
    Status.SCHEDULED: IN_PROGRESS,
    Status.WAITING_CUSTOMER: WAITING,
}
LOOKS = {
    RECEIVED: ("info", "inbox"),
    ASSIGNED: ("brand", "user"),
    IN_PROGRESS: ("brand", "play"),
    WAITING: ("wait", "hourglass"),
}


def steps(ticket: Ticket, *, now: datetime) -> list[dict[str, Any]]:
    """Return the steps for `components/_stepper.html`. A finished request shows only what it went through."""
    labels = {
        RECEIVED: _("Received"),
        ASSIGNED: _("Assigned"),
        IN_PROGRESS: _("In progress"),
        WAITING: _("Waiting for you"),
        SOLVED: _("Solved"),
    }
    current = _current(ticket)
    reached = _reached(ticket)
    shown = [step for step in labels if not (step == WAITING and current == SOLVED)]
    return [
        {
            "label": labels[step],
            "detail": _detail(ticket, step, reached, now=now) if step <= current else "",
            "state": "done" if step < current or current == SOLVED else "current" if step == current else "",
            "tone": LOOKS.get(step, ("good", ""))[0],
            "icon": LOOKS.get(step, ("", ""))[1],
        }
        for step in shown
    ]


def _current(ticket: Ticket) -> int:
    if ticket.status in FINISHED or ticket.status in (Status.SPAM, Status.MERGED):
        return SOLVED
    begun = ASSIGNED if ticket.assignee_id else RECEIVED
    return NOW_AT.get(Status(ticket.status), begun)


def _reached(ticket: Ticket) -> dict[int, datetime]:
    """Return when each step was reached last, as the history tells."""
    reached = {RECEIVED: ticket.created_at}
    kinds = (EventKind.ASSIGNEE, EventKind.STATUS, EventKind.REOPENED, EventKind.REPLIED)
    for kind, at, after in ticket.events.filter(kind__in=kinds).values_list("kind", "at", "after"):
        if kind == EventKind.ASSIGNEE:
            reached[ASSIGNED] = at
        elif after.get("status") in NOW_AT:
            reached[NOW_AT[after["status"]]] = at
        elif kind == EventKind.REPLIED:
            reached.setdefault(IN_PROGRESS, at)
    if ticket.solved_at:
        reached[SOLVED] = ticket.solved_at
    return reached


def _detail(ticket: Ticket, step: int, reached: dict[int, datetime], *, now: datetime) -> str:
    if step == IN_PROGRESS and ticket.status == Status.WAITING_THIRD_PARTY:
        return _("We are waiting for somebody else")
    if step == IN_PROGRESS and ticket.status == Status.SCHEDULED and ticket.wake_at:
        return _("We continue %(when)s") % {"when": long_when(timezone.localtime(ticket.wake_at), now=now)}
    return long_when(reached[step], now=now) if step in reached else ""
