"""Small raw mails for the tests."""

from email.message import EmailMessage

from channels_inbound.models import InboundPayload
from tests.factories.tickets import NOON
from tickets.models import Channel


def raw_mail(text: str = "The oven does not heat since yesterday.", **fields: str) -> bytes:
    """Return a mail from Carol to the desk; keyword arguments are header fields (message_id=…, in_reply_to=…)."""
    mail = EmailMessage()
    defaults = {
        "from": "Carol Rojas <carol@example.com>",
        "to": "ayuda@desk.test",
        "subject": "The oven does not heat",
        "message_id": "<first@example.com>",
        "date": "Wed, 18 Nov 2026 12:00:00 -0500",
    }
    for name, value in (defaults | fields).items():
        if value:
            mail["Message-ID" if name == "message_id" else name.replace("_", "-").title()] = value
    mail.set_content(text)
    return mail.as_bytes()


def stored(channel: Channel, raw: bytes, **facts: str) -> InboundPayload:
    """Store a mail as a channel would."""
    return InboundPayload.store(channel=channel, raw=raw, at=NOON, **facts)[0]
