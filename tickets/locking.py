"""Changing one ticket at a time, and refusing to overwrite what somebody else just changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import transaction

from helpdesk.lib import rows
from tickets.models import BusinessCalendar, SLAPolicy, Ticket


class ConflictError(Exception):
    """The value has changed since the person saw it. `field` and `current` tell what it is now."""

    def __init__(self, ticket: Ticket, field: str, current: Any) -> None:
        super().__init__(f"{field} of #{ticket.number} was changed by somebody else")
        self.ticket, self.field, self.current = ticket, field, current


class NotAllowedError(Exception):
    """The change makes no sense for this ticket; the text says why, for the reader."""


@contextmanager
def locked(ticket: Ticket) -> Iterator[Ticket]:
    """Give the ticket's fresh, locked row for a change; its version has grown if the block ends well.

    The lock is one that lets others write rows that point to the ticket (events of the sweep, of a delivery): they
    hold rows that the change may want, and would wait for it in a circle.
    """
    with transaction.atomic():
        yield lock(ticket)


def lock(ticket: Ticket) -> Ticket:
    """Do the same for the rest of the caller's transaction. An UPDATE of no key column takes just that lock."""
    for row, policy, calendar in rows.read(_lock_sql(), [ticket.pk], Ticket, SLAPolicy, BusinessCalendar):
        if policy:
            policy.calendar = calendar
        row.sla_policy = policy
        return cast("Ticket", row)
    raise Ticket.DoesNotExist


def _lock_sql() -> str:
    return f"""
        WITH t AS (UPDATE tickets_ticket SET version = version + 1 WHERE number = %s RETURNING *)
        SELECT {rows.columns(Ticket, "t")}, {rows.columns(SLAPolicy, "p")}, {rows.columns(BusinessCalendar, "c")}
        FROM t LEFT JOIN tickets_slapolicy p ON p.id = t.sla_policy_id
            LEFT JOIN tickets_businesscalendar c ON c.id = p.calendar_id
    """  # noqa: S608 -- names of columns


def check_unchanged(ticket: Ticket, field: str, *, expected: Any) -> None:
    """Raise ConflictError unless the field is as the person saw it; None for `expected` skips the check."""
    if expected is not None and str(getattr(ticket, field) or "") != str(expected):
        raise ConflictError(ticket, field, getattr(ticket, field))
