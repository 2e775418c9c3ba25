"""Measure the public form: a request stored, made a ticket, confirmed; through the real web server.

    python benchmarks/form.py [REQUESTS]

Starts servers of its own, durable ones, in a temporary directory. Each request comes from another address, so that
the limits per visitor do not stop the run. Budget: 10 ms at the 95th percentile.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from helpdesk.local.postgres import Postgres  # noqa: E402 -- after the path
from helpdesk.local.valkey import Valkey  # noqa: E402
from tests.services import SETTINGS  # noqa: E402

PORT = 8177
WARM_UP = 40
BUDGET_MS = 10.0
SEED = """
from tickets.models import *
for slug in ("delivery", "repairs", "invoices"):
    category = Category.objects.create(slug=slug)
    CategoryName.objects.create(category=category, language="es", name=slug)
Channel.objects.create(kind="email", name="Ayuda", slug="ayuda", config={"address": "ayuda@desk.test"})
"""


@contextmanager
def web_server(home: Path) -> Iterator[None]:
    """Run database, broker and web server; tasks are announced and nobody takes them, as on a busy desk."""
    home.chmod(0o711)
    postgres, valkey = Postgres(home / "pg", home / "pg.log"), Valkey(home / "valkey", home / "valkey.log")
    try:
        postgres.start()
        valkey.start()
        postgres.ensure_database("mesa")
        os.environ.update(SETTINGS | {"DATABASE_POOL": "1", "TRUST_PROXY": "1", "DATA_DIR": str(home)})
        os.environ |= {"DATABASE_URL": postgres.url("mesa"), "REDIS_URL": valkey.url, "MEDIA_ROOT": str(home / "media")}
        manage = [sys.executable, str(ROOT / "manage.py")]
        for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["shell", "-v0", "-c", SEED]):
            subprocess.run([*manage, *command], check=True, cwd=ROOT)
        web = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "asginl",
            "--workers",
            "2",
            "--no-ws",
            "--port",
            str(PORT),
        ]
        process = subprocess.Popen([*web, "--log-level", "warning", "helpdesk.asgi:application"], cwd=ROOT)
        try:
            wait_for_server()
            yield
        finally:
            process.terminate()
            process.wait()
    finally:
        valkey.stop()
        postgres.stop()


def wait_for_server() -> None:
    """Ask until somebody answers."""
    for _ in range(100):
        with suppress(OSError):
            ask(http.client.HTTPConnection("127.0.0.1", PORT), "GET", "/healthz")
            return
        time.sleep(0.1)
    msg = "the web server does not start"
    raise SystemExit(msg)


def ask(
    connection: http.client.HTTPConnection, method: str, path: str, *, body: str = "", **headers: str
) -> tuple[int, str, http.client.HTTPMessage]:
    """Return status, text and headers of one answer."""
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), answer.headers


def submit(connection: http.client.HTTPConnection) -> Callable[[int], None]:
    """Return a function that sends the n-th request."""
    from channels_inbound.web_form.stamp import Stamp  # noqa: PLC0415 -- needs the settings

    _status, page, headers = ask(connection, "GET", "/requests/new/")
    cookie = headers["Set-Cookie"].partition(";")[0]
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    token = found[1] if found else ""

    def send(n: int) -> None:
        stamp = Stamp(f"nonce-{n}", datetime.now(UTC) - timedelta(minutes=1)).token
        fields = {"csrfmiddlewaretoken": token, "stamp": stamp, "category": "delivery", "name": f"Rosa {n}"}
        fields |= {"email": f"rosa{n}@example{n}.com", "subject": f"Fridge {n}", "body": "It does not cool.\n" * 20}
        address = f"10.{n // 62500}.{n // 250 % 250}.{n % 250}"
        form = {"Content_Type": "application/x-www-form-urlencoded", "X_Forwarded_For": address, "Cookie": cookie}
        status, _page, _headers = ask(connection, "POST", "/requests/new/", body=urlencode(fields), **form)
        if status != http.client.FOUND:
            msg = f"request {n} was answered {status}"
            raise SystemExit(msg)

    return send


def measure(call: Callable[[int], object], times: int) -> list[float]:
    """Return how long each call took, in milliseconds, after a warm-up."""
    taken = []
    for n in range(WARM_UP + times):
        begin = time.perf_counter()
        call(n)
        taken.append((time.perf_counter() - begin) * 1000)
    return sorted(taken[WARM_UP:])


def main() -> None:
    """Print the figures beside the budget and beside what the same server needs for doing nothing."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    with tempfile.TemporaryDirectory(prefix="mesa-bench-") as directory, web_server(Path(directory)):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        rows = {
            "nothing (/healthz)": measure(lambda _n: ask(connection, "GET", "/healthz"), times),
            "form shown": measure(lambda _n: ask(connection, "GET", "/requests/new/"), times),
            "form submitted": measure(submit(connection), times),
        }
        for name, taken in rows.items():
            print(f"{name:20} p50 {statistics.median(taken):6.1f} ms   p95 {taken[int(len(taken) * 0.95)]:6.1f} ms")
        print(f"{'budget':20} p95 {BUDGET_MS:6.1f} ms for the form submitted")


if __name__ == "__main__":
    main()
