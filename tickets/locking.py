"""Changing one ticket at a time, and refusing to overwrite what somebody else just changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import F

from tickets.models import Ticket


class ConflictError(Exception):
    """The value has changed since the person saw it. `field` and `current` tell what it is now."""

    def __init__(self, ticket: Ticket, field: str, current: Any) -> None:
        super().__init__(f"{field} of #{ticket.number} was changed by somebody else")
        self.ticket, self.field, self.current = ticket, field, current


class NotAllowedError(Exception):
    """The change makes no sense for this ticket; the text says why, for the reader."""


@contextmanager
def locked(ticket: Ticket) -> Iterator[Ticket]:
    """Give the ticket's fresh, locked row for a change; its version grows when the block ends well.

    The lock is one that lets others write rows that point to the ticket (events of the sweep, of a delivery): they
    hold rows that the change may want, and would wait for it in a circle.
    """
    with transaction.atomic():
        rows = Ticket.objects.select_for_update(of=("self",), no_key=True)
        yield (row := rows.select_related("sla_policy__calendar").get(pk=ticket.pk))
        Ticket.objects.filter(pk=row.pk).update(version=F("version") + 1)


def check_unchanged(ticket: Ticket, field: str, *, expected: Any) -> None:
    """Raise ConflictError unless the field is as the person saw it; None for `expected` skips the check."""
    if expected is not None and str(getattr(ticket, field) or "") != str(expected):
        raise ConflictError(ticket, field, getattr(ticket, field))
