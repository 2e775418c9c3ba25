"""Measure the agent's pages through the real web server, with the demo's data.

    python benchmarks/pages.py [--tickets 10000] [--times 200]

Starts servers of its own in a temporary directory, fills the desk with `load_demo`, adds one ticket of 200 messages,
signs an agent in and asks each page again and again: one connection for the times, eight for the requests a second.
Prints each figure beside its budget (design.md 5) and beside the same machine's own limit, a bare Django page of 50
rows; absolute times drift with the machine, the ratios do not.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from helpdesk.local.postgres import Postgres  # noqa: E402 -- after the path
from helpdesk.local.valkey import Valkey  # noqa: E402
from tests.services import SETTINGS  # noqa: E402

PORT, BARE_PORT = 8178, 8179
WARM_UP = 20
CONNECTIONS = 8
SECONDS = 4.0
LONG, SHORT = 200, 4
PLAYED = 10_000
GRANIAN = ["-m", "granian", "--interface", "asginl", "--workers", "2", "--no-ws", "--log-level", "warning"]


@dataclass(frozen=True)
class Page:
    """A page, its address and its budgets: milliseconds at the 95th percentile, requests a second, queries."""

    name: str
    path: str
    budget_ms: float | None = None
    budget_rate: int | None = None
    budget_queries: int | None = None


@contextmanager
def servers(home: Path, tickets: int) -> Iterator[None]:
    """Run database, broker, web server and the bare page; the desk is filled."""
    home.chmod(0o711)
    postgres, valkey = Postgres(home / "pg", home / "pg.log"), Valkey(home / "valkey", home / "valkey.log")
    running: list[subprocess.Popen[bytes]] = []
    try:
        postgres.start()
        valkey.start()
        postgres.ensure_database("mesa")
        os.environ.update(SETTINGS | {"DATABASE_POOL": "1", "DEMO": "1", "DATA_DIR": str(home)})
        os.environ |= {"DATABASE_URL": postgres.url("mesa"), "REDIS_URL": valkey.url, "MEDIA_ROOT": str(home / "media")}
        manage = [sys.executable, str(ROOT / "manage.py")]
        for command in (
            ["migrate", "-v0"],
            ["collectstatic", "--noinput", "-v0"],
            demo(tickets),
        ):
            subprocess.run([*manage, *command], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        running.append(granian("helpdesk.asgi:application", PORT, ROOT))
        running.append(granian("_bare:application", BARE_PORT, Path(__file__).parent))
        for port, path in ((PORT, "/healthz"), (BARE_PORT, "/")):
            wait_for(port, path)
        yield
    finally:
        for process in running:
            process.terminate()
            process.wait()
        valkey.stop()
        postgres.stop()


def demo(tickets: int) -> list[str]:
    """Return the command that fills the desk: of very many tickets some are played and then repeated."""
    copies = max(tickets // PLAYED, 1)
    return ["load_demo", f"--tickets={tickets // copies}", f"--copies={copies}"]


def granian(application: str, port: int, folder: Path) -> subprocess.Popen[bytes]:
    """Start a web server as the product does."""
    return subprocess.Popen([sys.executable, *GRANIAN, "--port", str(port), application], cwd=folder)


def wait_for(port: int, path: str) -> None:
    """Ask until somebody answers."""
    for _ in range(150):
        with suppress(OSError):
            ask(http.client.HTTPConnection("127.0.0.1", port), path)
            return
        time.sleep(0.1)
    raise SystemExit("the web server does not start")


def ask(connection: http.client.HTTPConnection, path: str, cookie: str = "") -> int:
    """Return the size of one answer; anything but 200 stops the run."""
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    size = len(answer.read())
    if answer.status != http.client.OK:
        raise SystemExit(f"{path} was answered {answer.status}")
    return size


def prepare() -> tuple[str, list[Page]]:
    """Sign the demo's agent in, make the long ticket, and choose what to ask for."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415 -- needs settings
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.db.models import Count  # noqa: PLC0415

    from helpdesk.accounts.models import User  # noqa: PLC0415
    from tickets.models import Ticket  # noqa: PLC0415

    user = User.objects.get(email="agent@mesa.test")
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    visible = Ticket.objects.visible_to(user)
    counted = Ticket.objects.annotate(said=Count("messages")).filter(pk__in=visible.unsolved().values("pk"))
    short = counted.filter(said__gte=SHORT).order_by("said", "pk").first() or visible.order_by("pk")[0]
    long = visible.unsolved().exclude(pk=short.pk).order_by("-pk")[0]
    lengthen(long)
    rare = f"from:{short.requester.address or short.requester.name}"
    return f"session={session.session_key}", [
        Page("queue", "/agent/tickets/?view=open", 25, 120, 10),
        Page("queue, all", "/agent/tickets/?view=all", 25, 120, 10),
        Page(f"ticket, {SHORT} messages", f"/agent/tickets/{short.pk}/", 18, 160, 15),
        Page(f"ticket, {LONG} messages", f"/agent/tickets/{long.pk}/", 43, None, 15),
        Page("search, number", f"/agent/tickets/?view=all&q=%23{short.pk}", 16, None, 10),
        Page("search, one person", f"/agent/tickets/?view=all&q={rare.replace(' ', '+')}", 16, None, 10),
        Page("search, common word", "/agent/tickets/?view=all&q=pedido", 30, None, 10),
        Page("new ticket", "/agent/tickets/new/"),
    ]


def lengthen(ticket: object) -> None:
    """Give a ticket 200 messages."""
    from tickets.models import Message, Ticket  # noqa: PLC0415

    assert isinstance(ticket, Ticket)  # noqa: S101 -- for the type checker
    first = ticket.messages.order_by("created_at")[0]
    Message.objects.bulk_create(
        Message(
            ticket=ticket,
            kind="request",
            author_requester=ticket.requester,
            channel=first.channel,
            body_text=f"Mensaje {number}. {first.body_text}",
            created_at=first.created_at + timedelta(seconds=number),
        )
        for number in range(LONG - ticket.messages.count())
    )


def queries(path: str, cookie: str) -> int:
    """Return how many queries a page takes, warm, counted in this process."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    browser = Client()
    name, _equals, value = cookie.partition("=")
    browser.cookies[name] = value
    browser.get(path)
    with CaptureQueriesContext(connection) as captured:
        browser.get(path)
    return len(captured)


def times_of(port: int, path: str, *, cookie: str, times: int) -> tuple[list[float], int]:
    """Return how long each answer took in milliseconds, sorted, and its size."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    taken, size = [], 0
    for _ in range(WARM_UP + times):
        begin = time.perf_counter()
        size = ask(connection, path, cookie)
        taken.append((time.perf_counter() - begin) * 1000)
    return sorted(taken[WARM_UP:]), size


def rate_of(path: str, cookie: str) -> float:
    """Return the requests a second that eight connections get."""
    answered, until = [0] * CONNECTIONS, time.perf_counter() + SECONDS

    def keep_asking(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        while time.perf_counter() < until:
            ask(connection, path, cookie)
            answered[number] += 1

    threads = [threading.Thread(target=keep_asking, args=[number]) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / SECONDS


def report(page: Page, cookie: str, *, bare: float, times: int) -> None:
    """Print one page's line."""
    taken, size = times_of(PORT, page.path, cookie=cookie, times=times)
    middle, high = statistics.median(taken), taken[int(len(taken) * 0.95)]
    limit = f"{page.budget_ms:3.0f}" if page.budget_ms else "  –"
    rate = f"{page.budget_rate:3}" if page.budget_rate else "  –"
    most = page.budget_queries or "–"
    print(
        f"{page.name:22} p50 {middle:6.1f}  p95 {high:6.1f} (budget {limit}) ms   ×{middle / bare:4.1f} bare   "
        f"{rate_of(page.path, cookie):5.0f}/s (budget {rate})   {queries(page.path, cookie):2} queries (at most {most})"
        f"   {size / 1024:5.1f} KB"
    )


def main() -> None:
    """Fill a desk, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mesa-bench-") as home, servers(Path(home), options.tickets):
        import django  # noqa: PLC0415 -- once the settings are there

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
        django.setup()
        cookie, pages = prepare()
        bare = statistics.median(times_of(BARE_PORT, "/", cookie="", times=options.times)[0])
        print(f"{options.tickets} tickets; a bare page of 50 rows takes {bare:.1f} ms here (1 ms on a quiet machine)")
        for page in pages:
            report(page, cookie, bare=bare, times=options.times)


if __name__ == "__main__":
    main()
