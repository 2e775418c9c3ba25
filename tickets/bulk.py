"""Changing many tickets at once: each through its own verbs in one transaction, so that one refusal stops none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from helpdesk.accounts.models import Team, User
from tickets.lifecycle import set_status
from tickets.locking import NotAllowedError
from tickets.models import Ticket
from tickets.properties import add_tag, assign, set_priority, set_team

MAX_AT_ONCE = 200


@dataclass(frozen=True)
class Change:
    """What to do with each ticket. A field that is not in `fields` stays as it is; None in one empties it."""

    fields: frozenset[str]
    assignee: User | None = None
    team: Team | None = None
    status: str = ""
    priority: int = 0
    tag: str = ""


@dataclass(frozen=True)
class Outcome:
    """How it went: how many were changed, and for the others the reason."""

    changed: int
    refused: tuple[tuple[Ticket, str], ...]


def apply(tickets: Iterable[Ticket], change: Change, *, by: User, at: datetime) -> Outcome:
    """Apply a change to each ticket, wholly or not at all; the caller has checked that the person may see them."""
    changed, refused = 0, []
    for ticket in tickets:
        try:
            _apply_one(ticket, change, by=by, at=at)
            changed += 1
        except NotAllowedError as error:
            refused.append((ticket, str(error)))
    return Outcome(changed, tuple(refused))


@transaction.atomic
def _apply_one(ticket: Ticket, change: Change, *, by: User, at: datetime) -> None:
    if "assignee" in change.fields:
        assign(ticket, change.assignee, at=at, by=by)
    if "team" in change.fields:
        set_team(ticket, change.team, at=at, by=by)
    if "priority" in change.fields:
        set_priority(ticket, change.priority, at=at, by=by)
    if "tag" in change.fields:
        add_tag(ticket, change.tag, at=at, by=by)
    if "status" in change.fields:
        set_status(ticket, change.status, at=at, by=by)
