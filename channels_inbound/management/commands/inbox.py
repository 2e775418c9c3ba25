"""`manage.py inbox audit | list | replay`: the raw inbox from the command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from channels_inbound import audit, processing
from channels_inbound.models import InboundPayload, PayloadState


class Command(BaseCommand):
    """Audit, list and replay what arrived."""

    help = "Look at what arrived, exactly as it arrived."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the three actions."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        actions.add_parser("audit", help="received = on a ticket + held + discarded + waiting; exit 1 on a difference")
        listing = actions.add_parser("list", help="print payloads, the newest first")
        listing.add_argument("--state", choices=PayloadState.values)
        listing.add_argument("--limit", type=int, default=50)
        replay = actions.add_parser("replay", help="process held or discarded payloads again")
        replay.add_argument("ids", nargs="+", type=int, metavar="ID")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what is asked for."""
        getattr(self, f"_{options['action']}")(options)

    def _audit(self, _options: dict[str, Any]) -> None:
        found = 0
        self.stdout.write(
            f"{'channel':<24} {'received':>9} {'on ticket':>9} {'held':>6} {'discarded':>9} {'waiting':>8}"
        )
        for row in audit.count():
            figures = f"{row.received:>9} {row.accepted:>9} {row.held:>6} {row.discarded:>9} {row.waiting:>8}"
            self.stdout.write(f"{row.slug:<24} {figures}")
            for difference in row.differences:
                self.stdout.write(f"  DIFFERENCE: {difference}")
            found += len(row.differences)
        if found:
            raise CommandError(f"{found} differences", returncode=1)
        self.stdout.write("no differences")

    def _list(self, options: dict[str, Any]) -> None:
        rows = InboundPayload.objects.defer("compressed").select_related("channel", "message").order_by("-pk")
        if options["state"]:
            rows = rows.filter(state=options["state"])
        for row in rows[: options["limit"]]:
            ticket = f"#{row.message.ticket_id}" if row.message else "-"
            facts = (
                str(row.pk),
                f"{row.received_at:%Y-%m-%d %H:%M:%S}",
                row.channel.slug,
                row.state,
                ticket,
                row.reason,
            )
            self.stdout.write("\t".join(facts))

    def _replay(self, options: dict[str, Any]) -> None:
        now = timezone.now()
        rows = InboundPayload.objects.in_bulk(options["ids"])
        done = [pk for pk in options["ids"] if pk in rows and rows[pk].replay(at=now)]
        processing.announce(done)
        for pk in options["ids"]:
            self.stdout.write(f"{pk}: {'in line again' if pk in done else 'not held or discarded, or not here'}")
        if len(done) < len(options["ids"]):
            raise CommandError("Not all could be replayed.", returncode=1)
