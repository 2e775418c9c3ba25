"""The processes of one installation: how each is started, and in which order."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from helpdesk.local.environment import make_secrets, write_services
from helpdesk.local.errors import LocalError
from helpdesk.local.options import Options
from helpdesk.local.postgres import Postgres
from helpdesk.local.process import Process, rotate
from helpdesk.local.valkey import Valkey

DATABASE = "mesa"
WEB_WORKERS = "2"
TASK_PROCESSES = "2"


def servers(options: Options) -> list[Postgres | Valkey]:
    """Return the embedded servers that are needed: none where DATABASE_URL and REDIS_URL name others."""
    found: list[Postgres | Valkey] = []
    if not options.database_url:
        found.append(Postgres(options.data / "postgres", log_of(options, "postgres")))
    if not options.redis_url:
        found.append(Valkey(options.data / "valkey", log_of(options, "valkey")))
    return found


def log_of(options: Options, name: str) -> Path:
    """Return the process's log, the old one put aside."""
    options.log.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = options.log / f"{name}.log"
    rotate(log)
    return log


def environment(options: Options, running: list[Postgres | Valkey]) -> dict[str, str]:
    """Return the environment of web, worker and beat, and leave it for `manage.py` in other shells."""
    make_secrets(options.data)
    (options.data / "media").mkdir(exist_ok=True, mode=0o700)
    urls = {}
    for server in running:
        if isinstance(server, Postgres):
            server.ensure_database(DATABASE)
            urls["DATABASE_URL"] = server.url(DATABASE)
        else:
            urls["REDIS_URL"] = server.url
    urls |= {"DEMO": "1" if options.demo else "0", "SITE_URL": options.site_url}
    write_services(options.data, urls=urls)
    return os.environ | urls | {"DATA_DIR": str(options.data), "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}


def prepare(options: Options, environment: dict[str, str], *, wanted: Callable[[], bool]) -> None:
    """Create the tables, the static files and the demo data."""
    process = _python(options, environment, name="prepare", arguments=["-m", "helpdesk.local.prepare"])
    process.start()
    while process.is_alive:
        try:
            if process.popen is not None:
                process.popen.wait(0.1)
        except subprocess.TimeoutExpired:
            if not wanted():
                process.stop()
                return
    if process.returncode:
        msg = f"Preparing the database failed. The end of {process.log}:\n{process.last_lines(8)}"
        raise LocalError(msg)


def programs(options: Options, environment: dict[str, str]) -> list[Process]:
    """Return web, worker and beat, in the order in which they are started."""
    web = ["-m", "granian", "--interface", "asginl", "--workers", WEB_WORKERS, "--no-ws", "--respawn-failed-workers"]
    web += ["--host", options.host, "--port", str(options.port), "--backpressure", "64", "--log-level", "warning"]
    web += ["--workers-kill-timeout", "10", "helpdesk.asgi:application"]
    celery = ["-m", "celery", "-A", "helpdesk.celery"]
    worker = [*celery, "worker", "-c", TASK_PROCESSES, "-l", "INFO", "--without-gossip", "--without-mingle"]
    beat = [*celery, "--loader", "helpdesk.beat.ScheduleLoader", "beat", "-l", "INFO", "--pidfile="]
    beat += ["-s", str(options.data / "beat")]
    # SIGTERM then means: finish what takes a few seconds, give the rest back to the queue. The checks ran in prepare;
    # here they would load every view.
    soft = environment | {"REMAP_SIGTERM": "SIGQUIT", "CELERY_SKIP_CHECKS": "1"}
    return [
        _python(options, environment, name="web", arguments=web),
        _python(options, soft, name="worker", arguments=worker),
        _python(options, soft, name="beat", arguments=beat),
    ]


def _python(options: Options, environment: dict[str, str], *, name: str, arguments: list[str]) -> Process:
    return Process(
        name=name,
        command=[sys.executable, *arguments],
        log=log_of(options, name),
        environment=environment,
        options={"cwd": options.root},
    )
