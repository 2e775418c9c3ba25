"""The customer's side: webhooks as the vendors write and sign them, brought to the desk's own door."""

import hashlib
import hmac
import json
from typing import Any

import httpx
from django.conf import settings
from django.urls import reverse

from helpdesk.demophone.models import PhoneMessage
from helpdesk.lib.outbound import client
from tickets.models import Channel, ChannelKind


class RefusedError(Exception):
    """The desk did not take it."""


def write(message: PhoneMessage) -> None:
    """Bring what a customer wrote. Raises RefusedError."""
    bring(message.channel, body_of(message))


def body_of(message: PhoneMessage) -> dict[str, Any]:
    """Return the webhook of what a customer wrote, as its vendor writes it."""
    return _whatsapp(message) if message.channel.kind == ChannelKind.WHATSAPP else _telegram(message)


def report(message: PhoneMessage, state: str) -> None:
    """Tell the desk how far one of its messages got; Telegram tells nothing."""
    if message.channel.kind == ChannelKind.WHATSAPP:
        status = {"id": message.provider_id, "status": state, "recipient_id": message.contact}
        bring(message.channel, _change(message, {"statuses": [status | {"timestamp": _seconds(message)}]}))


def bring(channel: Channel, body: dict[str, Any]) -> None:
    """Bring a webhook, signed as the vendor signs."""
    raw = json.dumps(body).encode()
    secret = channel.secrets.get("app_secret", "").encode()
    headers = {
        "Content-Type": "application/json",
        "X-Hub-Signature-256": "sha256=" + hmac.new(secret, raw, hashlib.sha256).hexdigest(),
        "X-Telegram-Bot-Api-Secret-Token": channel.secrets.get("secret_token", ""),
    }
    url = settings.SITE_URL + reverse("hook", args=[channel.kind, channel.pk])
    try:
        client().post(url, content=raw, headers=headers).raise_for_status()
    except httpx.HTTPError as error:
        raise RefusedError(str(error)) from error


def _whatsapp(message: PhoneMessage) -> dict[str, Any]:
    shown: dict[str, Any] = {"type": "text", "text": {"body": message.text}}
    if message.file:
        kind = "image" if message.file.is_image else "document"
        media = {"id": str(message.file.pk), "mime_type": message.file.content_type, "caption": message.text}
        shown = {"type": kind, kind: media | ({} if message.file.is_image else {"filename": message.file.name})}
    sent = {"from": message.contact, "id": message.provider_id, "timestamp": _seconds(message), **shown}
    if message.answers:
        sent["context"] = {"from": _number(message.channel), "id": message.answers}
    contact = {"profile": {"name": message.name}, "wa_id": message.contact}
    return _change(message, {"contacts": [contact], "messages": [sent]})


def _change(message: PhoneMessage, part: dict[str, Any]) -> dict[str, Any]:
    number = _number(message.channel)
    metadata = {"display_phone_number": number, "phone_number_id": number}
    value = {"messaging_product": "whatsapp", "metadata": metadata, **part}
    entry = {"id": "demo", "changes": [{"field": "messages", "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def _telegram(message: PhoneMessage) -> dict[str, Any]:
    number = int(message.contact)
    first, _blank, last = message.name.partition(" ")
    person = {"id": number, "is_bot": False, "first_name": first, "last_name": last}
    sent: dict[str, Any] = {
        "message_id": message.pk,
        "from": person,
        "chat": {"id": number, "type": "private", "first_name": first},
        "date": int(message.at.timestamp()),
    }
    if message.file:
        media = {"file_id": str(message.file.pk), "file_name": message.file.name}
        media["mime_type"] = message.file.content_type
        sent |= {"document": media} | ({"caption": message.text} if message.text else {})
    else:
        sent["text"] = message.text
    if message.answers:
        sent["reply_to_message"] = {"message_id": int(message.answers)}
    return {"update_id": message.pk, "message": sent}


def _number(channel: Channel) -> str:
    return str(channel.config.get("phone_number_id", ""))


def _seconds(message: PhoneMessage) -> str:
    return str(int(message.at.timestamp()))
