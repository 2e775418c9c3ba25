"""One event of WhatsApp, as split.py leaves it, becomes a message or a receipt. Pure: reads no database, no network.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
"""

import base64
import binascii
import mimetypes
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from channels_inbound.chats import words
from channels_inbound.chats.content import (
    Incoming,
    Receipt,
    WantedFile,
    identifier,
    moment,
    read_json,
    record,
    records,
    text,
)
from channels_inbound.outcomes import DiscardedError, HeldError
from tickets.delivery.whatsapp_errors import error_of
from tickets.models import DeliveryState

FILES = ("image", "video", "audio", "document", "sticker")
STATES = {
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.READ,
    "played": DeliveryState.READ,  # a voice message that was listened to
    "failed": DeliveryState.FAILED,
}
Shown = dict[str, Any]  # fields of Incoming


def parse(raw: bytes, *, phone_number_id: str) -> Incoming | Receipt:
    """Return what the event says. Raises HeldError and DiscardedError with a reason in the reader's language."""
    body = read_json(raw)
    if not isinstance(body, dict):
        raise HeldError(_("This is not what WhatsApp writes."))
    field, value = _value(body)
    number = identifier(record(value.get("metadata")).get("phone_number_id"))
    if number and number != phone_number_id:
        raise HeldError(_("It is for another number (id %(number)s) that no channel has.") % {"number": number})
    if found := records(value.get("messages")):
        return _message(found[0], value)
    if found := records(value.get("statuses")):
        return _receipt(found[0])
    if field and field != "messages":
        raise DiscardedError(_("News about the account, not from a customer: %(kind)s") % {"kind": field})
    raise HeldError(_("It holds neither a message nor a report about one."))


def _value(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    for entry in records(body.get("entry")):
        for change in records(entry.get("changes")):
            return identifier(change.get("field")), record(change.get("value"))
    return "", body  # the shape of the older API


def _receipt(status: dict[str, Any]) -> Receipt:
    state = STATES.get(text(status.get("status")))
    provider_id = identifier(status.get("id"))
    if state is None or not provider_id:
        raise HeldError(_("It is a report about a message, but of a kind that is not known."))
    if state != DeliveryState.FAILED:
        return Receipt(provider_id, state)
    return Receipt(provider_id, state, error_of(0, next(iter(records(status.get("errors"))), {})))


def _message(message: dict[str, Any], value: dict[str, Any]) -> Incoming:
    contact = _contact(message, value)
    sender = identifier(message.get("from")) or identifier(contact.get("wa_id"))
    if not any(character.isdigit() for character in sender):
        raise HeldError(_("It does not say who wrote it."))
    context = record(message.get("context"))
    common: Shown = {
        "sender": sender,
        "external_id": identifier(message.get("id")),
        "name": " ".join(text(record(contact.get("profile")).get("name")).split())[:160],
        "written_at": moment(message.get("timestamp")),
        "answers": identifier(context.get("id")),
    }
    shown = common | _shown(message)
    if context.get("forwarded") is True or context.get("frequently_forwarded") is True:
        shown["text"] = words.lines(_("[Forwarded]"), shown["text"])
    return Incoming(**shown)


def _contact(message: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    contacts = records(value.get("contacts"))
    mine = (c for c in contacts if c.get("wa_id") == message.get("from"))
    return next(mine, contacts[0] if contacts else {})


def _shown(message: dict[str, Any]) -> Shown:
    """Return what of a message is shown: by its kind, or by the part it has where the kind is missing or unknown."""
    kind = text(message.get("type"))
    if kind not in READERS or (kind in message and not isinstance(message[kind], dict | list)):
        kind = next((known for known in READERS if isinstance(message.get(known), dict | list)), kind)
    reader = READERS.get(kind)
    shown = reader(message) if reader else {"text": ""}
    if shown["text"] or shown.get("files"):
        return shown
    problem = next((text(error.get("title")) for error in records(message.get("errors"))), "")
    return shown | {"text": words.lines(words.unknown(kind), problem)}


def _text(message: dict[str, Any]) -> Shown:
    referral = record(message.get("referral"))
    advert = " ".join(filter(None, (text(referral.get("headline")), text(referral.get("source_url")))))
    written = text(record(message.get("text")).get("body"))
    return {
        "text": words.lines(written, _("[From the advertisement: %(advert)s]") % {"advert": advert} if advert else "")
    }


def _file(kind: str) -> Callable[[dict[str, Any]], Shown]:
    def read(message: dict[str, Any]) -> Shown:
        media = record(message.get(kind))
        name = text(media.get("filename")) or _file_name(kind, text(media.get("mime_type")))
        word = "voice" if media.get("voice") is True else kind
        wanted = WantedFile(identifier(media.get("id")), word, name, sha256=_sha256(text(media.get("sha256"))))
        return {"text": text(media.get("caption")), "files": (wanted,)}

    return read


def _file_name(kind: str, content_type: str) -> str:
    ending = mimetypes.guess_extension(content_type.partition(";")[0].strip()) or ""
    return f"{words.kind_of(kind)}{ending}"


def _sha256(value: str) -> str:
    """Webhooks give the hash in base64."""
    try:
        return base64.b64decode(value, validate=True).hex()
    except (binascii.Error, ValueError):
        return ""


def _location(message: dict[str, Any]) -> Shown:
    place = record(message.get("location"))
    name, address = text(place.get("name")), text(place.get("address"))
    return {"text": words.location(place.get("latitude"), place.get("longitude"), name=name, address=address)}


def _contacts(message: dict[str, Any]) -> Shown:
    return {"text": words.lines(*(_card(card) for card in records(message.get("contacts"))))}


def _card(card: dict[str, Any]) -> str:
    numbers = [text(phone.get("phone")) for phone in records(card.get("phones"))]
    mails = [text(mail.get("email")) for mail in records(card.get("emails"))]
    return words.contact(text(record(card.get("name")).get("formatted_name")), [*numbers, *mails])


def _interactive(message: dict[str, Any]) -> Shown:
    """A button or a line of a list that was chosen, a filled-in form, an answer about calls."""
    part = record(message.get("interactive"))
    for kind in ("button_reply", "list_reply"):
        chosen = record(part.get(kind))
        if chosen:
            return {"text": words.lines(text(chosen.get("title")), text(chosen.get("description")))}
    form = record(read_json(text(record(part.get("nfm_reply")).get("response_json")).encode()))
    answers = [f"{name}: {text(answer)}" for name, answer in form.items() if name != "flow_token"]
    permission = text(record(part.get("call_permission_reply")).get("response"))
    return {
        "text": words.lines(*answers, _("[Call permission: %(answer)s]") % {"answer": permission} if permission else "")
    }


def _button(message: dict[str, Any]) -> Shown:
    return {"text": text(record(message.get("button")).get("text"))}


def _reaction(message: dict[str, Any]) -> Shown:
    part = record(message.get("reaction"))
    emoji = words.reaction(text(part.get("emoji")))
    return {"text": emoji, "answers": identifier(part.get("message_id")), "quiet": "reaction"}


def _order(message: dict[str, Any]) -> Shown:
    return {"text": words.order(message.get("order"))}


def _system(message: dict[str, Any]) -> Shown:
    """News of the customer's account: another number, another device."""
    part = record(message.get("system"))
    is_moved = text(part.get("type")) in ("user_changed_number", "customer_changed_number")
    number = identifier(part.get("wa_id")) or identifier(part.get("new_wa_id"))
    return {"text": text(part.get("body")), "quiet": "system", "new_handle": number if is_moved else ""}


def _edit(message: dict[str, Any]) -> Shown:
    part = record(message.get("edit"))
    return _shown(record(part.get("message"))) | {
        "answers": identifier(part.get("original_message_id")),
        "is_edit": True,
    }


def _revoke(message: dict[str, Any]) -> Shown:
    original = identifier(record(message.get("revoke")).get("original_message_id"))
    return {"text": _("[The customer deleted this message]"), "answers": original, "quiet": "revoke"}


READERS: dict[str, Callable[[dict[str, Any]], Shown]] = {
    "text": _text,
    **{kind: _file(kind) for kind in FILES},
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "reaction": _reaction,
    "order": _order,
    "system": _system,
    "edit": _edit,
    "revoke": _revoke,
}
