"""Early pytest plug-in: a throw-away PostgreSQL and Valkey for the run, started before Django's settings are read.

pytest-django reads the settings before any conftest.py is loaded, so this has to be a plug-in (`-p tests.services` in
pyproject.toml). With pytest-xdist only the controller starts servers; the workers inherit their addresses through the
environment and each copies a database of its own from one that is migrated meanwhile. DATABASE_URL and REDIS_URL, when
set together with MESA_TEST_EXTERNAL=1, are used instead.
"""

import base64
import fcntl
import os
import shutil
import subprocess
import sys
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
MIGRATING = "MESA_TEST_MIGRATING"  # a file that is locked until the database to copy has all its tables
TEMPLATE = "mesa"


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
    postgres.ensure_database(TEMPLATE)
    os.environ["DATABASE_URL"] = postgres.url(TEMPLATE)
    os.environ["REDIS_URL"] = valkey.url
    _migrate(early_config, home / "migrating")


def _migrate(early_config: pytest.Config, lock: Path) -> None:
    """Migrate the database that is copied, while the workers still import and collect."""
    os.environ[MIGRATING] = str(lock)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # shared with the child, whose end unlocks it
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        child = subprocess.Popen(command, cwd=Path(__file__).parents[1], pass_fds=[file.fileno()])

    def end() -> None:
        child.terminate()
        child.wait()

    early_config.add_cleanup(end)


def template() -> str | None:
    """Return the name of the database to copy, once it can be copied; None where the servers are somebody else's."""
    lock = os.environ.get(MIGRATING)
    if lock is None:
        return None
    with Path(lock).open() as file:
        fcntl.flock(file, fcntl.LOCK_SH)
    return TEMPLATE
