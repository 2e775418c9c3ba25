"""The customer's side of the demo: real mails (RFC 5322), put where a mailbox would have delivered them."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from channels_inbound import processing
from channels_inbound.email.parse import ParsedEmail
from channels_inbound.models import InboundPayload
from helpdesk.mailcatcher.models import CaughtMail
from tickets.models import Channel, ChannelKind

DOMAIN = "customer.example"


class NoMailboxError(Exception):
    """There is no mailbox that could receive mail."""


def answer(caught: CaughtMail, mail: ParsedEmail, *, body: str, at: datetime) -> InboundPayload:
    """Answer a caught mail as its recipient's mail program would: quoted text, In-Reply-To, References."""
    reply = _letter(at)
    reply["From"] = caught.recipients[0]
    reply["To"] = mail.reply_to[0].addr if mail.reply_to else mail.from_addr
    subject = mail.subject if mail.subject.lower().startswith("re:") else f"Re: {mail.subject}"
    reply["Subject"] = " ".join(subject.split())
    reply["In-Reply-To"] = f"<{mail.message_id}>"
    reply["References"] = " ".join(f"<{value}>" for value in (*mail.references, mail.message_id))
    quoted = "\n".join(f"> {line}" for line in mail.body_text.split("\n"))
    attribution = (
        f"On {caught.caught_at:%Y-%m-%d} at {caught.caught_at:%H:%M}, {mail.from_name or mail.from_addr} wrote:"
    )
    reply.set_content(f"{body}\n\n{attribution}\n{quoted}\n")
    return _deliver(reply, at=at)


def write(
    *, name: str, email: str, subject: str, body: str, attachment: "UploadedFile[Any] | None", at: datetime
) -> InboundPayload:
    """Write a new mail to the desk."""
    mail = _letter(at)
    mail["From"] = formataddr((name, email))
    mail["To"] = _mailbox("").address
    mail["Subject"] = " ".join(subject.split())
    mail.set_content(body)
    if attachment:
        maintype, _slash, subtype = (attachment.content_type or "application/octet-stream").partition("/")
        mail.add_attachment(
            attachment.read(), maintype=maintype, subtype=subtype or "octet-stream", filename=attachment.name
        )
    return _deliver(mail, at=at)


def _letter(at: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = make_msgid(domain=DOMAIN)
    return mail


def _mailbox(address: str) -> Channel:
    """Return the mailbox with this address (its signed tag left out), else the first one."""
    channels = list(Channel.objects.active().of_kind(ChannelKind.EMAIL))
    if not channels:
        raise NoMailboxError
    local, _at, domain = address.partition("@")
    plain = f"{local.partition('+')[0]}@{domain}".lower()
    return next((channel for channel in channels if channel.address.lower() == plain), channels[0])


def _deliver(mail: EmailMessage, *, at: datetime) -> InboundPayload:
    channel = _mailbox(str(mail["To"]))
    with transaction.atomic():
        payload, _new = InboundPayload.store(channel=channel, raw=mail.as_bytes(), at=at, source="demo")
        processing.announce([payload.pk])
        channel.last_message_at = at
        channel.save(update_fields=["last_message_at"])
    return payload
