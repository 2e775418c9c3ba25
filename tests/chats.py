"""Webhooks as the vendors document them, signed; and the channels that they come to.

Written by hand after https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples and
https://core.telegram.org/bots/api#update.
"""

import hashlib
import hmac
import json
import time
from typing import Any

from django.test import Client
from django.urls import reverse

from tickets.models import Channel

APP_SECRET, VERIFY_TOKEN, ACCESS_TOKEN = "app-secret-1", "verify-me-1", "EAAG-access-1"
PHONE_ID, BOT_TOKEN, SECRET_TOKEN = "106540352242922", "123456:AA-bot", "telegram-secret-1"
GRAPH, TELEGRAM = "https://graph.test/v23.0", "https://telegram.test"
ROSA = "51900555012"
SECONDS = int(time.time()) - 3600  # an hour ago: what is older cannot be answered freely


def whatsapp_channel(**facts: Any) -> Channel:
    """Add a WhatsApp number."""
    config = {"phone_number_id": PHONE_ID, "verify_token": VERIFY_TOKEN, "base_url": GRAPH} | facts.pop("config", {})
    secrets = {"app_secret": APP_SECRET, "access_token": ACCESS_TOKEN} | facts.pop("secrets", {})
    return Channel.add(kind="whatsapp", name=facts.pop("name", "WhatsApp"), config=config, secrets=secrets)


def telegram_channel(**facts: Any) -> Channel:
    """Add a Telegram bot."""
    config = {"base_url": TELEGRAM} | facts.pop("config", {})
    secrets = {"bot_token": BOT_TOKEN, "secret_token": SECRET_TOKEN} | facts.pop("secrets", {})
    return Channel.add(kind="telegram", name=facts.pop("name", "Telegram"), config=config, secrets=secrets)


def whatsapp_message(number: int = 1, *, sender: str = ROSA, name: str = "Rosa Huamán", **parts: Any) -> dict[str, Any]:
    """Return one message; `parts` are its kind's own fields, a text by default."""
    parts = parts or {"type": "text", "text": {"body": "La refrigeradora no enfría"}}
    return {
        "message": {"from": sender, "id": f"wamid.{number}", "timestamp": str(SECONDS + number), **parts},
        "contact": {"profile": {"name": name}, "wa_id": sender},
    }


def whatsapp_body(*messages: dict[str, Any], statuses: Any = None, number: str = PHONE_ID) -> dict[str, Any]:
    """Return a webhook with any number of messages or statuses."""
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "5115550100", "phone_number_id": number},
    }
    if messages:
        value["contacts"] = [message["contact"] for message in messages]
        value["messages"] = [message["message"] for message in messages]
    if statuses:
        value["statuses"] = statuses
    entry = {"id": "102290129340398", "changes": [{"value": value, "field": "messages"}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def status(provider_id: str, state: str, **more: Any) -> dict[str, Any]:
    """Return a report about a message of ours."""
    return {"id": provider_id, "status": state, "timestamp": str(SECONDS), "recipient_id": ROSA, **more}


def failure(provider_id: str, code: int, title: str) -> dict[str, Any]:
    """Return the report that a message of ours failed."""
    return status(provider_id, "failed", errors=[{"code": code, "title": title, "error_data": {"details": title}}])


def telegram_update(number: int = 1, *, chat: int = 4242, **parts: Any) -> dict[str, Any]:
    """Return one update with a message of a private chat."""
    person = {"id": chat, "is_bot": False, "first_name": "Rosa", "last_name": "Huamán", "language_code": "es"}
    message = {
        "message_id": 100 + number,
        "from": person,
        "chat": {"id": chat, "type": "private", "first_name": "Rosa"},
        "date": SECONDS + number,
    }
    return {"update_id": 7000 + number, "message": message | (parts or {"text": "La cocina no enciende"})}


def signature(raw: bytes, secret: str = APP_SECRET) -> str:
    """Sign as Meta does."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def post(channel: Channel, body: Any, *, client: Client | None = None, proof: dict[str, str] | None = None) -> Any:
    """Bring a webhook as the channel's vendor would; `proof` replaces its headers."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    proofs = {
        "whatsapp": {"X-Hub-Signature-256": signature(raw)},
        "telegram": {"X-Telegram-Bot-Api-Secret-Token": SECRET_TOKEN},
    }
    url = reverse("hook", args=[channel.kind, channel.pk])
    sent = proofs[channel.kind] if proof is None else proof
    return (client or Client()).post(url, raw, content_type="application/json", headers=sent)
