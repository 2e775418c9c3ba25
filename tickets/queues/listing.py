"""One list as an address describes it: view, search, order and page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from helpdesk.accounts.models import User
from helpdesk.lib.kept import Given, Kept, kept
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.queues import chips, filters, grammar, grouping, paging
from tickets.queues.reader import Reader
from tickets.queues.rows import Row, rows_of
from tickets.queues.views import STANDARD, TEAM_PREFIX, View, find_view, in_view, views_for


@dataclass
class Listing:
    """What the reader asked to see. Lives only during one request."""

    user: User
    at: datetime
    views: list[View]
    view: View
    query: grammar.Query
    sort: paging.Sort
    after: str = ""
    before: str = ""

    @classmethod
    def asked(cls, user: User, asked: QueryDict, *, at: datetime) -> "Listing":
        """Read an address; whatever is missing or makes no sense takes its usual value."""
        views = views_for(user)
        view = find_view(views, asked.get("view", ""))
        sort = paging.SORTS.get(asked.get("sort", "")) or paging.SORTS[view.sort]
        query = grammar.parse(asked.get("q", ""))
        return cls(user, at, views, view, query, sort, asked.get("after", ""), asked.get("before", ""))

    @classmethod
    def around(cls, user: User, asked: QueryDict, *, at: datetime) -> "Listing":
        """Read the list that a ticket's page was opened from. Teams are looked up only when it names one."""
        slug = asked.get("view", "")
        views = views_for(user) if slug.startswith(TEAM_PREFIX) else list(STANDARD)
        view = find_view(views, slug)
        sort = paging.SORTS.get(asked.get("sort", "")) or paging.SORTS[view.sort]
        return cls(user, at, views, view, grammar.parse(asked.get("q", "")), sort)

    @cached_property
    def reader(self) -> Reader:
        """By whom and when the search is understood."""
        return Reader(self.user, self.at)

    @cached_property
    def narrowed(self) -> filters.Narrowed:
        """The tickets of the view that the search leaves, and what was wrong with it."""
        mine = in_view(
            Ticket.objects.visible_to(self.user),
            self.view.slug,
            self.user,
            at=self.at,
            any_status=filters.asks_for_status(self.query),
        )
        return filters.narrow(mine, self.query, self.reader)

    @cached_property
    def page(self) -> paging.Page:
        """The rows."""
        return paging.page_of(self._read, self.sort, after=self.after, before=self.before)

    def around_ticket(self, ticket: Ticket, *, above: int, below: int) -> tuple[list[Row], list[Row]]:
        """Return the rows that stand before and after a ticket, whether or not it is in the list."""
        key = paging.key_of(ticket, self.sort)
        return (
            paging.page_of(self._read, self.sort, before=key, size=above).tickets,
            paging.page_of(self._read, self.sort, after=key, size=below).tickets,
        )

    def _read(self, side: str, key: dict[str, Any], size: int) -> list[Row]:
        if self.query:
            found = Kept(rows_of(paging.walk(self.tickets, self.sort, side=side, size=size)))
        else:
            found = _rows_in(self.user.role, view=self.view.slug, sort=self.sort.slug, side=side, size=size)
        return [Row._make(row) for row in found.fetch(user=self.user.pk, at=self.at, **key)]

    @property
    def problems(self) -> tuple[str, ...]:
        """What was wrong with the search."""
        return self.narrowed.problems if self.query else ()

    @property
    def tickets(self) -> TicketQuerySet:
        """All tickets of the list, unordered."""
        return self.narrowed.tickets

    @cached_property
    def total(self) -> int | None:
        """How many there are, for a search that a report asks: it came from a number."""
        asked_by_report = any(term.key == "counted" for term in self.query.terms)
        return self.tickets.count() if asked_by_report else None

    @property
    def groups(self) -> list[grouping.Group]:
        """The rows in groups by deadline when that is their order, otherwise in one."""
        if self.sort.slug == "deadline":
            return grouping.by_deadline(self.page.tickets, at=self.at)
        return [grouping.Group("all", "", tickets=self.page.tickets)] if self.page.tickets else []

    @property
    def chips(self) -> list[dict[str, Any]]:
        """The filters of the search in words, each with the address without it."""
        said = chips.in_words(self.query.terms, today=lambda: self.reader.today)
        return [
            {"term": term, "said": words, "url": self.url(q=self.query.without(term))}
            for term, words in zip(self.query.terms, said, strict=True)
        ]

    @property
    def previous_url(self) -> str:
        """The page before, "" on the first one."""
        return self.url(before=self.page.previous_key) if self.page.previous_key else ""

    @property
    def next_url(self) -> str:
        """The page after, "" on the last one."""
        return self.url(after=self.page.next_key) if self.page.next_key else ""

    @property
    def everywhere_url(self) -> str:
        """The same search among all tickets; "" when that is where the reader is."""
        return self.url(view="all", sort="") if self.view.slug != "all" else ""

    @cached_property
    def parameters(self) -> str:
        """What an address needs to come back to this list, without the page."""
        return self._parameters({})

    def url(self, **changes: str) -> str:
        """Return the address of this list with some parts changed."""
        return f"{reverse('tickets:queue')}?{self._parameters(changes)}"

    def _parameters(self, changes: dict[str, str]) -> str:
        sort = self.sort.slug if self.sort.slug != self.view.sort else ""
        values = {"view": self.view.slug, "q": self.query.raw, "sort": sort} | changes
        wanted = QueryDict(mutable=True)
        wanted.update({name: value for name, value in values.items() if value})
        return wanted.urlencode()

    def sort_choices(self) -> list[dict[str, Any]]:
        """The orders, each with its address."""
        return [
            {"sort": sort, "url": self.url(sort=sort.slug if sort.slug != self.view.sort else "")}
            for sort in paging.SORTS.values()
        ]


@kept
def _rows_in(role: str, *, view: str, sort: str, side: str, size: int) -> "QuerySet[Ticket, tuple[object, ...]]":
    person = Given("user")
    mine = in_view(Ticket.objects.visible_as(role, person), view, person, at=Given("at"))
    return rows_of(paging.walk(mine, paging.SORTS[sort], side=side, size=size))
