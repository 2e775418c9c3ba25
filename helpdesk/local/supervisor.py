"""Starts everything in order, starts again what dies, and stops everything in the opposite order."""

import json
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from helpdesk.local import guards, stack
from helpdesk.local.environment import SERVICES, remove_services
from helpdesk.local.errors import LocalError
from helpdesk.local.options import Options
from helpdesk.local.postgres import Postgres
from helpdesk.local.process import Process
from helpdesk.local.terminal import note, say
from helpdesk.local.valkey import Valkey

READY_SECONDS = 120
LONGEST_PAUSE = 30.0
STABLE_SECONDS = 60.0  # after this long a crash counts as the first one again
HOPELESS = 3  # crashes before it was ever ready


@dataclass
class Watched:
    """One process with its recent crashes: the pause before the next start doubles from one second."""

    process: Process
    start: Callable[[], None]
    stop: Callable[[], None]
    started_at: float = 0.0
    failures: int = 0
    retry_at: float | None = None

    def begin(self) -> None:
        """Start it."""
        self.retry_at = None
        self.started_at = time.monotonic()
        self.start()

    def died(self, now: float) -> float:
        """Note a death; return the pause before the next start."""
        if now - self.started_at > STABLE_SECONDS:
            self.failures = 0
        pause = min(0.5 * 2.0**self.failures, LONGEST_PAUSE)
        self.failures += 1
        self.retry_at = now + pause
        return pause


class Supervisor:
    """One run of the whole stack, from the first check to the last process's end."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.watched: list[Watched] = []
        self._stopping = threading.Event()

    def run(self) -> None:
        """Start, watch and stop everything; returns when it was asked to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        with guards.only_one(self.options.data):
            crashed_before = (self.options.data / SERVICES).exists()
            guards.check_port(self.options.host, self.options.port, patience=12 if crashed_before else 0)
            try:
                self._start()
                self._watch()
            finally:
                self._stop()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _wanted(self) -> bool:
        return not self._stopping.is_set()

    def _start(self) -> None:
        say("Starting Mesa...")
        servers = stack.servers(self.options)
        for server in servers:
            start = self._start_of(server)
            watched = Watched(server.process, start=start, stop=server.stop)
            self.watched.append(watched)
            watched.begin()
        if not self._wanted():
            return
        environment = stack.environment(self.options, servers)
        stack.prepare(self.options, environment, wanted=self._wanted)
        for program in stack.programs(self.options, environment):
            if not self._wanted():
                return
            watched = Watched(program, start=program.start, stop=program.stop)
            self.watched.append(watched)
            watched.begin()
        self._wait_ready()

    def _start_of(self, server: Postgres | Valkey) -> Callable[[], None]:
        return lambda: server.start(wanted=self._wanted)

    def _wait_ready(self) -> None:
        end = time.monotonic() + READY_SECONDS
        missing = "nothing answers yet"
        while self._wanted() and missing:
            self._restart_dead()
            hopeless = next((one for one in self.watched if one.failures >= HOPELESS), None)
            if hopeless is not None:
                process = hopeless.process
                msg = f"{process.name} does not start. The end of {process.log}:\n{process.last_lines(12)}"
                raise LocalError(msg)
            if time.monotonic() > end:
                msg = f"It is not ready after {READY_SECONDS} seconds: {missing}. See the logs in {self.options.log}."
                raise LocalError(msg)
            missing = _what_is_missing(f"{self.options.probe_url}/readyz")
            self._stopping.wait(0.1)
        if self._wanted():
            self._greet()

    def _greet(self) -> None:
        address = self.options.site_url.rstrip("/")
        say(f"Ready: {address}/")
        if self.options.demo:
            say(f"  Workspace: {address}/agent/tickets/")
            say("  Sign in as admin@mesa.test, manager@mesa.test or agent@mesa.test, password mesa-demo")
        else:
            say(f"  The first person is created here: {address}/setup/")
        say(f"  Logs: {self.options.log}   Stop: Ctrl-C")

    def _watch(self) -> None:
        while not self._stopping.wait(0.25):
            self._restart_dead()

    def _restart_dead(self) -> None:
        now = time.monotonic()
        for one in self.watched:
            if one.process.is_alive or not self._wanted():
                continue
            if one.retry_at is None:
                self._report_death(one, now)
            elif now >= one.retry_at:
                self._restart(one)

    def _report_death(self, one: Watched, now: float) -> None:
        one.process.kill_group()
        pause = one.died(now)
        ended = _how_it_ended(one.process.returncode)
        note(f"{one.process.name} {ended}; starting it again in {pause:g} s (log: {one.process.log})")

    def _restart(self, one: Watched) -> None:
        try:
            one.begin()
        except LocalError as error:
            pause = one.died(time.monotonic())
            note(f"{error}\n    Trying again in {pause:g} s.")
        else:
            note(f"{one.process.name} runs again")

    def _stop(self) -> None:
        self._stopping.set()
        if self.watched:
            say("Stopping...")
        for one in reversed(self.watched):
            one.stop()
        remove_services(self.options.data)
        if self.watched:
            say("Stopped.")


def _what_is_missing(url: str) -> str:
    """Return why /readyz is not content, or nothing when it is."""
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 -- our own http address
            return ""
    except urllib.error.HTTPError as error:
        try:
            checks = json.load(error).get("checks", {})
        except (ValueError, AttributeError):
            return f"{url} answers {error.code}"
        return ", ".join(f"{name}: {check['reason']}" for name, check in checks.items() if not check["ok"])
    except OSError as error:
        return f"the web server does not answer ({error})"


def _how_it_ended(returncode: int | None) -> str:
    if returncode is not None and returncode < 0:
        return f"was killed by {signal.Signals(-returncode).name}"
    return f"stopped (exit status {returncode})"
