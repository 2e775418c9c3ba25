"""One update of Telegram becomes a message. Pure: reads no database, no network.

https://core.telegram.org/bots/api#update
"""

import mimetypes
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from channels_inbound.chats import words
from channels_inbound.chats.content import (
    Incoming,
    Reach,
    WantedFile,
    identifier,
    moment,
    read_json,
    record,
    records,
    size,
    text,
)
from channels_inbound.outcomes import DiscardedError, HeldError
from tickets.delivery.telegram import external_id

# What the app writes when a chat is opened, with a parameter where a link led to it.
START = re.compile(r"/start( [A-Za-z0-9_-]{1,64})?")
# The kinds of files, with what they are called here; an animation comes with a `document` beside it.
FILES = {
    "animation": "video",
    "audio": "audio",
    "document": "document",
    "sticker": "sticker",
    "video": "video",
    "video_note": "video",
    "voice": "voice",
}
SHUT = ("kicked", "left")
ENDINGS = {"photo": ".jpg", "voice": ".ogg", "video": ".mp4", "video_note": ".mp4", "animation": ".mp4"}
Shown = dict[str, Any]  # fields of Incoming


def parse(raw: bytes) -> Incoming | Reach:
    """Return what the update says. Raises HeldError and DiscardedError with a reason in the reader's language."""
    update = read_json(raw)
    if not isinstance(update, dict):
        raise HeldError(_("This is not what Telegram writes."))
    for kind in ("message", "edited_message"):
        if isinstance(update.get(kind), dict):
            return _message(update[kind], is_edit=kind == "edited_message")
    if pressed := record(update.get("callback_query")):
        return _pressed(pressed)
    if "my_chat_member" in update:
        return _reach(record(update["my_chat_member"]))
    kinds = ", ".join(key for key in map(text, update) if key != "update_id")
    raise HeldError(_("An update of a kind that the desk cannot read: %(kinds)s") % {"kinds": kinds[:200]})


def _message(message: dict[str, Any], *, is_edit: bool) -> Incoming:
    chat, person = record(message.get("chat")), record(message.get("from"))
    sender = identifier(person.get("id")) or identifier(chat.get("id"))
    if not sender:
        raise HeldError(_("It does not say who wrote it."))
    _check_private(chat, person)
    if is_edit and "location" in message:
        raise DiscardedError(_("The next point of a live location."))
    shown = _shown(message)
    own, replied = _known_as(chat, message), record(message.get("reply_to_message"))
    return Incoming(
        sender=identifier(chat.get("id")) or sender,
        external_id="" if is_edit else own,
        name=_name(person) or _name(chat),
        language=identifier(person.get("language_code"))[:2],
        written_at=moment(message.get("edit_date")) or moment(message.get("date")),
        answers=own if is_edit else _known_as(chat, replied),
        is_edit=is_edit,
        is_greeting=START.fullmatch(shown["text"]) is not None and not is_edit,
        phone=_own_phone(message, sender),
        **shown,
    )


def _check_private(chat: dict[str, Any], person: dict[str, Any]) -> None:
    """A bot that somebody put into a group hears what was not said to the desk."""
    if chat.get("type") in ("group", "supergroup", "channel"):
        raise DiscardedError(_("It was written in a group; the desk answers people who write to it."))
    if person.get("is_bot") is True:
        raise DiscardedError(_("Another bot wrote it."))


def _pressed(query: dict[str, Any]) -> Incoming:
    """A button below one of our messages."""
    message, person = record(query.get("message")), record(query.get("from"))
    chat = record(message.get("chat"))
    sender = identifier(person.get("id")) or identifier(chat.get("id"))
    if not sender:
        raise HeldError(_("It does not say who wrote it."))
    _check_private(chat, person)
    written = text(query.get("data")) or words.unknown("callback_query")
    return Incoming(sender, written, name=_name(person), answers=_known_as(chat, message))


def _reach(change: dict[str, Any]) -> Reach:
    """The customer blocked the bot, or let it in again."""
    chat, person = record(change.get("chat")), record(change.get("from"))
    _check_private(chat, person)
    return Reach(identifier(chat.get("id")), text(record(change.get("new_chat_member")).get("status")) not in SHUT)


def _known_as(chat: dict[str, Any], message: dict[str, Any]) -> str:
    number = identifier(message.get("message_id"))
    return external_id(identifier(chat.get("id")), number) if number else ""


def _name(person: dict[str, Any]) -> str:
    name = " ".join(f"{text(person.get('first_name'))} {text(person.get('last_name'))}".split())
    return name[:160] or identifier(person.get("username"))


def _own_phone(message: dict[str, Any], sender: str) -> str:
    """A number is the sender's only when Telegram says so: anybody can send anybody's card."""
    card = record(message.get("contact"))
    return identifier(card.get("phone_number")) if identifier(card.get("user_id")) == sender else ""


def _shown(message: dict[str, Any]) -> Shown:
    files = tuple(_files(message))
    told = [read(message) for read in READERS]
    written = words.lines(text(message.get("text")), text(message.get("caption")), *told)
    if _is_forwarded(message):
        written = words.lines(_("[Forwarded]"), written)
    if not written and not files:
        known = ("message_id", "from", "chat", "date", "edit_date", "reply_to_message")
        written = words.unknown(", ".join(key for key in map(text, message) if key not in known))
    return {"text": written, "files": files}


def _is_forwarded(message: dict[str, Any]) -> bool:
    return any(key in message for key in ("forward_origin", "forward_from", "forward_from_chat", "forward_date"))


def _files(message: dict[str, Any]) -> list[WantedFile]:
    """Return the files of a message; of a photo the largest version, of an animation not its second description."""
    sizes = records(message.get("photo"))
    if sizes:
        largest = max(sizes, key=lambda photo: (size(photo.get("width")), size(photo.get("file_size"))))
        return [_file("photo", "image", largest)]
    kinds = [kind for kind in FILES if record(message.get(kind))]
    return [_file(kind, FILES[kind], record(message[kind])) for kind in kinds[:1]]


def _file(kind: str, word: str, media: dict[str, Any]) -> WantedFile:
    ending = mimetypes.guess_extension(text(media.get("mime_type"))) or ENDINGS.get(kind, "")
    if kind == "sticker":
        ending = ".webm" if media.get("is_video") is True else ".tgs" if media.get("is_animated") is True else ".webp"
    name = text(media.get("file_name")) or f"{words.kind_of(word)}{ending}"
    return WantedFile(identifier(media.get("file_id")), word, name, size=size(media.get("file_size")))


def _location(message: dict[str, Any]) -> str:
    venue = record(message.get("venue"))
    place = record(message.get("location")) or record(venue.get("location"))
    if not place and not venue:
        return ""
    name, address = text(venue.get("title")), text(venue.get("address"))
    return words.location(place.get("latitude"), place.get("longitude"), name=name, address=address)


def _contact(message: dict[str, Any]) -> str:
    card = record(message.get("contact"))
    return words.contact(_name(card), [text(card.get("phone_number"))]) if card else ""


def _sticker(message: dict[str, Any]) -> str:
    return text(record(message.get("sticker")).get("emoji"))


def _poll(message: dict[str, Any]) -> str:
    poll = record(message.get("poll"))
    options = [f"· {text(option.get('text'))}" for option in records(poll.get("options"))]
    return words.lines(text(poll.get("question")), *options)


READERS: tuple[Callable[[dict[str, Any]], str], ...] = (_location, _contact, _sticker, _poll)
