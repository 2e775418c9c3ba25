"""Moving a ticket through its states (domain rules 5.1)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Desk, User
from tickets import notifications
from tickets.locking import NotAllowedError, check_unchanged, locked
from tickets.models import EventKind, Requester, Ticket, TicketEvent
from tickets.sla import clocks
from tickets.states import FINISHED, UNSOLVED, Status, may_follow

BATCH = 500


def set_status(  # noqa: PLR0913 -- keyword-only facts of one change
    ticket: Ticket,
    status: str,
    *,
    at: datetime,
    by: User | Requester | None,
    cause: str = "",
    expected: str | None = None,
    wake_at: datetime | None = None,
) -> bool:
    """Move a ticket to another state; False when it is there already.

    `expected` is the state the person saw. Raises ConflictError when it has changed since and NotAllowedError
    when the step is not possible.
    """
    with locked(ticket) as row:
        check_unchanged(row, "status", expected=expected)
        changed = apply_status(row, status, at=at, by=by, cause=cause, wake_at=wake_at)
    ticket.refresh_from_db()
    return changed


def apply_status(
    ticket: Ticket,
    status: str,
    *,
    at: datetime,
    by: User | Requester | None,
    cause: str = "",
    wake_at: datetime | None = None,
) -> bool:
    """Do what `set_status` does on a row that the caller has locked."""
    before = ticket.status
    if before == status and wake_at == ticket.wake_at:
        return False
    if before != status and not may_follow(before, status):
        raise NotAllowedError(_("A ticket cannot go from this state to that one."))
    if status == Status.SCHEDULED and (wake_at is None or wake_at <= at):
        raise NotAllowedError(_("Say when the ticket must come back: a time in the future."))
    reopened = before in FINISHED and status in UNSOLVED
    ticket.status = status
    ticket.wake_at = wake_at if status == Status.SCHEDULED else None
    _stamp(ticket, reopened=reopened, at=at)
    ticket.save(
        update_fields=[
            "status",
            "wake_at",
            "solved_at",
            "first_solved_at",
            "closed_at",
            "reopen_count",
            "unanswered_since",
        ]
    )
    kind = EventKind.REOPENED if reopened else EventKind.STATUS
    TicketEvent.record(ticket, kind, at=at, by=by, cause=cause, before={"status": before}, after={"status": status})
    clocks.holder_changed(ticket, at=at)
    return True


def may_reopen(ticket: Ticket, *, at: datetime) -> bool:
    """Whether an answer of the requester opens this ticket again, or begins a new one that follows it."""
    if ticket.status == Status.MERGED:
        return False
    ended = ticket.closed_at or ticket.solved_at
    return not ticket.is_finished or ended is None or at - ended <= timedelta(days=Desk.current().reopen_days)


def close_solved_tickets(*, at: datetime) -> int:
    """Close what has been solved for long enough, and say how to open it again; return how many."""
    solved_before = at - timedelta(days=Desk.current().close_days)
    due = Ticket.objects.filter(status=Status.SOLVED, solved_at__lte=solved_before).order_by("solved_at")
    return sum(_close(ticket, at=at) for ticket in due[:BATCH])


def wake_scheduled_tickets(*, at: datetime) -> int:
    """Open what was put off until now; return how many."""
    due = Ticket.objects.filter(status=Status.SCHEDULED, wake_at__lte=at).order_by("wake_at")
    return sum(_move(ticket, Status.SCHEDULED, Status.OPEN, at=at) for ticket in due[:BATCH])


@transaction.atomic
def _close(ticket: Ticket, *, at: datetime) -> bool:
    closed = _move(ticket, Status.SOLVED, Status.CLOSED, at=at)
    if closed:
        notifications.tell_closed(ticket, at=at)
    return closed


def _move(ticket: Ticket, before: Status, after: Status, *, at: datetime) -> bool:
    with locked(ticket) as row:
        return row.status == before and apply_status(row, after, at=at, by=None, cause="time")


def _stamp(ticket: Ticket, *, reopened: bool, at: datetime) -> None:
    if ticket.status == Status.SOLVED:
        ticket.solved_at = at
        ticket.first_solved_at = ticket.first_solved_at or at
        ticket.unanswered_since = None
    elif ticket.status == Status.CLOSED:
        ticket.closed_at = at
    elif ticket.status in UNSOLVED:
        ticket.reopen_count += reopened
        ticket.solved_at = ticket.closed_at = None
