"""One delivery becomes one mail: words from templates in the reader's language, headers, files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.db.models import Case, When
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Desk
from tickets.delivery import headers, history
from tickets.models import AccessLink, Attachment, Delivery, DeliveryKind, Ticket

MAX_ATTACHED_BYTES = 15 * 1024 * 1024  # many servers refuse above 20 MB, and base64 adds a third
MAX_LINKS = 10
SIGNATURE_MARK = "-- "  # RFC 3676 4.3: with its blank


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


def compose(delivery: Delivery) -> EmailMultiAlternatives:
    """Build the mail of a delivery. Reads only what its reader may see."""
    attached, left_out = _files(delivery)
    with translation.override(_language(delivery)), timezone.override(timezone.get_default_timezone()):
        context = _context(delivery) | {"left_out": left_out}
        mail = EmailMultiAlternatives(
            subject=_subject(delivery),
            body=_text(delivery.kind, context),
            from_email=headers.sender(delivery),
            to=[delivery.to_address],
            reply_to=headers.reply_to(delivery),
            headers=_fields(delivery),
        )
        mail.attach_alternative(render_to_string(f"emails/{delivery.kind}.html", context), "text/html")
    for file in attached:
        with default_storage.open(file.blob.storage_name) as stored:
            mail.attach(headers.one_line(file.name), stored.read(), file.content_type)
    return mail


def _fields(delivery: Delivery) -> dict[str, str]:
    own = {"Message-ID": f"<{headers.own_id(delivery)}>"}
    return own | headers.threading(delivery) | headers.automatic(delivery.kind)


def _language(delivery: Delivery) -> str:
    if delivery.ticket:
        return delivery.ticket.language
    if language := delivery.context.get("language"):
        return str(language)
    return delivery.requester.language if delivery.requester else translation.get_language() or "es"


def _subject(delivery: Delivery) -> str:
    """Confirmations and notices carry no word of the sender's: nobody can send others his text through us."""
    if delivery.kind == DeliveryKind.REPLY and delivery.ticket:
        return headers.subject_of(delivery.ticket)
    desk = {"desk": headers.one_line(Desk.current().name)}
    if delivery.kind == DeliveryKind.ACKNOWLEDGEMENT and delivery.ticket:
        return _("We received your request [#%(number)s]") % {"number": delivery.ticket.number}
    if delivery.kind == DeliveryKind.CLOSING and delivery.ticket:
        return _("We closed your request [#%(number)s]") % {"number": delivery.ticket.number}
    if delivery.kind == DeliveryKind.LINKS:
        return _("Your requests at %(desk)s") % desk
    return _("Your mail to %(desk)s was too large") % desk


def _text(kind: str, context: dict[str, Any]) -> str:
    """Text templates are not HTML: nothing is escaped in them, and blank lines do not pile up."""
    text = render_to_string(f"emails/{kind}.txt", context)
    lines = [line if line == SIGNATURE_MARK else line.rstrip() for line in text.strip().split("\n")]
    kept = [line for i, line in enumerate(lines) if line or i == 0 or lines[i - 1]]
    return "\n".join(kept) + "\n"


def _context(delivery: Delivery) -> dict[str, Any]:
    desk = Desk.current()
    context: dict[str, Any] = {"desk": desk, "ticket": delivery.ticket, "message": delivery.message}
    context["name"] = headers.one_line(delivery.requester.name) if delivery.requester else ""
    author = delivery.message.author_user if delivery.message else None
    context["signature"] = author.signature.strip() if author else ""
    context["earlier"] = history.before(delivery.message) if delivery.message else []
    if delivery.ticket and delivery.requester:
        context["url"] = AccessLink.for_requester(delivery.ticket, delivery.requester).url
    if delivery.kind == DeliveryKind.LINKS:
        context["links"] = list(_links(delivery))
    if delivery.kind == DeliveryKind.NOTICE:
        context["megabytes"] = delivery.context.get("megabytes", 0)
    if delivery.kind == DeliveryKind.CLOSING:
        until = delivery.context.get("reopens_until")
        context["until"] = datetime.fromisoformat(until) if until else None
    return context


def _links(delivery: Delivery) -> Iterator[RequestLink]:
    """The requester's own tickets, the one asked for first; those of others are not told, even where they take part."""
    requester = delivery.requester
    if requester is None:
        return
    is_asked_for = Case(When(pk=delivery.context.get("number"), then=0), default=1)
    own = Ticket.objects.filter(requester=requester).order_by(is_asked_for, "-activity_at")
    for ticket in own[:MAX_LINKS]:
        yield RequestLink(ticket, AccessLink.for_requester(ticket, requester).url)


def _files(delivery: Delivery) -> tuple[list[Attachment], list[Attachment]]:
    """Split the message's files into those that fit and those for which the page of the request is named."""
    attached: list[Attachment] = []
    left_out: list[Attachment] = []
    room = MAX_ATTACHED_BYTES
    files = delivery.message.attachments.select_related("blob") if delivery.message else ()
    for file in files:
        room -= file.blob.size
        (attached if room >= 0 else left_out).append(file)
        room += 0 if room >= 0 else file.blob.size
    return attached, left_out
