"""Each wrong value stops the start with a sentence that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PRODUCTION = {
    "SECRET_KEY": "a-long-secret-for-this-test-0123456789abcdef",
    "FIELD_ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "SITE_URL": "https://desk.example.com",
    "DATABASE_URL": "postgres://mesa:secret@db.example.com:5432/mesa",
    "REDIS_URL": "redis://broker.example.com:6379/0",
}


def load(tmp_path: Path, expression: str = "''", **values: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a fresh process that has only these values."""
    code = f"from helpdesk import settings; print({expression})"
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), **values}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("FIELD_ENCRYPTION_KEYS", ""),
        ("FIELD_ENCRYPTION_KEYS", "not-a-key"),
        ("DATABASE_URL", "sqlite:///db.sqlite3"),
        ("DATABASE_URL", "mysql://mesa@db.example.com/mesa"),
        ("DATABASE_URL", "postgres://mesa@db.example.com:many/mesa"),
        ("DATABASE_URL", "postgres://db.example.com"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_POOL", "maybe"),
        ("DATABASE_PREPARE", "maybe"),
        ("DATABASE_POOL_SIZE", "0"),
        ("REDIS_URL", "amqp://broker.example.com"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://broker.example.com:many/0"),
        ("SITE_URL", "desk.example.com"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "https://example.com/desk"),
        ("EMAIL_URL", "mail.example.com:25"),
        ("EMAIL_URL", "smtp://mail.example.com:many"),
        ("LANGUAGE_CODE", "fr"),
        ("TIME_ZONE", "Lima"),
        ("DEBUG", "perhaps"),
        ("DEMO", "perhaps"),
        ("TRUST_PROXY", "perhaps"),
        ("MAX_UPLOAD_BYTES", "20 MB"),
        ("MAX_UPLOAD_FILES", "-1"),
        ("MAX_MAIL_BYTES", "1"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, name: str, value: str) -> None:
    result = load(tmp_path, **PRODUCTION | {name: value})
    last = result.stderr.strip().splitlines()[-1]
    assert (result.returncode, last.partition(": ")[0], name in last) == (
        1,
        "django.core.exceptions.ImproperlyConfigured",
        True,
    )


def test_production_values_load(tmp_path: Path) -> None:
    result = load(tmp_path, "settings.ALLOWED_HOSTS[0], settings.SESSION_COOKIE_SECURE, settings.DEBUG", **PRODUCTION)
    assert (result.stderr, result.stdout) == ("", "desk.example.com True False\n")


def test_no_secret_appears_in_a_message(tmp_path: Path) -> None:
    result = load(tmp_path, **PRODUCTION | {"DATABASE_URL": "postgres://mesa:hunter2@db.example.com:many/mesa"})
    assert "hunter2" not in result.stderr


def test_empty_values_are_the_defaults(tmp_path: Path) -> None:
    names = (
        "ALLOWED_HOSTS",
        "EMAIL_URL",
        "DEFAULT_FROM_EMAIL",
        "LANGUAGE_CODE",
        "TIME_ZONE",
        "LOG_LEVEL",
        "TRUST_PROXY",
    )
    shown = "settings.ALLOWED_HOSTS[0], settings.EMAIL_PORT, settings.LANGUAGE_CODE, settings.TIME_ZONE"
    result = load(tmp_path, shown, **PRODUCTION | dict.fromkeys(names, ""))
    assert (result.stderr, result.stdout) == ("", "desk.example.com 25 es America/Lima\n")


def test_an_unconfigured_installation_makes_its_own_keys_once(tmp_path: Path) -> None:
    first = load(tmp_path, "settings.SECRET_KEY")
    second = load(tmp_path, "settings.SECRET_KEY")
    assert (first.stderr, first.stdout == second.stdout, len(first.stdout) > 50) == ("", True, True)
    assert (tmp_path / "data" / "secrets.env").stat().st_mode & 0o777 == 0o600


def test_addresses_of_a_dead_supervisor_are_ignored(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    services = tmp_path / "data" / "services.env"
    services.write_text("MESA_SUPERVISOR=999999999\nREDIS_URL=redis://gone.example.com/0\n")
    assert "gone.example.com" not in load(tmp_path, "settings.REDIS_URL").stdout


def test_addresses_of_a_running_supervisor_are_used(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    services = tmp_path / "data" / "services.env"
    services.write_text(f"MESA_SUPERVISOR={os.getpid()}\nREDIS_URL=redis://here.example.com/0\n")
    known = {name: PRODUCTION[name] for name in ("SECRET_KEY", "FIELD_ENCRYPTION_KEYS")}
    assert load(tmp_path, "settings.REDIS_URL", **known).stdout == "redis://here.example.com/0\n"
