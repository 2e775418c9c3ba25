"""Measure a list of tickets as a file: time, memory and queries.

    python benchmarks/exports.py [--tickets 100000]

Fills a desk of its own with `load_demo`, then writes every ticket as CSV and as XLSX in a process of its own each, as
the web server does: piece by piece, to nowhere. The peak is the process's whole memory (RSS) beside what it was before
the first row: what a file adds must not grow with its rows.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pages  # noqa: E402

from helpdesk.local.postgres import Postgres  # noqa: E402 -- after the path
from tests.services import SETTINGS  # noqa: E402

BUDGET_MB = 64  # above the idle process


def resident(field: str) -> float:
    """Return a figure of this process's memory in MB, as Linux keeps it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(field))) / 1024


def write(kind: str) -> None:
    """Write all tickets once, and print what it took."""
    import django  # noqa: PLC0415 -- needs settings

    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.http import QueryDict  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.utils import timezone, translation  # noqa: PLC0415

    from helpdesk.accounts.models import User  # noqa: PLC0415
    from reports.exports import ticket_files  # noqa: PLC0415
    from reports.exports.answers import Format  # noqa: PLC0415
    from tickets.queues.listing import Listing  # noqa: PLC0415

    translation.activate("es")
    admin = User.objects.get(email="admin@mesa.test")
    for query in ("de:nadie-con-este-nombre", ""):  # once to load everything, then for real
        before, begin, busy, first = resident("VmRSS"), time.perf_counter(), time.process_time(), 0.0
        with CaptureQueriesContext(connection) as captured:
            listing = Listing.asked(admin, QueryDict(f"view=all&q={query}"), at=timezone.now())
            size = 0
            for piece in ticket_files.hand_out(listing, Format(kind)):
                first = first or time.perf_counter() - begin
                size += len(piece)
    taken, busy, peak = time.perf_counter() - begin, time.process_time() - busy, resident("VmHWM")
    print(
        f"{kind:4}  {taken:6.1f} s ({busy:5.1f} s of it our own)   first piece after {first:5.2f} s   "
        f"{size / 2**20:5.1f} MB   {len(captured):4} queries   peak {peak:4.0f} MB, "
        f"{peak - before:3.0f} MB more than idle (budget {BUDGET_MB})",
        flush=True,
    )


def main() -> None:
    """Fill a desk and write its tickets in each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--write", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write(options.write)
        return
    with tempfile.TemporaryDirectory(prefix="mesa-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        postgres = Postgres(home / "pg", home / "pg.log")
        try:
            postgres.start()
            postgres.ensure_database("mesa")
            here = {
                "DEMO": "1",
                "DATA_DIR": folder,
                "DATABASE_URL": postgres.url("mesa"),
                "MEDIA_ROOT": f"{folder}/media",
            }
            os.environ |= SETTINGS | here | {"DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
            for command in (["migrate", "-v0"], [*pages.demo(options.tickets), "-v0"]):
                subprocess.run([sys.executable, str(ROOT / "manage.py"), *command], check=True, cwd=ROOT)
            print(f"{options.tickets} tickets")
            for kind in ("csv", "xlsx"):
                subprocess.run([sys.executable, __file__, "--write", kind], check=True, cwd=ROOT)
        finally:
            postgres.stop()


if __name__ == "__main__":
    main()
