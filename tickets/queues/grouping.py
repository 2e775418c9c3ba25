"""Groups of a list that is ordered by deadline: what expires first stands first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.queues.rows import Row


@dataclass
class Group:
    """Neighbouring rows that fall due in the same stretch of time."""

    slug: str
    name: str | Promise
    tone: str = ""
    tickets: list[Row] = field(default_factory=list)


NAMES: dict[str, tuple[str | Promise, str]] = {
    "overdue": (_("Overdue"), "bad"),
    "hour": (_("Due within the hour"), "warn"),
    "today": (_("Due today"), ""),
    "later": (_("Due later"), ""),
    "none": (_("No deadline"), ""),
}


def by_deadline(tickets: Iterable[Row], *, at: datetime) -> list[Group]:
    """Split rows, in their order, into overdue, within the hour, today (the reader's day), later, none."""
    groups: list[Group] = []
    for ticket in tickets:
        slug = _stretch(ticket.due_at, at)
        if not groups or groups[-1].slug != slug:
            groups.append(Group(slug, *NAMES[slug]))
        groups[-1].tickets.append(ticket)
    return groups


def _stretch(due_at: datetime | None, at: datetime) -> str:
    if due_at is None:
        return "none"
    if due_at <= at:
        return "overdue"
    if due_at <= at + timedelta(hours=1):
        return "hour"
    return "today" if timezone.localdate(due_at) == timezone.localdate(at) else "later"
