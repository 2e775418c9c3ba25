"""Sending by the WhatsApp Cloud API (https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages)."""

import re
from typing import Any
from urllib.parse import quote

import httpx

from helpdesk.lib.outbound import client
from tickets.delivery import chat
from tickets.delivery.errors import NoAnswerError, PermanentDeliveryError, TemporaryDeliveryError
from tickets.delivery.whatsapp_errors import error_of
from tickets.faults import fault
from tickets.models import Attachment, Channel, Delivery
from tickets.templates import Template

BASE_URL = "https://graph.facebook.com/v23.0"
MEGABYTE = 1024 * 1024
# How a file is sent by its type, and up to which size; anything else, and what is larger, goes as a document.
# https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
MEDIA = {
    "image/jpeg": ("image", 5 * MEGABYTE),
    "image/png": ("image", 5 * MEGABYTE),
    "video/mp4": ("video", 16 * MEGABYTE),
    "video/3gpp": ("video", 16 * MEGABYTE),
    "audio/aac": ("audio", 16 * MEGABYTE),
    "audio/amr": ("audio", 16 * MEGABYTE),
    "audio/mpeg": ("audio", 16 * MEGABYTE),
    "audio/mp4": ("audio", 16 * MEGABYTE),
    "audio/ogg": ("audio", 16 * MEGABYTE),
}
MAX_DOCUMENT = 100 * MEGABYTE


def send(delivery: Delivery) -> str:
    """Send one delivery; return the provider's id. Raises only the delivery errors."""
    return chat.send(delivery, _send_piece)


def base_url(channel: Channel) -> str:
    """Return the address of the API, without a slash at its end."""
    return chat.vendor_url(channel, BASE_URL)


def authorization(channel: Channel) -> dict[str, str]:
    """Return the header that proves who we are."""
    return {"Authorization": f"Bearer {channel.secrets.get('access_token', '')}"}


def path_of(*parts: str) -> str:
    """Return a path of ids, none of which can lead elsewhere."""
    return "/".join(quote(part, safe="") for part in parts)


def call(channel: Channel, method: str, path: str, **content: Any) -> Any:
    """Ask the API; return its answer. Raises only the delivery errors."""
    try:
        answer = client().request(method, f"{base_url(channel)}/{path}", headers=authorization(channel), **content)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NoAnswerError(fault("whatsapp.away", error=str(error) or type(error).__name__)) from error
    body = _json(answer)
    refusal = body.get("error") if isinstance(body, dict) else None
    if refusal is None and not answer.is_error:
        if answer.is_success and body is not None:
            return body
        raise TemporaryDeliveryError(fault("whatsapp.nonsense"))  # the page of some proxy: what became of it?
    raise error_of(answer.status_code, refusal)


def _send_piece(delivery: Delivery, piece: chat.Piece) -> str:
    channel = delivery.channel
    if channel is None:
        raise PermanentDeliveryError(fault("chat.no_channel"))
    if piece.template:
        content = _template(piece.template)
    elif piece.file:
        content = _media(channel, piece.file)
    else:
        content = {"type": "text", "text": {"body": piece.text, "preview_url": False}}
    message = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": _number(delivery)} | content
    answer = call(channel, "POST", path_of(_phone(channel), "messages"), json=message)
    try:
        return str(answer["messages"][0]["id"] or "")
    except (KeyError, IndexError, TypeError) as error:
        raise TemporaryDeliveryError(fault("whatsapp.nonsense")) from error


def _media(channel: Channel, file: Attachment) -> dict[str, Any]:
    """Upload a file; return the message that shows it."""
    too_large = fault("whatsapp.too_large", name=file.name, limit=MAX_DOCUMENT // MEGABYTE)
    data = chat.read(file, limit=MAX_DOCUMENT, too_large=too_large)
    kind, limit = MEDIA.get(file.content_type, ("document", MAX_DOCUMENT))
    kind = kind if len(data) <= limit else "document"
    answer = call(
        channel,
        "POST",
        path_of(_phone(channel), "media"),
        data={"messaging_product": "whatsapp", "type": file.content_type},
        files={"file": (file.name, data, file.content_type)},
    )
    if not isinstance(answer, dict) or not answer.get("id"):
        raise TemporaryDeliveryError(fault("whatsapp.nonsense"))
    named = {"filename": file.name} if kind == "document" else {}
    return {"type": kind, kind: {"id": str(answer["id"])} | named}


def _template(template: Template) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": template.name, "language": {"code": template.language}}
    if template.values:
        values = [{"type": "text", "text": value} for value in template.values]
        shown["components"] = [{"type": "body", "parameters": values}]
    return {"type": "template", "template": shown}


def _number(delivery: Delivery) -> str:
    return re.sub(r"\D", "", delivery.to_address)


def _phone(channel: Channel) -> str:
    return str(channel.config.get("phone_number_id", ""))


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except (ValueError, RecursionError):
        return None
