"""Measure the dashboard: 90 days, compared with the 90 before, through the real web server.

    python benchmarks/dashboard.py [--tickets 100000] [--times 60]

Fills a desk with `load_demo`, signs an administrator, a manager and an agent in, and asks for their page again and
again: cold, when everything is counted for each page, and warm, when sums that took long are shared for half a
minute (reports/sums/keeping.py). Prints median and 95th percentile beside the budget, how many queries a page takes
and how long PostgreSQL was at work on them, and how long reading the history into facts took. Absolute times drift
with the machine: the bare Django page of 50 rows beside it is the same machine's own measure.
"""

import argparse
import http.client
import os
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pages

PAGE = "/reports/?period=90d"
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
    """Return how many seconds reading every history anew takes."""
    from tickets.facts import refresh  # noqa: PLC0415

    begin = time.perf_counter()
    refresh.rebuild()
    return time.perf_counter() - begin


def cold(cookie: str, times: int) -> list[float]:
    """Return how long each answer took, in milliseconds, sorted, for 90 days that nobody asked for before."""
    connection, taken = http.client.HTTPConnection("127.0.0.1", pages.PORT), []
    for number in range(times):
        last = date.today() - timedelta(days=number)  # noqa: DTZ011 -- any days will do
        path = f"/reports/?period=custom&first={last - timedelta(days=89)}&last={last}"
        begin = time.perf_counter()
        pages.ask(connection, path, cookie)
        taken.append((time.perf_counter() - begin) * 1000)
    return sorted(taken)


def report(address: str, *, bare: float, times: int) -> None:
    """Print one reader's line."""
    cookie = cookie_of(address)
    taken, size = pages.times_of(pages.PORT, PAGE, cookie=cookie, times=times)
    counted = cold(cookie, times)
    middle, high = statistics.median(counted), counted[int(len(counted) * 0.95)]
    count, database = queries(cookie)
    print(
        f"{address:18} cold p50 {middle:6.1f}  p95 {high:6.1f} (budget {BUDGET_MS:3.0f}) ms   warm p50 "
        f"{statistics.median(taken):6.1f} ms   ×{middle / bare:5.1f} bare   {count:2} queries (at most "
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
        seconds = rebuild()
        settle()
        bare = statistics.median(pages.times_of(pages.BARE_PORT, "/", cookie="", times=options.times)[0])
        print(
            f"{options.tickets} tickets; their facts read anew in {seconds:.1f} s; a bare page takes {bare:.1f} ms here"
        )
        for address in READERS:
            report(address, bare=bare, times=options.times)


if __name__ == "__main__":
    main()
