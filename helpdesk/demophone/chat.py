"""What happens on a telephone: somebody writes, a message arrives, it is looked at."""

import logging
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from helpdesk.demophone import customer
from helpdesk.demophone.models import PhoneFile, PhoneMessage
from tickets.models import Channel, ChannelKind

logger = logging.getLogger(__name__)


def write(
    channel: Channel,
    contact: str,
    *,
    name: str,
    text: str,
    upload: "UploadedFile[Any] | None" = None,
    answers: str = "",
) -> PhoneMessage:
    """Write to the desk as a customer. Raises customer.RefusedError, and keeps nothing then."""
    file = None
    if upload:
        content_type = (upload.content_type or "application/octet-stream")[:100]
        file = PhoneFile.objects.create(
            name=(upload.name or "file")[:200], content_type=content_type, data=upload.read()
        )
    message = PhoneMessage.objects.create(
        channel=channel, contact=contact, name=name, is_from_customer=True, text=text, file=file, answers=answers
    )
    try:
        customer.write(message)
    except customer.RefusedError:
        message.delete()
        raise
    return message


def report_delivered(message_id: int) -> None:
    """Report that a message of the desk's arrived."""
    message = PhoneMessage.objects.select_related("channel").filter(pk=message_id, state="sent").first()
    if message:
        _report(message, "delivered")


def look(channel: Channel, contact: str) -> None:
    """Report that the customer has read what the desk wrote."""
    unread = PhoneMessage.objects.of_chat(channel, contact).filter(is_from_customer=False).exclude(state="read")
    for message in unread.select_related("channel"):
        _report(message, "read")


def _report(message: PhoneMessage, state: str) -> None:
    if message.channel.kind != ChannelKind.WHATSAPP:
        return
    try:
        customer.report(message, state)
    except customer.RefusedError as error:
        logger.warning("The demo's telephone could not report: %s", error)
        return
    message.state = state
    message.save(update_fields=["state"])
