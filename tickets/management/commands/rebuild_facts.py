"""`manage.py rebuild_facts`: read the whole history again into the rows that reports are summed from."""

from typing import Any

from django.core.management.base import BaseCommand

from tickets.facts import refresh


class Command(BaseCommand):
    """Write the facts of every ticket anew. Harmless at any time; after a calendar was wrong it is the remedy."""

    help = "Reads every ticket's history again for the reports. Business time is recounted by today's opening hours."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Rebuild, and say how many."""
        count = refresh.rebuild()
        if options["verbosity"]:
            self.stdout.write(f"Facts of {count} tickets.")
