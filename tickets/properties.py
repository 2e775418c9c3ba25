"""Changing what a ticket is: category, priority, team, assignee, subject, tags. One event for each change.

Every function takes `expected`, the value that the person saw (as text; None skips the check), and raises
ConflictError when somebody changed it since, so that two agents never overwrite each other.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from helpdesk.accounts.models import Team, User
from tickets.locking import ConflictError, NotAllowedError, check_unchanged, locked
from tickets.models import Category, EventKind, Follower, Tag, Ticket, TicketEvent
from tickets.priority import Level, Priority, priority_of
from tickets.sla import clocks


def assign(
    ticket: Ticket,
    assignee: User | None,
    *,
    at: datetime,
    by: User | None,
    cause: str = "",
    expected: str | None = None,
) -> None:
    """Give the ticket to a person, or back to the queue."""
    if assignee is not None and not (assignee.is_active and assignee.can_answer):
        raise NotAllowedError(_("%(name)s cannot be given tickets.") % {"name": assignee})
    with locked(ticket) as row:
        check_unchanged(row, "assignee_id", expected=expected)
        apply_assignee(row, assignee, at=at, by=by, cause=cause)
    ticket.refresh_from_db()


def apply_assignee(ticket: Ticket, assignee: User | None, *, at: datetime, by: User | None, cause: str = "") -> None:
    """Do what `assign` does on a row that the caller has locked."""
    _change(ticket, EventKind.ASSIGNEE, {"assignee": assignee}, at=at, by=by, cause=cause)


def set_team(
    ticket: Ticket, team: Team | None, *, at: datetime, by: User | None, cause: str = "", expected: str | None = None
) -> None:
    """Move the ticket to another team; an assignee outside of it keeps the ticket and the right to see it."""
    with locked(ticket) as row:
        check_unchanged(row, "team_id", expected=expected)
        apply_team(row, team, at=at, by=by, cause=cause)
    ticket.refresh_from_db()


def apply_team(ticket: Ticket, team: Team | None, *, at: datetime, by: User | None, cause: str = "") -> None:
    """Do what `set_team` does on a row that the caller has locked: the promises are those of the new team."""
    if _change(ticket, EventKind.TEAM, {"team": team}, at=at, by=by, cause=cause):
        clocks.team_changed(ticket, at=at)


def set_category(
    ticket: Ticket, category: Category | None, *, at: datetime, by: User | None, expected: str | None = None
) -> None:
    """Say what the ticket is about; routing to its team and priority follows from the category."""
    with locked(ticket) as row:
        check_unchanged(row, "category_id", expected=expected)
        apply_category(row, category, at=at, by=by)
    ticket.refresh_from_db()


def apply_category(
    ticket: Ticket, category: Category | None, *, at: datetime, by: User | None, cause: str = ""
) -> None:
    """Set the category of a locked row, and what the category decides: its team, impact and urgency."""
    if ticket.category_id == (category.pk if category else None):
        return
    _change(ticket, EventKind.CATEGORY, {"category": category}, at=at, by=by, cause=cause)
    if category is None:
        return
    why = f"category:{category.pk}"
    if category.working_team:
        apply_team(ticket, category.working_team, at=at, by=None, cause=why)
    _set_levels(ticket, category.impact, category.urgency, at=at, by=None, cause=why)


def set_levels(
    ticket: Ticket, *, impact: int, urgency: int, at: datetime, by: User | None, expected: str | None = None
) -> None:
    """Set impact and urgency; the matrix gives the priority unless somebody set it by hand."""
    with locked(ticket) as row:
        check_unchanged(row, "priority", expected=expected)
        _set_levels(row, impact, urgency, at=at, by=by)
    ticket.refresh_from_db()


def set_priority(ticket: Ticket, priority: int, *, at: datetime, by: User | None, expected: str | None = None) -> None:
    """Set the priority by hand: the matrix no longer changes it."""
    with locked(ticket) as row:
        check_unchanged(row, "priority", expected=expected)
        apply_priority(row, priority, at=at, by=by, cause="by hand")
    ticket.refresh_from_db()


def apply_priority(ticket: Ticket, priority: int, *, at: datetime, by: User | None, cause: str) -> None:
    """Do what `set_priority` does on a row that the caller has locked, saying who decided."""
    ticket.priority_is_manual = True
    ticket.save(update_fields=["priority_is_manual"])
    if _change(ticket, EventKind.PRIORITY, {"priority": Priority(priority)}, at=at, by=by, cause=cause):
        clocks.target_changed(ticket, at=at)


def set_subject(ticket: Ticket, subject: str, *, at: datetime, by: User | None, expected: str | None = None) -> None:
    """Reword the subject."""
    with locked(ticket) as row:
        check_unchanged(row, "subject", expected=expected)
        _change(row, EventKind.SUBJECT, {"subject": subject[:250]}, at=at, by=by)
    ticket.refresh_from_db()


def set_tags(
    ticket: Ticket, names: Iterable[str], *, at: datetime, by: User | None, expected: str | None = None
) -> None:
    """Replace the tags by these words; unknown ones are made, letter case does not tell them apart.

    `expected`: the tags that the person saw, sorted and joined by commas.
    """
    wanted = {name.strip().lower()[:50] for name in names if name.strip()}
    with locked(ticket) as row:
        before = _tags_of(row)
        if expected is not None and expected != ",".join(sorted(before)):
            raise ConflictError(row, "tags", ", ".join(sorted(before)))
        _apply_tags(row, before, wanted, at=at, by=by)


def add_tag(ticket: Ticket, name: str, *, at: datetime, by: User | None) -> None:
    """Put one more tag on the ticket."""
    with locked(ticket) as row:
        apply_more_tags(row, [name], at=at, by=by)


def apply_more_tags(ticket: Ticket, names: Iterable[str], *, at: datetime, by: User | None, cause: str = "") -> None:
    """Put more tags on a row that the caller has locked."""
    before = _tags_of(ticket)
    more = {name.strip().lower()[:50] for name in names if name.strip()}
    _apply_tags(ticket, before, before | more, at=at, by=by, cause=cause)


def follow(ticket: Ticket, user: User, *, following: bool, at: datetime, by: User | None) -> None:
    """Keep a person informed of the ticket, or stop it. Nothing happens when it is so already."""
    with locked(ticket) as row:
        if Follower.objects.filter(ticket=row, user=user).exists() == following:
            return
        if following:
            Follower.objects.create(ticket=row, user=user)
        else:
            Follower.objects.filter(ticket=row, user=user).delete()
        after = {"follower": _plain(user), "following": following}
        TicketEvent.record(row, EventKind.FOLLOWERS, at=at, by=by, after=after)


def _tags_of(ticket: Ticket) -> set[str]:
    return set(ticket.tags.values_list("name", flat=True))


def _apply_tags(
    ticket: Ticket, before: set[str], wanted: set[str], *, at: datetime, by: User | None, cause: str = ""
) -> None:
    if before == wanted:
        return
    ticket.tags.set([_tag(name) for name in sorted(wanted)])
    was, became = {"tags": sorted(before)}, {"tags": sorted(wanted)}
    TicketEvent.record(ticket, EventKind.TAGS, at=at, by=by, cause=cause, before=was, after=became)


def _tag(name: str) -> Tag:
    tag = Tag.objects.filter(name__iexact=name).first()
    return tag or Tag.objects.get_or_create(name=name)[0]


def _set_levels(ticket: Ticket, impact: int, urgency: int, *, at: datetime, by: User | None, cause: str = "") -> None:
    if (ticket.impact, ticket.urgency) == (impact, urgency):
        return
    ticket.impact, ticket.urgency = Level(impact), Level(urgency)
    ticket.save(update_fields=["impact", "urgency"])
    if ticket.priority_is_manual:
        return
    priority = priority_of(impact, urgency)
    if _change(ticket, EventKind.PRIORITY, {"priority": priority}, at=at, by=by, cause=cause or "matrix"):
        clocks.target_changed(ticket, at=at)


def _change(
    ticket: Ticket, kind: EventKind, values: dict[str, Any], *, at: datetime, by: User | None, cause: str = ""
) -> bool:
    """Set columns of a locked row and record what they were and are; False when nothing differs."""
    before = {name: _plain(getattr(ticket, name)) for name in values}
    after = {name: _plain(value) for name, value in values.items()}
    if before == after:
        return False
    for name, value in values.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(values))
    TicketEvent.record(ticket, kind, at=at, by=by, cause=cause, before=before, after=after)
    return True


def _plain(value: Any) -> Any:
    """What the history keeps: a value, or the id and name (as it was then) of a row."""
    if isinstance(value, Team | User | Category):
        return {"id": value.pk, "name": str(value)}
    return value
