"""Orders of a list and walking it page by page without OFFSET: a page is found by the last row of the one before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, F, Func
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.kept import Given
from helpdesk.lib.numbers import whole_number
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.queues.rows import Row

PAGE_SIZE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


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


class _Key(Func):
    """PostgreSQL's row constructor: (a, b) is compared as one key, in one walk of the index."""

    function = "ROW"
    output_field = BooleanField()


class _Compared(Func):
    output_field = BooleanField()
    template = "%(expressions)s"


# Reads a page of a size and one row more on one side of a key: "after", "before" (the nearest first), "": from the top.
Read = Callable[[str, dict[str, Any], int], list[Row]]


@dataclass(frozen=True)
class Page:
    """One page of a list; the keys lead to its neighbours, "" where there is none."""

    tickets: list[Row]
    previous_key: str
    next_key: str


def page_of(read: Read, sort: Sort, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Page:
    """Return the rows that follow (or precede) a key. A key that makes no sense gives the first page."""
    key = _key(sort, after or before)
    side = ("after" if after else "before") if key else ""
    rows = read(side, key or {}, size)
    more = len(rows) > size
    rows = rows[:size]
    if side == "before":
        return _page(sort, rows[::-1], has_previous=more, has_next=True)
    return _page(sort, rows, has_previous=bool(side), has_next=more)


def walk(tickets: TicketQuerySet, sort: Sort, *, side: str, size: int) -> TicketQuerySet:
    """Put tickets in order, beyond the key that is `Given`; one more than a page, to know whether there are more."""
    backwards = side == "before"
    descending = sort.descending != backwards
    if side:
        here, there = _Key(F(sort.column), F("number")), _Key(Given("value"), Given("number"))
        tickets = tickets.filter(_Compared(here, there, arg_joiner=" < " if descending else " > "))
    sign = "-" if descending else ""
    return tickets.order_by(f"{sign}{sort.column}", f"{sign}number")[: size + 1]


def key_of(ticket: Ticket | Row, sort: Sort) -> str:
    """Return where a ticket stands in an order, as it is written in addresses."""
    value = getattr(ticket, sort.column)
    whole = (value - EPOCH) // MICROSECOND if sort.is_by_time else value
    return f"{whole}-{ticket.number}"


def _page(sort: Sort, rows: list[Row], *, has_previous: bool, has_next: bool) -> Page:
    return Page(
        rows,
        key_of(rows[0], sort) if rows and has_previous else "",
        key_of(rows[-1], sort) if rows and has_next else "",
    )


def _key(sort: Sort, key: str) -> dict[str, Any] | None:
    value, _dash, number = key.partition("-")
    place, last = whole_number(value), whole_number(number)
    if place is None or last is None:
        return None
    try:
        return {"value": EPOCH + place * MICROSECOND if sort.is_by_time else place, "number": last}
    except OverflowError:
        return None
