"""Readers of the addresses that settings are given: database, broker, mail server, the site itself."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BROKER_SCHEMES = ("redis", "rediss", "unix")


def local_database_url(data: Path) -> str:
    """Return where the embedded PostgreSQL would be; the error of a stopped one then names the place."""
    return f"postgres:///mesa?host={data / 'postgres' / 'run'}&user=postgres"


def local_redis_url(data: Path) -> str:
    """Return where the embedded Valkey would be."""
    return f"unix://{data / 'valkey' / 'run' / 'valkey'}?db=0"


def database(env: environ.Env, name: str, *, default: str) -> dict[str, Any]:
    """Read a PostgreSQL address, in the form that libpq reads too."""
    value = env.str(name, default="") or default
    example = "for example postgres://user:password@db.example.com:5432/mesa"
    try:
        found: dict[str, Any] = env.db_url_config(value)
    except (ValueError, KeyError, ImproperlyConfigured) as error:
        msg = f"{name} is not a database address that can be read, {example}."
        raise ImproperlyConfigured(msg) from error
    if not found.get("ENGINE", "").endswith("postgresql"):
        msg = f"{name} must be the address of a PostgreSQL database, {example}."
        raise ImproperlyConfigured(msg)
    if not found["NAME"]:
        msg = f"{name} must end with the name of the database, {example}."
        raise ImproperlyConfigured(msg)
    # Under ASGI connections must not be tied to threads; the pool keeps them instead.
    # What a server that vanished does not acknowledge is a fault after 15 seconds; the system would wait many minutes.
    options = {"connect_timeout": 3, "tcp_user_timeout": 15_000, "keepalives_idle": 60, **found.get("OPTIONS", {})}
    return found | {"CONN_MAX_AGE": 0, "OPTIONS": options}


def redis_url(env: environ.Env, name: str, *, default: str) -> str:
    """Read the broker's address."""
    value: str = env.str(name, default="") or default
    try:
        parts = urlsplit(value)
        complete = parts.scheme in BROKER_SCHEMES and bool(parts.path if parts.scheme == "unix" else parts.hostname)
        _ = parts.port
    except ValueError:
        complete = False
    if not complete:
        msg = f"{name} must begin with redis://, rediss:// or unix://, for example redis://broker.example.com:6379/0"
        raise ImproperlyConfigured(msg)
    return value


def email(env: environ.Env, name: str, *, default: str) -> dict[str, Any]:
    """Read the outgoing mail server's address as Django's EMAIL_* settings."""
    value = env.str(name, default="") or default
    try:
        found: dict[str, Any] = env.email_url_config(value)
        _ = urlsplit(value).port
    except (ValueError, KeyError, ImproperlyConfigured) as error:
        msg = f"{name} must look like smtp+tls://user:password@mail.example.com:587 (smtp, smtp+tls or smtp+ssl)."
        raise ImproperlyConfigured(msg) from error
    return found


def site_url(env: environ.Env, name: str, *, default: str) -> tuple[str, str]:
    """Read the address at which people reach the site; return it without a closing slash, and its host."""
    value: str = (env.str(name, default="") or default).rstrip("/")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or parts.path or parts.query:
        msg = f"{name} must be an address without a path that begins with http:// or https://, for example https://desk.example.com"
        raise ImproperlyConfigured(msg)
    return value, f"[{host}]" if ":" in host else host
