"""Short keyed signatures and random tokens for addresses and links."""

import base64
import hashlib
import hmac

from django.conf import settings


def short_signature(purpose: str, value: str) -> str:
    """Return 80 bits of HMAC-SHA256 in lower-case base32: survives mail systems that fold the case of addresses."""
    key = hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()
    digest = hmac.new(key, value.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def signature_matches(purpose: str, value: str, signature: str) -> bool:
    """Compare in constant time; False for anything empty or malformed."""
    expected = short_signature(purpose, value)
    return hmac.compare_digest(expected.encode(), signature.lower().encode("utf-8", "replace"))


def token_hash(token: str) -> str:
    """Return what is stored of a token: only its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def derived_token(purpose: str, nonce: str) -> str:
    """Return the token that belongs to a stored random nonce: useless to whoever has only the database."""
    key = hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()
    digest = hmac.new(key, nonce.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:21]).decode()
