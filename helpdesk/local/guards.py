"""What must hold before anything is started: a folder to write in, nobody else in it, a free port."""

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpdesk.local.errors import LocalError
from helpdesk.local.process import wait_until


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data directory for this process alone; the kernel lets go of it however the process ends."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (data / "lock").open("a+")
    except OSError as error:
        msg = f"{data} cannot be written ({error.strerror}). Run Mesa in a folder of your own, or set DATA_DIR."
        raise LocalError(msg) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            msg = f"It already runs here (process {lock.read().strip()}). Stop it with Ctrl-C there, or kill -INT it."
            raise LocalError(msg) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def check_port(host: str, port: int, *, patience: float) -> None:
    """Refuse a port that another program uses; wait for a web server of ours that is still stopping."""
    if not wait_until(lambda: _is_free(host, port), seconds=patience, step=0.2):
        msg = f"Port {port} is already used by another program. Stop that one, or choose another: make run PORT=8100"
        raise LocalError(msg)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            msg = f"PORT={port}: ports below 1024 need special rights. Choose another: make run PORT=8100"
            raise LocalError(msg) from error
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                msg = f"HOST={host} is not an address of this machine."
                raise LocalError(msg) from error
            return False
    return True
