"""By which function a delivery leaves: one for each kind of channel."""

from collections.abc import Callable

from tickets.delivery import mail, telegram, whatsapp
from tickets.models import ChannelKind, Delivery

CHATS: dict[str, Callable[[Delivery], str]] = {
    ChannelKind.WHATSAPP: whatsapp.send,
    ChannelKind.TELEGRAM: telegram.send,
}


def send(delivery: Delivery) -> str:
    """Send one delivery; return the provider's id. Raises only the delivery errors. What is no chat leaves by mail."""
    kind = delivery.channel.kind if delivery.channel else ChannelKind.EMAIL
    return CHATS.get(kind, mail.send)(delivery)
