"""The real supervisor with real children, as `make run` starts it."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpdesk.local.process import wait_until

ROOT = Path(__file__).resolve().parents[2]
SET_BY_TESTS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "SITE_URL", "MEDIA_ROOT", "DEMO")


class Run:
    """One `python -m helpdesk.local` on its own data directory and port."""

    def __init__(self, data: Path, **values: str) -> None:
        self.data = data
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if name not in SET_BY_TESTS}
        self.environment = kept | {"DATA_DIR": str(data), "PORT": str(self.port), "DEMO": "0"} | values
        self.process = self.start()

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "helpdesk.local"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def ready(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            return dict(json.load(error))
        except OSError as error:
            return {"status": f"no answer: {error}"}

    def is_ready(self) -> bool:
        return bool(self.ready()["status"] == "ok")

    def processes(self) -> list[int]:
        """Everything that was started with this data directory in its environment."""
        mark = f"DATA_DIR={self.data}".encode()
        return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/environ") if mark in read(path)]

    def wait_ready(self) -> None:
        assert self.process.stdout is not None
        seen = []
        for line in self.process.stdout:
            seen.append(line)
            if line.startswith("Ready:"):
                return
        pytest.fail("".join(seen))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=40)
        return self.process.returncode


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    tmp_path.chmod(0o711)
    yield tmp_path / "data"
    for pid in Run.processes(type("Left", (), {"data": tmp_path / "data"})()):  # only after a failure
        os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_the_stack_survives_what_is_done_to_it(data: Path) -> None:
    run = Run(data)
    run.wait_ready()
    assert {name: check["ok"] for name, check in run.ready()["checks"].items()} == {
        "database": True,
        "broker": True,
        "worker": True,
        "beat": True,
    }

    os.kill(int((data / "postgres/cluster/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    assert wait_until(lambda: not run.is_ready() or run.processes() != [], seconds=5)
    assert wait_until(run.is_ready, seconds=20, step=0.2) is True

    run.process.kill()
    run.process.wait()
    wait_until(lambda: run.processes() == [], seconds=25, step=0.2)
    assert [read(Path(f"/proc/{pid}/cmdline")) for pid in run.processes()] == []

    run.process = run.start()
    run.wait_ready()
    assert run.stop() == 0
    assert run.processes() == []
    assert (data / "services.env").exists() is False


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "http", "PORT must be a number"),
        ("PORT", "70000", "PORT must be a number"),
        ("HOST", "desk.example.com", "HOST must be an IP address"),
        ("DEMO", "maybe", "DEMO must be 1 or 0"),
        ("HOST", "0.0.0.0", "SITE_URL must say"),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_named(data: Path, name: str, value: str, sentence: str) -> None:
    process = Run(data, **{name: value}).process
    said, _ = process.communicate(timeout=20)
    assert (process.returncode, sentence in said, "Traceback" in said) == (1, True, False)


def test_a_port_in_use_is_named(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = Run(data, PORT=str(port)).process
        said, _ = process.communicate(timeout=20)
    assert (process.returncode, f"Port {port} is already used" in said) == (1, True)


def test_a_second_one_on_the_same_data_is_refused(data: Path) -> None:
    import fcntl  # noqa: PLC0415 -- not on every platform

    data.mkdir()
    with (data / "lock").open("w") as lock:
        lock.write("4711")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = Run(data).process
        said, _ = process.communicate(timeout=20)
    assert (process.returncode, "already runs here (process 4711)" in said) == (1, True)


def test_demo_is_refused_where_other_machines_can_reach_it(data: Path) -> None:
    process = Run(data, HOST="0.0.0.0", DEMO="1", SITE_URL="http://desk.example.com").process
    said, _ = process.communicate(timeout=20)
    assert (process.returncode, "DEMO=1 is refused" in said) == (1, True)
