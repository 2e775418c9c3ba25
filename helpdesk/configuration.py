"""Readers of environment values that refuse a wrong one with a sentence naming it."""

import base64
import binascii
import logging
import zoneinfo

import environ
from django.core.exceptions import ImproperlyConfigured

SECRET_CHARACTERS = KEY_BYTES = 32
INSECURE_KEY = "insecure-development-key-" + "x" * 32
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def bool_value(env: environ.Env, name: str, *, default: bool) -> bool:
    """Read 1/0, true/false, yes/no, on/off."""
    value = env.str(name, default=str(default)).strip().lower()
    if value not in TRUE | FALSE:
        msg = f"{name} must be 1 or 0, not {value!r}."
        raise ImproperlyConfigured(msg)
    return value in TRUE


def int_value(env: environ.Env, name: str, *, default: int, minimum: int) -> int:
    """Read a whole number that is not below `minimum`."""
    value = env.str(name, default="").strip() or str(default)
    if not value.isdigit() or int(value) < minimum:
        msg = f"{name} must be a whole number, {minimum} or more, not {value!r}."
        raise ImproperlyConfigured(msg)
    return int(value)


def log_level(env: environ.Env, name: str, *, default: str) -> str:
    """Read the name of a level of the logging module."""
    value = (env.str(name, default="") or default).upper()
    if value not in logging.getLevelNamesMapping():
        msg = f"{name} must be DEBUG, INFO, WARNING or ERROR, not {value!r}."
        raise ImproperlyConfigured(msg)
    return value


def list_value(env: environ.Env, name: str, *, default: list[str]) -> list[str]:
    """Read a comma-separated list; blanks are dropped, and an empty one is the default."""
    return [item.strip() for item in env.str(name, default="").split(",") if item.strip()] or default


def secret_key(env: environ.Env, *, debug: bool) -> str:
    """Return SECRET_KEY; outside DEBUG a missing or short one is refused."""
    value: str = env.str("SECRET_KEY", default=INSECURE_KEY if debug else "")
    if not debug and (len(value) < SECRET_CHARACTERS or value == INSECURE_KEY):
        msg = "SECRET_KEY must be set to at least 32 random characters. `make run` makes one for you in .data/."
        raise ImproperlyConfigured(msg)
    return value


def key_list(env: environ.Env, name: str, *, debug: bool) -> list[str]:
    """Read comma-separated Fernet keys; the first one writes, all of them read."""
    keys = list_value(env, name, default=[])
    if not keys and debug:
        keys = [base64.urlsafe_b64encode(INSECURE_KEY.encode()[:32]).decode()]
    if not keys:
        msg = f"{name} must hold at least one key: 32 random bytes in URL-safe base64."
        raise ImproperlyConfigured(msg)
    for key in keys:
        try:
            valid = len(base64.urlsafe_b64decode(key)) == KEY_BYTES
        except (ValueError, binascii.Error):
            valid = False
        if not valid:
            msg = f"{name} holds a key that is not 32 bytes in URL-safe base64."
            raise ImproperlyConfigured(msg)
    return keys


def language(env: environ.Env, name: str, *, allowed: list[str]) -> str:
    """Read a language code, one of `allowed`; the first is the default."""
    value: str = env.str(name, default="") or allowed[0]
    if value not in allowed:
        msg = f"{name} must be one of {', '.join(allowed)}, not {value!r}."
        raise ImproperlyConfigured(msg)
    return value


def time_zone(env: environ.Env, name: str, *, default: str) -> str:
    """Read an IANA time zone name, for example America/Bogota."""
    value: str = env.str(name, default="") or default
    if value not in zoneinfo.available_timezones():
        msg = f"{name} must be an IANA time zone such as America/Bogota, not {value!r}."
        raise ImproperlyConfigured(msg)
    return value
