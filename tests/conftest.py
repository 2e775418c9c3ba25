"""What every test shares. The servers themselves are started by tests/services.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django import conf
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import translation
from pytest_django import Settings

from helpdesk.celery import app
from helpdesk.lib import enqueue
from tests import flush, programs, services

FAST_AND_ISOLATED = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],  # argon2 takes 100 ms on purpose
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "WHITENOISE_AUTOREFRESH": True,
    # Most tests need no administrator; those of the wizard switch its redirect on.
    "MIDDLEWARE": [name for name in conf.settings.MIDDLEWARE if "FirstRun" not in name],
}


@pytest.fixture(scope="session", autouse=True)
def fast_settings() -> Iterator[None]:
    """Cheap password hashes, and static files straight from their sources."""
    with override_settings(**FAST_AND_ISOLATED):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Copy a database with all its tables: to migrate takes each worker ten seconds."""
    conf.settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = services.template()


@pytest.fixture(scope="session", autouse=True)
def eager_tasks() -> None:
    """Tasks run where they are published; their errors reach the test."""
    app.conf.update(task_always_eager=True, task_eager_propagates=True)


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> None:
    """Tests that commit leave an empty database behind, without rewriting the files of every table."""
    # On the class: once a browser runs there is an event loop, under which Django opens a connection of its own.
    type(connection.ops).sql_flush = flush.sql_flush  # type: ignore[method-assign,assignment]


@pytest.fixture(autouse=True)
def clean_cache() -> None:
    """Rate limits and heartbeats of one test must not be seen by the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def english_texts() -> Iterator[None]:
    """What is said outside of a request is said as it is written; a request chooses its own language."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """Each test has its own empty storage."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return the browser's path, for Playwright's `executable_path`."""
    return programs.need("chromium", *programs.CHROMIUM)


@pytest.fixture(scope="session")
def dovecot() -> Path:
    """Return the IMAP server's path."""
    return programs.need("dovecot", *programs.DOVECOT)


@pytest.fixture
def broker_away() -> Iterator[None]:
    """Publish for real, to an address where nobody listens."""
    kept = app.conf.broker_url
    app.conf.update(task_always_eager=False, broker_url="redis+socket:///nowhere/valkey")
    _forget_broker()
    yield
    app.conf.update(task_always_eager=True, broker_url=kept)
    _forget_broker()


def _forget_broker() -> None:
    """Celery keeps its pools when the address changes, and we stay away for a while from a broker that failed."""
    vars(app)["_pool"] = None
    vars(app.amqp)["_producer_pool"] = None
    enqueue._Silence.until = 0.0
