"""A stored update of Telegram comes onto a ticket."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils import translation

from channels_inbound.chats.content import Reach
from channels_inbound.chats.media import Fetched
from channels_inbound.chats.receive import note_reach, take_in
from channels_inbound.models import InboundPayload
from channels_inbound.telegram.parse import parse
from tickets.models import Message


def receive(payload: InboundPayload, *, fetched: Mapping[str, Fetched] | None, at: datetime) -> Message:
    """Put one update where it belongs, inside the caller's transaction."""
    with translation.override(settings.LANGUAGE_CODE):
        event = parse(payload.raw)
        if isinstance(event, Reach):
            note_reach(payload.channel, event, at=at)
        return take_in(payload, event, fetched=fetched, at=at)
