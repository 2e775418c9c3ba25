"""Whether a request comes from Telegram."""

import hmac
from collections.abc import Mapping

from tickets.models import Channel

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 -- the name of a header


def challenge(_query: Mapping[str, str], _channel: Channel) -> str | None:
    """Telegram has no handshake: refuse."""
    return None


def is_genuine(headers: Mapping[str, str], _raw: bytes, channel: Channel) -> bool:
    """Whether the header holds the secret that was given to setWebhook, compared in constant time.

    https://core.telegram.org/bots/api#setwebhook
    """
    secret = channel.secrets.get("secret_token", "")
    return hmac.compare_digest(headers.get(SECRET, "").encode("utf-8", "replace"), secret.encode()) and secret != ""
