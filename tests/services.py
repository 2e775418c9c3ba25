"""Early pytest plug-in: a throw-away PostgreSQL and Valkey for the run, started before Django's settings are read.

pytest-django reads the settings before any conftest.py is loaded, so this has to be a plug-in (`-p tests.services` in
pyproject.toml). With pytest-xdist only the controller starts servers; the workers inherit their addresses through the
environment and each creates a database of its own. DATABASE_URL and REDIS_URL, when set together with
MESA_TEST_EXTERNAL=1, are used instead.
"""

import base64
import os
import shutil
import tempfile
from pathlib import Path

import pytest

SETTINGS = {
    "SECRET_KEY": "only-for-tests-" + "0123456789" * 4,
    "FIELD_ENCRYPTION_KEYS": base64.urlsafe_b64encode(b"only-for-tests-0123456789-012345").decode(),
    "SITE_URL": "http://testserver",
    "ALLOWED_HOSTS": "*",
    "DEMO": "0",
    "DEBUG": "0",
    "TIME_ZONE": "America/Lima",
    "LANGUAGE_CODE": "es",
    "DEFAULT_FROM_EMAIL": "Casa Lumbre <ayuda@mesa.test>",
    "EMAIL_URL": "memorymail://",
    "DATABASE_POOL": "0",
    "LOG_LEVEL": "WARNING",
}
READY = "MESA_TEST_SERVICES"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the servers once, in the process that everything else descends from."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:  # a Valkey database of its own, as it has a PostgreSQL database of its own
        number = int(worker.removeprefix("gw")) % 15 + 1
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("db=0", f"db={number}")
    if os.environ.get(READY):
        return
    # The configuration of whoever runs the tests must not change what they see.
    for name in ("ANYMAIL_BACKEND", "SENTRY_DSN", "S3_BUCKET", "TRUST_PROXY", "METRICS_TOKEN"):
        os.environ[name] = ""
    os.environ.update(SETTINGS)
    os.environ[READY] = "1"
    home = Path(tempfile.mkdtemp(prefix="mesa-test-"))
    early_config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ["MEDIA_ROOT"] = str(home / "media")
    if os.environ.get("MESA_TEST_EXTERNAL") != "1":
        _start_servers(early_config, home)


def _start_servers(early_config: pytest.Config, home: Path) -> None:
    from helpdesk.local.postgres import Postgres  # noqa: PLC0415 -- only the controller needs them
    from helpdesk.local.valkey import Valkey  # noqa: PLC0415

    home.chmod(0o711)  # PostgreSQL may run as another account and has to get through
    postgres = Postgres(home / "postgres", home / "postgres.log", throw_away=True)
    valkey = Valkey(home / "valkey", home / "valkey.log", throw_away=True)
    early_config.add_cleanup(postgres.stop)
    early_config.add_cleanup(valkey.stop)
    postgres.start()
    valkey.start()
    postgres.ensure_database("mesa")
    os.environ["DATABASE_URL"] = postgres.url("mesa")
    os.environ["REDIS_URL"] = valkey.url
