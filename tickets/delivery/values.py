"""What the words of an automatic mail or chat message may name, for one delivery (see helpdesk.letters.kinds)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, When
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.letters.rendering import Block, Values
from tickets.delivery import survey
from tickets.models import AccessLink, Delivery, DeliveryKind, Ticket

MAX_LINKS = 10


@dataclass(frozen=True)
class RequestLink:
    """A request and the address of its page, for the mail that lists them."""

    ticket: Ticket
    url: str

    @property
    def subject(self) -> str:
        """What it is about, once an agent has answered it: anybody can write a request in another's name.

        Whoever does, and then asks for that person's links, has no word of theirs sent through us (class 18).
        """
        return self.ticket.subject if self.ticket.first_replied_at else ""


def values_of(delivery: Delivery) -> Values:
    """Return the values of a delivery, by the names that its kind of mail knows. None holds a word of the sender's:
    nobody can send others his text through us (security class 18). A notice to managers may.
    """
    values: dict[str, str | Block] = {}
    if ticket := delivery.ticket:
        values["ticket.number"] = str(ticket.number)
    if ticket and delivery.requester:
        values["request.link"] = AccessLink.for_requester(ticket, delivery.requester).url
    if delivery.kind == DeliveryKind.LINKS:
        values["requests.list"] = _requests(delivery)
    if delivery.kind == DeliveryKind.NOTICE:
        values["limit.size"] = f"{delivery.context.get('megabytes', 0)} MB"
    if delivery.kind == DeliveryKind.CLOSING:
        values["closing.way_back"] = _way_back(delivery.context.get("reopens_until"))
    if delivery.channel and delivery.channel.is_chat:
        values["channel.name"] = delivery.channel.get_kind_display()
    return values | survey.values_of(delivery)


def _way_back(until: str | None) -> str:
    if not until:
        return _(
            "If something is still missing, answer this mail: your answer begins a new request that follows this one."
        )
    day = date_format(timezone.localtime(datetime.fromisoformat(until)), "DATE_FORMAT")
    return _(
        "If something is still missing, answer this mail or open the request again on its page, until %(day)s. "
        "After that, your answer begins a new request that follows this one."
    ) % {"day": day}


def _requests(delivery: Delivery) -> Block:
    context = {"links": list(_links(delivery))}
    html = render_to_string("emails/_requests.html", context)
    return Block(render_to_string("emails/_requests.txt", context).strip(), SafeString(html))


def _links(delivery: Delivery) -> Iterator[RequestLink]:
    """The requester's own tickets, the one asked for first; those of others are not told, even where they take part."""
    requester = delivery.requester
    if requester is None:
        return
    is_asked_for = Case(When(pk=delivery.context.get("number"), then=0), default=1)
    own = Ticket.objects.filter(requester=requester).order_by(is_asked_for, "-activity_at")
    for ticket in own[:MAX_LINKS]:
        yield RequestLink(ticket, AccessLink.for_requester(ticket, requester).url)
