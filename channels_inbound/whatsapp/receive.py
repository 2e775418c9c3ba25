"""A stored event of WhatsApp comes onto a ticket, or onto the message that it reports about."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from channels_inbound.chats.content import Receipt
from channels_inbound.chats.media import Fetched
from channels_inbound.chats.receive import note_receipt, take_in
from channels_inbound.models import InboundPayload
from channels_inbound.whatsapp.parse import parse
from tickets.models import Message

WINDOW = timedelta(hours=24)  # since the customer's last message (domain rules 5.11)


def receive(payload: InboundPayload, *, fetched: Mapping[str, Fetched] | None, at: datetime) -> Message:
    """Put one event where it belongs, inside the caller's transaction."""
    number = str(payload.channel.config.get("phone_number_id", ""))
    with translation.override(settings.LANGUAGE_CODE):
        event = parse(payload.raw, phone_number_id=number)
        if isinstance(event, Receipt):
            note_receipt(payload.channel, event, at=at)
        return take_in(payload, event, fetched=fetched, at=at, window=WINDOW)
