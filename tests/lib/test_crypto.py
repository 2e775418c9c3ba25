"""Secrets at rest."""

import base64
import os

import pytest
from cryptography.fernet import InvalidToken
from pytest_django import Settings

from helpdesk.lib.crypto import decrypt_json, encrypt_json


def test_secrets_come_back_and_are_not_readable_at_rest() -> None:
    token = encrypt_json({"password": "hunter2"})
    assert "hunter2" not in token
    assert decrypt_json(token) == {"password": "hunter2"}


def test_a_new_first_key_writes_and_the_old_one_still_reads(settings: Settings) -> None:
    old = settings.FIELD_ENCRYPTION_KEYS
    token = encrypt_json({"a": "b"})
    new = base64.urlsafe_b64encode(os.urandom(32)).decode()
    settings.FIELD_ENCRYPTION_KEYS = [new, *old]
    assert decrypt_json(token) == {"a": "b"}
    settings.FIELD_ENCRYPTION_KEYS = [new]
    with pytest.raises(InvalidToken):
        decrypt_json(token)
