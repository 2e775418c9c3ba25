"""One delivery becomes one mail: words from templates in the reader's language, headers, files."""

from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from helpdesk.accounts.models import Desk
from helpdesk.letters import wordings
from tickets.delivery import headers, history
from tickets.delivery.values import values_of
from tickets.models import AccessLink, Attachment, Blob, Delivery, DeliveryKind

MAX_ATTACHED_BYTES = 15 * 1024 * 1024  # many servers refuse above 20 MB, and base64 adds a third
SIGNATURE_MARK = "-- "  # RFC 3676 4.3: with its blank


@dataclass(frozen=True)
class _Words:
    """Subject, text and HTML of a mail."""

    subject: str
    text: str
    html: str


def compose(delivery: Delivery) -> EmailMultiAlternatives:
    """Build the mail of a delivery. Reads only what its reader may see."""
    attached, left_out = _files(delivery)
    with translation.override(_language(delivery)), timezone.override(timezone.get_default_timezone()):
        words = _words(delivery, left_out)
        mail = EmailMultiAlternatives(
            subject=words.subject,
            body=words.text,
            from_email=headers.sender(delivery),
            to=[delivery.to_address],
            reply_to=headers.reply_to(delivery),
            headers=_fields(delivery),
        )
        mail.attach_alternative(words.html, "text/html")
    for file in attached:
        with default_storage.open(file.blob.storage_name) as stored:
            mail.attach(headers.one_line(file.name), stored.read(), file.content_type)
    _attach_own(mail, delivery)
    return mail


def _attach_own(mail: EmailMultiAlternatives, delivery: Delivery) -> None:
    """Attach what was made for this mail alone: the workbook of a report."""
    if file := delivery.context.get("file"):
        with default_storage.open(Blob(sha256=file["blob"]).storage_name) as stored:
            mail.attach(file["name"], stored.read(), file["type"])


def _fields(delivery: Delivery) -> dict[str, str]:
    own = {"Message-ID": f"<{headers.own_id(delivery)}>"}
    return own | headers.threading(delivery) | headers.automatic(delivery.kind)


def _language(delivery: Delivery) -> str:
    if language := delivery.context.get("language"):
        return str(language)
    if delivery.ticket:
        return delivery.ticket.language
    return delivery.requester.language if delivery.requester else translation.get_language() or "es"


def _words(delivery: Delivery, left_out: list[Attachment]) -> _Words:
    if delivery.kind == DeliveryKind.REPLY:
        return _reply(delivery, left_out)
    return _report(delivery) if delivery.kind == DeliveryKind.REPORT else _letter(delivery)


def _report(delivery: Delivery) -> _Words:
    """Figures for people of the desk: what was counted when it was queued."""
    said = delivery.context["report"]
    context = {"desk": Desk.current(), "report": said}
    subject = headers.one_line(f"{said['name']}: {said['days']}")
    return _Words(subject, _text("emails/report.txt", context), render_to_string("emails/report.html", context))


def _letter(delivery: Delivery) -> _Words:
    """A mail that leaves by itself, in the words of this desk."""
    desk = Desk.current()
    letter = wordings.letter(delivery.kind, translation.get_language() or "es", values_of(delivery), desk=desk)
    context = {"letter": letter, "desk": desk}
    html = render_to_string("emails/letter.html", context)
    return _Words(headers.one_line(letter.subject), _text("emails/letter.txt", context), html)


def _reply(delivery: Delivery, left_out: list[Attachment]) -> _Words:
    """What an agent wrote, with a signature, the way to the page, and what was written before."""
    message = delivery.message
    author = message.author_user if message else None
    context: dict[str, Any] = {
        "desk": Desk.current(),
        "ticket": delivery.ticket,
        "message": message,
        "left_out": left_out,
        "signature": author.signature.strip() if author else "",
        "earlier": history.before(message) if message else [],
    }
    if delivery.ticket and delivery.requester:
        context["url"] = AccessLink.for_requester(delivery.ticket, delivery.requester).url
    subject = headers.subject_of(delivery.ticket) if delivery.ticket else ""
    return _Words(subject, _text("emails/reply.txt", context), render_to_string("emails/reply.html", context))


def _text(template: str, context: dict[str, Any]) -> str:
    """Text templates are not HTML: nothing is escaped in them, and blank lines do not pile up."""
    text = render_to_string(template, context)
    lines = [line if line == SIGNATURE_MARK else line.rstrip() for line in text.strip().split("\n")]
    kept = [line for i, line in enumerate(lines) if line or i == 0 or lines[i - 1]]
    return "\n".join(kept) + "\n"


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
