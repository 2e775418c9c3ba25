"""Whether a request comes from Meta."""

import hashlib
import hmac
from collections.abc import Mapping

from tickets.models import Channel

SIGNATURE = "x-hub-signature-256"


def challenge(query: Mapping[str, str], channel: Channel) -> str | None:
    """Answer the handshake that Meta begins when the address is entered; None refuses it.

    https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
    """
    expected = str(channel.config.get("verify_token") or "")
    given = query.get("hub.verify_token", "")
    is_right = hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
    if not (expected and is_right and query.get("hub.mode") == "subscribe"):
        return None
    return query.get("hub.challenge", "")


def is_genuine(headers: Mapping[str, str], raw: bytes, channel: Channel) -> bool:
    """Whether the raw bytes carry the app's signature (HMAC-SHA256), compared in constant time."""
    secret = channel.secrets.get("app_secret", "")
    expected = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return (
        hmac.compare_digest(headers.get(SIGNATURE, "").encode("utf-8", "replace"), expected.encode()) and secret != ""
    )
