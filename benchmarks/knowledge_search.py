"""Ask the demo's help centre what customers ask: how many questions lead to the right article, and how long they take.

    python benchmarks/knowledge_search.py

Starts a database of its own in a temporary directory. Three sets of questions (tests/data/knowledge/, what each is
worth: tests/knowledge/questions.py), in Spanish and English: paraphrases, slips of the pen, words of other countries.
Budget: 80 % among the first three.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.knowledge.questions import Asked

BUDGET = 0.8
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from helpdesk.local.postgres import Postgres  # noqa: E402 -- after the path
from tests.services import SETTINGS  # noqa: E402


def main() -> None:
    """Fill a database, ask, and print what was not found."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o711)
        postgres = Postgres(home / "pg", home / "pg.log")
        try:
            postgres.start()
            postgres.ensure_database("mesa")
            os.environ |= SETTINGS | {"DATABASE_POOL": "0", "DATA_DIR": str(home), "MEDIA_ROOT": str(home / "media")}
            os.environ |= {
                "DATABASE_URL": postgres.url("mesa"),
                "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
                "DEMO": "1",
            }
            fill()
            report()
        finally:
            postgres.stop()


def fill() -> None:
    """Make the demo's company."""
    import django  # noqa: PLC0415 -- the settings are ready now
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_demo", tickets=1, until=date(2026, 11, 18), verbosity=0)


def report() -> None:
    """Ask each set, the first one again with the clock, and print the figures."""
    from tests.knowledge.questions import SETS, ask_all  # noqa: PLC0415 -- the settings are ready now

    for name in SETS:
        tell(name, ask_all(name))
    begun = time.process_time(), time.perf_counter()
    asked = ask_all()
    cpu, clock = time.process_time() - begun[0], time.perf_counter() - begun[1]
    each = 1000 / len(asked)
    print(f"one question: {each * clock:.1f} ms, of which {each * cpu:.1f} ms outside the database")


def tell(name: str, asked: "list[Asked]") -> None:
    """Print how many of a set were answered, and what was found instead."""
    print(f"== {name}")
    for one in asked:
        if not one.is_answered:
            found = "; ".join(one.found) or "nothing"
            print(f"  missed: {one.question}\n    wanted: {one.wanted}\n    found:  {found}")
    for language in ("es", "en"):
        share = statistics.mean(each.is_answered for each in asked if each.language == language)
        print(f"{language}: {share:.0%} of the questions")
    share = statistics.mean(each.is_answered for each in asked)
    print(f"right article among the first 3: {share:.0%} of {len(asked)} (budget {BUDGET:.0%})")


if __name__ == "__main__":
    main()
