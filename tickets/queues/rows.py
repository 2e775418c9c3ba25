"""What a row of a list shows, and nothing else: reading whole tickets and people takes three times as long."""

from datetime import datetime
from typing import NamedTuple, Self

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf

from tickets.handles import IdentityKind
from tickets.models import Identity, Ticket
from tickets.models.ticket import TicketQuerySet


class Row(NamedTuple):
    """A ticket in a list."""

    number: int
    subject: str
    status: str
    priority: int
    snippet: str
    created_at: datetime
    activity_at: datetime
    unanswered_since: datetime | None
    due_at: datetime | None
    queue_at: datetime
    sla_policy_id: int | None
    window_expires_at: datetime | None
    channel_kind: str
    requester_name: str  # or their address; "" when we know neither
    assignee_name: str

    @classmethod
    def of(cls, ticket: Ticket, **names: str) -> Self:
        """Return the row of a ticket that was read whole, given the names that stand in other tables."""
        return cls._make(names[name] if name in names else getattr(ticket, name) for name in cls._fields)


def rows_of(tickets: TicketQuerySet) -> "QuerySet[Ticket, tuple[object, ...]]":
    """Read what the rows of tickets show, in one query; `Row._make` gives each its names."""
    addresses = Identity.objects.filter(requester=OuterRef("requester"), kind=IdentityKind.EMAIL).order_by("pk")
    names = {
        "channel_kind": F("channel__kind"),
        "requester_name": _first(NullIf("requester__name", Value("")), Subquery(addresses.values("value")[:1])),
        "assignee_name": _first(NullIf("assignee__name", Value("")), F("assignee__email")),
    }
    return tickets.annotate(**names).values_list(*Row._fields)


def _first(*texts: Combinable) -> Coalesce:
    return Coalesce(*texts, Value(""), output_field=CharField())
