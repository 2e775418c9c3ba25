"""Measure mail in: stored mails become tickets and answers, durably, threaded, with SLA clocks and confirmations.

    python benchmarks/mail_intake.py [MAILS]

Starts servers of its own, durable ones, in a temporary directory. Every third mail answers the one before it. Prints
mails a second with one and with two worker processes, which take them as announced: by the task, in batches. And the
same machine's own limits: reading and decoding the same mails with Python's email package and nothing behind it, our
own parser, and committed single-row inserts. Absolute figures drift with the machine; the ratios do not.
Budget (design.md 5): 250/s with one process, 400/s with two, where the limits are 1,080 mails/s and 7,000 inserts/s.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time as clock
from email import message_from_bytes, policy
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from helpdesk.local.postgres import Postgres  # noqa: E402 -- after the path
from helpdesk.local.valkey import Valkey  # noqa: E402
from tests.services import SETTINGS  # noqa: E402

MAILS = 1_500
WARM_UP = 60
EVERY = 3
BUDGET = {1: 250, 2: 400}
LIMITS = {"parse": 1_080, "insert": 7_000}  # the reference machine's, by Python's email package
TEXT = "Buenos días: el horno que compré no calienta desde ayer y necesito ayuda, por favor. Gracias. " * 8


@contextmanager
def servers(home: Path) -> Iterator[None]:
    """Run a durable database and a broker, and point the settings to them."""
    home.chmod(0o711)
    postgres, valkey = Postgres(home / "pg", home / "pg.log"), Valkey(home / "valkey", home / "valkey.log")
    try:
        postgres.start()
        valkey.start()
        postgres.ensure_database("mesa")
        os.environ.update(SETTINGS | {"DATA_DIR": str(home), "MEDIA_ROOT": str(home / "media")})
        os.environ |= {"DATABASE_URL": postgres.url("mesa"), "REDIS_URL": valkey.url}
        subprocess.run([sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"], check=True, cwd=ROOT)
        yield
    finally:
        valkey.stop()
        postgres.stop()


def set_up_django() -> None:
    """Load the project in this process."""
    import django  # noqa: PLC0415 -- once the settings are there

    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    django.setup()


def mail(number: int) -> bytes:
    """Return one mail; every third one answers the one before it."""
    author = number - (number % EVERY == EVERY - 1)
    answer = f"In-Reply-To: <{number - 1}@customer.example>\n" if author != number else ""
    head = (
        f"From: Cliente {author} <cliente{author}@d{author % 211}.example>\nTo: ayuda@mesa.test\n"
        f"Subject: Pedido {author}: el horno no calienta\nMessage-ID: <{number}@customer.example>\n{answer}"
        "Date: Wed, 18 Nov 2026 12:00:00 -0500\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"
    )
    plain = f"--b\nContent-Type: text/plain; charset=utf-8\n\n{TEXT}\n"
    html = f"--b\nContent-Type: text/html; charset=utf-8\n\n<div><p>{TEXT}</p></div>\n--b--\n"
    return (head + plain + html).encode()


def prepare(mails: int) -> list[int]:
    """Configure desk, SLA and mailbox; store the mails; return their payloads."""
    from django.utils import timezone  # noqa: PLC0415

    from channels_inbound.models import InboundPayload  # noqa: PLC0415
    from tickets.models import BusinessCalendar, Channel, Metric, OpeningHours, SLAPolicy, SLATarget  # noqa: PLC0415

    calendar = BusinessCalendar.objects.create(name="Week", time_zone="America/Lima")
    for day in range(5):
        OpeningHours.objects.create(calendar=calendar, weekday=day, opens=clock(9), closes=clock(18))
    policy = SLAPolicy.objects.create(name="Default", calendar=calendar, is_default=True)
    for metric in Metric.values:
        for priority in range(1, 5):
            SLATarget.objects.create(policy=policy, metric=metric, priority=priority, minutes=120 * priority)
    channel = Channel.objects.create(kind="email", name="Ayuda", slug="ayuda", config={"address": "ayuda@mesa.test"})
    now = timezone.now()
    return [InboundPayload.store(channel=channel, raw=mail(n), at=now)[0].pk for n in range(mails)]


def work(first: int, last: int) -> None:
    """Be a worker: say when ready, wait for the start, process."""
    set_up_django()
    from channels_inbound.processing import BATCH  # noqa: PLC0415
    from channels_inbound.tasks import process_payloads  # noqa: PLC0415

    process_payloads(*range(first, first + WARM_UP))
    print("ready", flush=True)
    sys.stdin.readline()
    for start in range(first + WARM_UP, last, BATCH):
        process_payloads(*range(start, min(start + BATCH, last)))


def measure(pks: list[int], workers: int) -> float:
    """Return mails a second with so many worker processes."""
    share = len(pks) // workers
    command = [sys.executable, __file__, "--work"]
    parts = [(pks[0] + i * share, pks[0] + (i + 1) * share) for i in range(workers)]
    running = [
        subprocess.Popen([*command, str(first), str(last)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for first, last in parts
    ]
    for process in running:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise SystemExit("A worker did not start.")
    began = time.perf_counter()
    for process in running:  # all of them, before waiting for any
        if process.stdin is not None:
            process.stdin.write("go\n")
            process.stdin.flush()
    for process in running:
        process.wait()
    return (share - WARM_UP) * workers / (time.perf_counter() - began)


def rate(action: Callable[[int], object], times: int) -> float:
    """Return how often an action runs in a second."""
    began = time.perf_counter()
    for number in range(times):
        action(number)
    return times / (time.perf_counter() - began)


def limits() -> dict[str, float]:
    """Measure what this machine can do at best, now."""
    from django.db import connection  # noqa: PLC0415

    from channels_inbound.email.parse import parse  # noqa: PLC0415

    raws = [mail(n) for n in range(300)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench (id bigserial PRIMARY KEY, words text)")
        insert = rate(lambda n: cursor.execute("INSERT INTO bench (words) VALUES (%s)", [f"row {n}"]), 1_000)
    own = rate(lambda n: parse(raws[n]), len(raws))
    print(f"own parser   {own:8.0f}/s")
    return {"parse": rate(lambda n: bare_parse(raws[n]), len(raws)), "insert": insert}


def bare_parse(raw: bytes) -> list[str]:
    """Read and decode a mail as Python's own package does."""
    parts = message_from_bytes(raw, policy=policy.default).walk()
    return [part.get_content() for part in parts if part.get_content_maintype() == "text"]


def check(mails: int) -> None:
    """Say what became of the mails: each must be on a ticket."""
    from channels_inbound.models import InboundPayload  # noqa: PLC0415
    from tickets.models import SLATimer, Ticket  # noqa: PLC0415

    accepted = InboundPayload.objects.filter(state="accepted").count()
    print(f"{mails} mails, {accepted} on {Ticket.objects.count()} tickets, {SLATimer.objects.count()} promises")


def main() -> None:
    """Run with one worker, then with two, each on half of the mails."""
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else MAILS
    with tempfile.TemporaryDirectory(prefix="mesa-bench-") as folder, servers(Path(folder)):
        set_up_django()
        pks = prepare(mails)
        half = len(pks) // 2 // 6 * 6
        at_best = limits()
        for name, figure in at_best.items():
            print(f"bare {name:<7} {figure:8.0f}/s  (reference machine {LIMITS[name]}/s)")
        scale = at_best["parse"] / LIMITS["parse"]
        for workers, part in ((1, pks[:half]), (2, pks[half : 2 * half])):
            found = measure(part, workers)
            ratios = ", ".join(f"{found / at_best[name]:.2f} of bare {name}" for name in at_best)
            budget = f"budget {BUDGET[workers]}/s, {BUDGET[workers] * scale:.0f}/s at this machine's speed"
            print(f"{workers} process{'es' if workers > 1 else ''}: {found:.0f} mails/s ({budget}); {ratios}")
        check(2 * half)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(int(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
