"""What one delivery says in a chat: pieces of text and files, each sent once however often the sending is repeated."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import translation

from helpdesk.accounts.models import Desk
from helpdesk.letters import wordings
from tickets import opt_out
from tickets.delivery import survey
from tickets.delivery.errors import PermanentDeliveryError, TemporaryDeliveryError
from tickets.delivery.splitting import split
from tickets.delivery.values import values_of
from tickets.faults import Fault, fault
from tickets.models import Attachment, Channel, Delivery, DeliveryKind, DeliveryPart, DeliveryState
from tickets.templates import Template, template_of

MAX_TEXT = 4096  # WhatsApp and Telegram alike


@dataclass(frozen=True)
class Piece:
    """One message to the provider: a text, a file, or a template in place of a text."""

    text: str = ""
    file: Attachment | None = None
    template: Template | None = None


def send(delivery: Delivery, send_piece: Callable[[Delivery, Piece], str]) -> str:
    """Send what has not left yet, in order; return the provider's id of the first piece.

    Each piece is noted as soon as the provider took it: a repeat after a fault goes on from there.
    """
    parts = {part.position: part for part in delivery.parts.all()}
    for position, piece in enumerate(pieces(delivery)):
        part = parts.get(position)
        if part is None or part.state == DeliveryState.FAILED:
            taken = {"provider_id": send_piece(delivery, piece)[:255], "state": DeliveryState.SENT}
            parts[position] = DeliveryPart.objects.update_or_create(
                delivery=delivery, position=position, defaults=taken
            )[0]
    return parts[0].provider_id if parts else ""


def pieces(delivery: Delivery) -> list[Piece]:
    """Return what a delivery consists of. Raises PermanentDeliveryError for a template that nobody wants any more."""
    if template := template_of(delivery):
        if delivery.channel and delivery.requester_id and opt_out.is_out(delivery.requester_id, delivery.channel.kind):
            raise PermanentDeliveryError(fault("chat.opted_out"))
        return [Piece(template=survey.filled(template, delivery))]
    found = [Piece(text) for text in split(text_of(delivery), MAX_TEXT)]
    files = delivery.message.attachments.select_related("blob") if delivery.message else ()
    return found + [Piece(file=file) for file in files]


def text_of(delivery: Delivery) -> str:
    """Return a reply as it was written, anything else in the words of this desk and the reader's language."""
    if delivery.kind == DeliveryKind.REPLY and delivery.message:
        return delivery.message.body_text
    language = delivery.ticket.language if delivery.ticket else settings.LANGUAGE_CODE
    with translation.override(language):
        return wordings.letter(_letter_of(delivery), language, values_of(delivery), desk=Desk.current()).text


def _letter_of(delivery: Delivery) -> str:
    if delivery.kind == DeliveryKind.OPT_OUT:
        return "chat_opted_out" if delivery.context.get("out") else "chat_opted_in"
    return f"chat_{delivery.kind}"


def vendor_url(channel: Channel, usual: str) -> str:
    """Return the address of a channel's API, without a slash at its end; in the demo a path of this desk itself."""
    address = str(channel.config.get("base_url") or usual).rstrip("/")
    return settings.SITE_URL + address if settings.DEMO and address.startswith("/") else address


def read(file: Attachment, *, limit: int, too_large: Fault) -> bytes:
    """Return the bytes of a file. Raises PermanentDeliveryError with `too_large` above the channel's limit."""
    if file.blob.size > limit:
        raise PermanentDeliveryError(too_large)
    try:
        with default_storage.open(file.blob.storage_name) as stored:
            return bytes(stored.read())
    except OSError as error:
        raise TemporaryDeliveryError(fault("file.unreadable", error=error)) from error
