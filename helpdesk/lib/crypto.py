"""Encrypting secrets at rest with FIELD_ENCRYPTION_KEYS (the first key writes, every key reads)."""

import json

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt_json(values: dict[str, str]) -> str:
    """Return the values encrypted, as text for a column."""
    return _fernet().encrypt(json.dumps(values).encode()).decode()


def decrypt_json(token: str) -> dict[str, str]:
    """Return what `encrypt_json` was given. Raises cryptography.fernet.InvalidToken when no key fits."""
    values: dict[str, str] = json.loads(_fernet().decrypt(token.encode()))
    return values


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key.encode()) for key in settings.FIELD_ENCRYPTION_KEYS])
