"""Sending by a Telegram bot (https://core.telegram.org/bots/api#available-methods)."""

from contextlib import suppress
from http import HTTPStatus
from typing import Any

import httpx

from helpdesk.lib.outbound import client
from tickets.delivery import chat
from tickets.delivery.errors import (
    AccountFaultError,
    NoAnswerError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
    UnreachableError,
)
from tickets.faults import fault
from tickets.models import Attachment, Channel, Delivery

BASE_URL = "https://api.telegram.org"
MEGABYTE = 1024 * 1024
MAX_PHOTO, MAX_DOCUMENT = 10 * MEGABYTE, 50 * MEGABYTE
PHOTOS = ("image/jpeg", "image/png")
UNREACHABLE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")


class RefusedError(PermanentDeliveryError):
    """It is the content that Telegram does not take."""


def send(delivery: Delivery) -> str:
    """Send one delivery; return the provider's id. Raises only the delivery errors."""
    return chat.send(delivery, _send_piece)


def base_url(channel: Channel) -> str:
    """Return the address of the API, without a slash at its end."""
    return chat.vendor_url(channel, BASE_URL)


def token(channel: Channel) -> str:
    """Return the bot's token: part of every address, so never show an address."""
    return channel.secrets.get("bot_token", "")


def call(channel: Channel, method: str, values: dict[str, Any], **content: Any) -> Any:
    """Call a method; return its result. Raises only the delivery errors, whose texts never hold the token."""
    given = {"data": values, **content} if content else {"json": values}
    try:
        answer = client().post(f"{base_url(channel)}/bot{token(channel)}/{method}", **given)
        body = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NoAnswerError(fault("telegram.away", error=type(error).__name__)) from error
    except (ValueError, RecursionError) as error:
        raise TemporaryDeliveryError(fault("telegram.nonsense")) from error
    if not isinstance(body, dict) or "ok" not in body:
        raise TemporaryDeliveryError(fault("telegram.nonsense"))  # the page of some proxy: what became of it?
    if body["ok"] is True:
        return body.get("result")
    raise error_of(answer.status_code, body)


def error_of(status: int, body: dict[str, Any]) -> TemporaryDeliveryError | PermanentDeliveryError:
    """Map an error of the API to what follows from it, with words for agents."""
    code = body.get("error_code") if isinstance(body.get("error_code"), int) else status
    said = " ".join(str(body.get("description", "")).split())[:300]
    answer = f"{code} {said}".strip()
    if code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):  # a token that is wrong gives either
        return AccountFaultError(fault("telegram.account", answer=answer))
    if code == HTTPStatus.FORBIDDEN:
        return UnreachableError(fault("telegram.blocked", answer=answer))
    if any(sign in said.lower() for sign in UNREACHABLE):
        return UnreachableError(fault("telegram.unreachable", answer=answer))
    if (
        code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.CONFLICT)
        or int(code or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR
    ):
        return TemporaryDeliveryError(fault("telegram.busy", answer=answer))
    return RefusedError(fault("telegram.refused", answer=answer))


def _send_piece(delivery: Delivery, piece: chat.Piece) -> str:
    channel, to = delivery.channel, {"chat_id": delivery.to_address}
    if channel is None:
        raise PermanentDeliveryError(fault("chat.no_channel"))
    if piece.file:
        answer = _send_file(channel, piece.file, to)
    else:
        answer = call(channel, "sendMessage", to | {"text": piece.text, "link_preview_options": {"is_disabled": True}})
    try:
        return external_id(delivery.to_address, answer["message_id"])
    except (KeyError, TypeError) as error:
        raise TemporaryDeliveryError(fault("telegram.nonsense")) from error


def external_id(chat_id: object, message_id: object) -> str:
    """Return what a message is known by: its number counts within its chat only."""
    return f"{chat_id}:{message_id}"


def _send_file(channel: Channel, file: Attachment, to: dict[str, Any]) -> Any:
    too_large = fault("telegram.too_large", name=file.name, limit=MAX_DOCUMENT // MEGABYTE)
    data = chat.read(file, limit=MAX_DOCUMENT, too_large=too_large)
    sent = (file.name, data, file.content_type)
    if file.content_type in PHOTOS and len(data) <= MAX_PHOTO:
        # A picture that is very long, or broken, is none that Telegram shows: as a document it still arrives.
        with suppress(RefusedError):
            return call(channel, "sendPhoto", to, files={"photo": sent})
    return call(channel, "sendDocument", to, files={"document": sent})
