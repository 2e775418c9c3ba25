"""Orders of a list and walking it page by page without OFFSET: a page is found by the last row of the one before."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, F, Func, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet

PAGE_SIZE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LARGEST = 2**62


@dataclass(frozen=True)
class Sort:
    """An order: by one indexed column, then by number, so that every row has its own place."""

    slug: str
    name: str | Promise
    column: str
    descending: bool = False

    @property
    def is_by_time(self) -> bool:
        """Whether the column holds an instant."""
        return self.column.endswith("_at")


SORTS = {
    sort.slug: sort
    for sort in (
        Sort("deadline", _("Deadline"), "queue_at"),
        Sort("activity", _("Latest activity"), "activity_at", descending=True),
        Sort("newest", _("Newest first"), "created_at", descending=True),
        Sort("oldest", _("Oldest first"), "created_at"),
        Sort("priority", _("Priority"), "priority"),
    )
}


class _Row(Func):
    """PostgreSQL's row constructor: (a, b) is compared as one key, in one walk of the index."""

    function = "ROW"
    output_field = BooleanField()


class _Compared(Func):
    output_field = BooleanField()
    template = "%(expressions)s"


@dataclass(frozen=True)
class Page:
    """One page of a list; the keys lead to its neighbours, "" where there is none."""

    tickets: list[Ticket]
    previous_key: str
    next_key: str


def page_of(tickets: TicketQuerySet, sort: Sort, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Page:
    """Return the rows that follow (or precede) a key. A key that makes no sense gives the first page."""
    backwards = bool(before) and not after
    key = _read(sort, before if backwards else after)
    if key:
        tickets = tickets.filter(_beyond(sort, *key, backwards=backwards))
    descending = sort.descending != (backwards and key is not None)
    sign = "-" if descending else ""
    rows = list(tickets.order_by(f"{sign}{sort.column}", f"{sign}number")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards and key:
        return _page(sort, rows[::-1], has_previous=more, has_next=True)
    return _page(sort, rows, has_previous=key is not None, has_next=more)


def key_of(ticket: Ticket, sort: Sort) -> str:
    """Return where a ticket stands in an order, as it is written in addresses."""
    value = getattr(ticket, sort.column)
    whole = (value - EPOCH) // MICROSECOND if sort.is_by_time else value
    return f"{whole}-{ticket.number}"


def _page(sort: Sort, rows: list[Ticket], *, has_previous: bool, has_next: bool) -> Page:
    return Page(
        rows,
        key_of(rows[0], sort) if rows and has_previous else "",
        key_of(rows[-1], sort) if rows and has_next else "",
    )


def _read(sort: Sort, key: str) -> tuple[Any, int] | None:
    value, _dash, number = key.partition("-")
    if not (value.isascii() and value.isdigit() and number.isascii() and number.isdigit()):
        return None
    if int(value) > LARGEST or int(number) > LARGEST:
        return None
    try:
        return (EPOCH + int(value) * MICROSECOND if sort.is_by_time else int(value)), int(number)
    except OverflowError:
        return None


def _beyond(sort: Sort, value: Any, number: int, *, backwards: bool) -> _Compared:
    here, there = _Row(F(sort.column), F("number")), _Row(Value(value), Value(number))
    return _Compared(here, there, arg_joiner=" < " if sort.descending != backwards else " > ")
