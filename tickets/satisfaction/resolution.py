"""Who solved a ticket the last time: an answer is about them, whoever has the ticket later."""

from typing import Any

from helpdesk.accounts.models import Team, User
from tickets.models import EventKind, Ticket, TicketEvent


def resolved_by(ticket: Ticket) -> dict[str, Any]:
    """Return when a finished ticket was solved, and the assignee and team that it had then."""
    later = TicketEvent.objects.filter(ticket=ticket, at__gt=ticket.solved_at).order_by("at", "pk")
    changes = list(later.filter(kind__in=(EventKind.ASSIGNEE, EventKind.TEAM)).values_list("kind", "before"))
    return {
        "solved_at": ticket.solved_at,
        "assignee": User.objects.filter(pk__in=_as_it_was(changes, EventKind.ASSIGNEE, now=ticket.assignee_id)).first(),
        "team": Team.objects.filter(pk__in=_as_it_was(changes, EventKind.TEAM, now=ticket.team_id)).first(),
    }


def _as_it_was(changes: list[tuple[str, dict[str, Any]]], kind: EventKind, *, now: int | None) -> list[int]:
    """Walk back from today's key to the one then, if there was any: it is what the first later change replaced."""
    replaced = next((before for changed, before in changes if changed == kind), None)
    if replaced is None:
        return [now] if now else []
    value = replaced.get(kind.value)
    return [int(value["id"])] if isinstance(value, dict) else []
