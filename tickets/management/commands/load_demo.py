"""`manage.py load_demo`: the invented company, for trying the product and for measuring it."""

import zoneinfo
from argparse import ArgumentParser
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.module_loading import import_string

from tickets.demo import copies, load

DEFAULT_TICKETS = 320


class Command(BaseCommand):
    """Fill an empty desk with believable data, the same for the same seed and end."""

    help = "Fills an empty desk with Casa Lumbre: people, categories and a month of tickets. Only with DEMO=1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say how much, which, and until when."""
        parser.add_argument(
            "--tickets", type=int, default=DEFAULT_TICKETS, help=f"how many (default {DEFAULT_TICKETS})"
        )
        parser.add_argument(
            "--copies",
            type=int,
            default=1,
            help="how often there is each of them, under other names: --tickets=10000 --copies=100 makes a million",
        )
        parser.add_argument("--seed", type=int, default=1, help="another number gives other tickets")
        parser.add_argument(
            "--until", type=date.fromisoformat, help="the last day, at 16:00 in Lima (default: the hour that has begun)"
        )
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are tickets already")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, or say why not."""
        if not settings.DEMO:
            raise CommandError("load_demo makes people with a public password: it runs with DEMO=1 only.")
        if options["tickets"] < 1:
            raise CommandError("--tickets must be 1 or more.")
        if not 1 <= options["copies"] <= copies.MOST:
            raise CommandError(f"--copies must be from 1 to {copies.MOST}.")
        if load.has_tickets():
            if options["if_empty"]:
                return
            raise CommandError("This desk has tickets already: the demo fills an empty one only.")
        until = _end(options["until"])
        made = load.load(count=options["tickets"], seed=options["seed"], until=until, copies=options["copies"])
        for loader in settings.DEMO_LOADERS:  # what other apps add: functions of the seed and the end
            import_string(loader)(options["seed"], until)
        if options["verbosity"]:
            self.stdout.write(f"Casa Lumbre: {made} tickets.")


def _end(day: date | None) -> datetime:
    if day is None:
        return timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return datetime.combine(day, time(16), zoneinfo.ZoneInfo(load.ZONE)).astimezone(UTC)
