"""By which function a payload of each kind becomes a message. A new channel adds one line."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from channels_inbound.chats.media import Fetched
from channels_inbound.models import InboundPayload
from channels_inbound.outcomes import DiscardedError, HeldError
from tickets import intake
from tickets.models import ChannelKind, Message

# A parser gives the InboundMessage for intake. Kinds that bring reports besides messages have a receiver instead,
# which puts the payload where it belongs and returns the message. Both may raise HeldError and DiscardedError.
PARSERS: dict[str, str] = {ChannelKind.WEB_FORM: "channels_inbound.web_form.parse.parse"}
RECEIVERS: dict[str, str] = {ChannelKind.EMAIL: "channels_inbound.email.receive.receive"}
# Chats have a receiver that may ask for files first, which lie at the provider (channels_inbound.chats.media).
CHATS: dict[str, str] = {
    ChannelKind.WHATSAPP: "channels_inbound.whatsapp.receive.receive",
    ChannelKind.TELEGRAM: "channels_inbound.telegram.receive.receive",
}

# What a payload says besides its message, written down in the same transaction.
AFTERWARDS: dict[str, str] = {ChannelKind.WEB_FORM: "channels_inbound.web_form.articles.note"}


def receive(payload: InboundPayload, *, at: datetime, fetched: Mapping[str, Fetched] | None = None) -> Message:
    """Turn a payload into a message on a ticket, inside the caller's transaction.

    `fetched` are the files of a chat message: without them its receiver may raise FilesNeededError.
    """
    kind = payload.channel.kind
    if kind in CHATS:
        chat: Callable[..., Message] = import_string(CHATS[kind])
        return chat(payload, fetched=fetched, at=at)
    if kind in RECEIVERS:
        receiver: Callable[..., Message] = import_string(RECEIVERS[kind])
        return receiver(payload, at=at)
    if kind not in PARSERS:
        raise HeldError(_("Nothing here can read what comes by this channel."))
    parse: Callable[[InboundPayload], intake.InboundMessage] = import_string(PARSERS[kind])
    received = intake.receive(parse(payload))
    if received.outcome == "second_copy":
        raise DiscardedError(second_copy(received.message))
    if kind in AFTERWARDS:
        note: Callable[..., None] = import_string(AFTERWARDS[kind])
        note(payload, received.message, at=at)
    return received.message


def second_copy(message: Message) -> str:
    """Return the reason for a payload whose message is here already."""
    return _("Second copy of a message that is on ticket #%(number)s.") % {"number": message.ticket_id}
