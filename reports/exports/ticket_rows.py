"""The tickets of a list as rows of a file, some at a time: whoever writes them holds a thousand at most."""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.kept import Among
from reports.exports.cells import Value
from reports.tables import Words
from tickets import choices
from tickets.handles import IdentityKind
from tickets.models import Channel, Identity, PromiseState, Ticket
from tickets.priority import Priority
from tickets.queues.listing import Listing
from tickets.queues.paging import Sort
from tickets.states import Status

ROWS_AT_ONCE = 1_000

Say = Callable[[Any], Value]


@dataclass(frozen=True)
class Column:
    """A heading, the expression that is read for it, and how its value is said."""

    header: Words
    source: Any
    say: Say | None = None


def numbers_of(listing: Listing, *, most: int) -> "array[int] | None":
    """Return which tickets a list holds now, in its order: eight bytes each. None when there are more than that.

    What is written later is these and no others, however the list changes meanwhile.
    """
    found = _ordered(listing.tickets, listing.sort).values_list("pk", flat=True)[: most + 1]
    numbers = array("q", found.iterator(chunk_size=10_000))
    return numbers if len(numbers) <= most else None


def columns(zone_name: str) -> tuple[Column, ...]:
    """Return what a file says of each ticket. Names of teams, people and categories are read once, here."""
    offered, link = choices.load(), f"{settings.SITE_URL}{reverse('tickets:detail', args=[0])}"
    channels = dict(Channel.objects.values_list("pk", "name"))
    address = Identity.objects.filter(requester=OuterRef("requester"), kind=IdentityKind.EMAIL).order_by("pk")
    tags = Ticket.tags.through.objects.filter(ticket=OuterRef("pk")).order_by("tag__name").values("tag__name")
    return (
        Column(_("Number"), F("pk")),
        Column(_("Subject"), F("subject")),
        Column(_("Status"), F("status"), _named(dict(Status.choices))),
        Column(_("Priority"), F("priority"), _named(dict(Priority.choices))),
        Column(_("Category"), F("category"), _named(offered.category_names)),
        Column(_("Team"), F("team"), _named(offered.team_names)),
        Column(_("Assignee"), F("assignee"), _named(offered.people_names)),
        Column(_("Requester"), F("requester__name")),
        Column(_("E-mail"), Subquery(address.values("display")[:1])),
        Column(_("Organisation"), F("organisation__name")),
        Column(_("Channel"), F("channel"), _named(channels)),
        Column(_("Tags"), ArraySubquery(tags), ", ".join),
        Column(_("Language"), F("language"), _named({code: str(name) for code, name in settings.LANGUAGES})),
        *_times(),
        Column(_("Time zone"), F("pk"), lambda _number: zone_name),
        *_figures(),
        Column(_("Link"), F("pk"), lambda number: link.replace("/0/", f"/{number}/")),
    )


def rows_of(numbers: Sequence[int], shown: Sequence[Column]) -> Iterator[list[Value]]:
    """Read the tickets in this order. One that is deleted meanwhile is left out."""
    for begin in range(0, len(numbers), ROWS_AT_ONCE):
        yield from _read(list(numbers[begin : begin + ROWS_AT_ONCE]), shown)


def _read(numbers: list[int], shown: Sequence[Column]) -> Iterator[list[Value]]:
    reading = {f"c{place}": column.source for place, column in enumerate(shown)}
    found: QuerySet[Ticket, Any] = Ticket.objects.filter(Among("pk", numbers)).annotate(**reading)
    by_number = {row[0]: row for row in found.values_list(*reading)}
    for number in numbers:
        if number in by_number:
            yield _said(by_number.pop(number), shown)


def _said(row: Sequence[Any], shown: Sequence[Column]) -> list[Value]:
    return [
        column.say(value) if column.say and value is not None else value
        for column, value in zip(shown, row, strict=True)
    ]


def _times() -> tuple[Column, ...]:
    return (
        Column(_("Created"), F("created_at")),
        Column(_("Latest activity"), F("activity_at")),
        Column(_("First answer"), F("first_replied_at")),
        Column(_("First solved"), F("first_solved_at")),
        Column(_("Closed"), F("closed_at")),
        Column(_("Deadline"), F("due_at")),
    )


def _figures() -> tuple[Column, ...]:
    state = _named(dict(PromiseState.choices))
    return (
        Column(_("First response, business hours"), F("facts__reply_business_seconds"), _length),
        Column(_("First response, clock hours"), F("facts__reply_seconds"), _length),
        Column(_("Resolution, business hours"), F("facts__solve_business_seconds"), _length),
        Column(_("Resolution, clock hours"), F("facts__solve_seconds"), _length),
        Column(_("SLA, first response"), F("facts__first_response"), state),
        Column(_("SLA, resolution"), F("facts__resolution"), state),
        Column(_("Times reopened"), F("reopen_count")),
    )


def _named(names: Mapping[Any, Words]) -> Say:
    said = {key: str(name) for key, name in names.items()}
    return lambda value: said.get(value, str(value))


def _length(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


def _ordered(tickets: "QuerySet[Ticket]", sort: Sort) -> "QuerySet[Ticket]":
    sign = "-" if sort.descending else ""
    return tickets.order_by(f"{sign}{sort.column}", f"{sign}number")
