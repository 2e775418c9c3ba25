"""One foreground child process: started, watched and stopped so that it never outlives its parent."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpdesk.local.errors import LocalError

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)  # loaded here: between fork and exec there must be no import

OLD_LOGS = 3


def die_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """Return a function for the child: ask Linux to send `stop_signal` when the parent dies, however it dies.

    Elsewhere it does nothing: a killed supervisor then leaves its servers to the next start, which takes them over.
    See prctl(2), PR_SET_PDEATHSIG; the parent may have died before the call, hence the second look.
    """
    parent = os.getpid()

    def in_child() -> None:
        if sys.platform != "linux":
            return
        _LIBC.prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() not in {parent, 0}:
            os._exit(1)

    return in_child


def is_running(pid: int) -> bool:
    """Tell whether a process exists and is not a zombie that nobody has reaped yet."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return sys.platform != "linux"


def wait_until(condition: Callable[[], bool], *, seconds: float, step: float = 0.02) -> bool:
    """Try `condition` until it holds; False when the time is up."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True


def rotate(log: Path) -> None:
    """Keep the last few logs: web.log is this run's, web.log.1 the one before."""
    for number in range(OLD_LOGS, 0, -1):
        older = log.with_name(f"{log.name}.{number - 1}") if number > 1 else log
        with suppress(FileNotFoundError):
            older.replace(log.with_name(f"{log.name}.{number}"))


@dataclass
class Process:
    """A program with its log. `in_child` runs between fork and exec, after a change of user (`options`)."""

    name: str
    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 15
    in_child: Callable[[], None] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program in a session of its own, so that the terminal's Ctrl-C reaches only the supervisor."""
        guard = die_with_parent(self.stop_signal)
        prepare = self.in_child

        def in_child() -> None:
            if prepare is not None:
                prepare()
            guard()  # last, since a change of credentials clears it

        with self.log.open("ab") as log:
            try:
                self.popen = subprocess.Popen(  # noqa: S603 -- the command is our own
                    list(self.command),
                    env=None if self.environment is None else dict(self.environment),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=in_child,  # noqa: PLW1509 -- the supervisor has no threads
                    **self.options,
                )
            except OSError as error:
                msg = f"{self.name} cannot be started: {error}."
                raise LocalError(msg) from error

    @property
    def is_alive(self) -> bool:
        """Tell whether it runs now; this also reaps it when it has just ended."""
        return self.popen is not None and self.popen.poll() is None

    @property
    def returncode(self) -> int | None:
        """How it ended; None before that."""
        return None if self.popen is None else self.popen.returncode

    def ask_to_stop(self) -> None:
        """Send the stop signal; `wait_stopped` comes next."""
        if self.popen is not None and self.is_alive:
            self.popen.send_signal(self.stop_signal)

    def wait_stopped(self) -> None:
        """Wait for the end; kill what is left of its process group after the grace period."""
        if self.popen is None:
            return
        try:
            self.popen.wait(self.grace_seconds)
        except subprocess.TimeoutExpired:
            self.kill_group()
            self.popen.wait()
        self.kill_group()

    def stop(self) -> None:
        """Stop it and everything it started."""
        self.ask_to_stop()
        self.wait_stopped()

    def kill_group(self) -> None:
        """Kill its children that outlived it (its process group has its own number)."""
        if self.popen is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.popen.pid, signal.SIGKILL)

    def last_lines(self, count: int = 5) -> str:
        """Return the end of its log, for a message about why it stopped."""
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(f"    {line}" for line in lines[-count:])
