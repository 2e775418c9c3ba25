"""A webhook of Telegram is one update, known by its number."""

from channels_inbound.chats.content import Event, identifier, read_json, record
from tickets.models import Channel


def split(raw: bytes, channel: Channel) -> list[Event]:
    """Return the update as it came."""
    return [Event(channel.pk, raw, identifier(record(read_json(raw)).get("update_id")))]
