"""Measure the dashboard: 90 days, compared with the 90 before, through the real web server.

    python benchmarks/dashboard.py [--tickets 100000] [--times 60]

Fills a desk with `load_demo`, signs an administrator, a manager and an agent in, and asks for their page again and
again: cold, when everything is counted for each page, and warm, when sums that took long are shared for half a
minute (reports/sums/keeping.py). Prints median and 95th percentile beside the budget, how many queries a page takes
and how long PostgreSQL was at work on them, and how long reading the history into facts took. Absolute times drift
with the machine: the bare Django page of 50 rows beside it is the same machine's own measure. Other programs slow the
clock down, but hardly the CPU: what Python and PostgreSQL compute for a cold page.
"""

import argparse
import http.client
import os
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pages

PAGE = "/reports/?period=90d"
ANEW = 5_000
BUDGET_MS, BUDGET_QUERIES = 100.0, 13
READERS = ("admin@mesa.test", "manager@mesa.test", "agent@mesa.test")


def cookie_of(address: str) -> str:
    """Sign somebody in and return the cookie."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415 -- needs settings
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from helpdesk.accounts.models import User  # noqa: PLC0415

    user, session = User.objects.get(email=address), SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"session={session.session_key}"


def queries(cookie: str) -> tuple[int, float]:
    """Return how many queries the page takes, warm, and how many milliseconds they took together."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    browser = Client()
    name, _equals, value = cookie.partition("=")
    browser.cookies[name] = value
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        browser.get(PAGE)
    return len(captured), 1000 * sum(float(query["time"]) for query in captured)


def settle() -> None:
    """Let PostgreSQL do at once what it would have done within minutes: statistics and visibility."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def rebuild() -> float:
    """Return how many seconds reading the histories of the last tickets anew takes."""
    from tickets.facts import refresh  # noqa: PLC0415
    from tickets.models import Ticket  # noqa: PLC0415

    keys = list(Ticket.objects.order_by("-pk").values_list("pk", flat=True)[:ANEW])
    begin = time.perf_counter()
    for start in range(0, len(keys), refresh.BATCH):
        refresh.write(keys[start : start + refresh.BATCH], anew=True)
    return time.perf_counter() - begin


def worked(postmaster: int) -> float:
    """Return how many seconds PostgreSQL has computed: its processes, and those that it has seen end (proc(5))."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:13])) if int(fields[1]) == postmaster else 0
            ticks += sum(map(int, fields[13:15])) if path.parent.name == str(postmaster) else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def computed(cookie: str, postmaster: int, numbers: range) -> tuple[float, float]:
    """Return how many milliseconds Python and PostgreSQL compute for a cold page, here in this process."""
    from django.test import Client  # noqa: PLC0415

    browser = Client()
    name, _equals, value = cookie.partition("=")
    browser.cookies[name] = value
    browser.get(cold_path(-1))
    own, database = time.process_time(), worked(postmaster)
    for number in numbers:
        browser.get(cold_path(number))
    return 1000 * (time.process_time() - own) / len(numbers), 1000 * (worked(postmaster) - database) / len(numbers)


def cold_path(number: int) -> str:
    """Return the address of 90 days that nobody asked for before."""
    last = date.today() - timedelta(days=number)  # noqa: DTZ011 -- any days will do
    return f"/reports/?period=custom&first={last - timedelta(days=89)}&last={last}"


def cold(cookie: str, times: int) -> list[float]:
    """Return how long each answer took, in milliseconds, sorted, for 90 days that nobody asked for before."""
    connection, taken = http.client.HTTPConnection("127.0.0.1", pages.PORT), []
    for number in range(times):
        begin = time.perf_counter()
        pages.ask(connection, cold_path(number), cookie)
        taken.append((time.perf_counter() - begin) * 1000)
    return sorted(taken)


def report(address: str, *, bare: float, times: int, postmaster: int) -> None:
    """Print one reader's line."""
    cookie = cookie_of(address)
    taken, size = pages.times_of(pages.PORT, PAGE, cookie=cookie, times=times)
    counted = cold(cookie, times)
    middle, high = statistics.median(counted), counted[int(len(counted) * 0.95)]
    count, database = queries(cookie)
    own, theirs = computed(cookie, postmaster, range(times, times + 30))
    print(
        f"{address:18} cold p50 {middle:6.1f}  p95 {high:6.1f} (budget {BUDGET_MS:3.0f}) ms   warm p50 "
        f"{statistics.median(taken):6.1f} ms   ×{middle / bare:5.1f} bare   "
        f"CPU of a cold page {own:5.1f} ms Python + {theirs:5.1f} ms PostgreSQL   {count:2} queries (at most "
        f"{BUDGET_QUERIES}), {database:5.1f} ms in them   {size / 1024:5.1f} KB"
    )


def main() -> None:
    """Fill a desk, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mesa-bench-") as home, pages.servers(Path(home), options.tickets):
        import django  # noqa: PLC0415 -- once the settings are there

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
        django.setup()
        postmaster = int(next(Path(home).rglob("postmaster.pid")).read_text().split()[0])
        seconds = rebuild()
        settle()
        bare = statistics.median(pages.times_of(pages.BARE_PORT, "/", cookie="", times=options.times)[0])
        print(
            f"{options.tickets} tickets; the facts of {min(ANEW, options.tickets)} read anew in {seconds:.1f} s; "
            f"a bare page takes {bare:.1f} ms here"
        )
        for address in READERS:
            report(address, bare=bare, times=options.times, postmaster=postmaster)


if __name__ == "__main__":
    main()
