"""`manage.py ingest_email`: the way in for an MTA's pipe, and for files on disk."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from channels_inbound import processing
from channels_inbound.email import oversize
from channels_inbound.email.mailboxes import mails, read_all
from channels_inbound.email.oversize import MEGABYTE
from tickets.models import Channel, ChannelKind

logger = logging.getLogger(__name__)

EX_USAGE, EX_NOINPUT, EX_TEMPFAIL = 64, 66, 75  # sysexits(3): what an MTA understands


class Command(BaseCommand):
    """Store raw mails; exit 0 only when every one is durably in the database."""

    help = (
        "Take in raw mail (RFC 5322) from standard input, files, folders, Maildirs or mbox files. Exit status 0: all "
        "is stored; 75: try again later; 64: wrong arguments; 66: a path cannot be read. An mbox may have any size; "
        "of a mail above MAX_MAIL_BYTES only the header is kept, its sender is told, and a line on stderr names it."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a channel and any number of paths."""
        parser.add_argument("--channel", metavar="SLUG", help="which mailbox it came to; the first one by default")
        parser.add_argument("paths", nargs="*", metavar="PATH", help="nothing or - for standard input")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Store, commit, then announce; the last line says how many were new."""
        try:
            channel = _channel(options["channel"])
            stored, known = self._store(channel, _mails(options["paths"]))
        except CommandError:
            raise
        except FileNotFoundError as error:
            raise CommandError(f"Cannot be read: {error}", returncode=EX_NOINPUT) from error
        except Exception as error:
            # Whatever it is: the sender's server keeps the mail and comes again.
            logger.exception("The mail was not stored")
            raise CommandError(f"Not stored, try again later: {error}".strip(), returncode=EX_TEMPFAIL) from error
        if options["verbosity"]:
            self.stdout.write(f"stored {stored}, here before {known}")

    def _store(self, channel: Channel, found: Iterator[tuple[str, bytes]]) -> tuple[int, int]:
        """One transaction for each mail: what is stored stays stored, whatever happens to the next."""
        stored = known = 0
        for name, raw in found:
            with transaction.atomic():
                payload, is_new = oversize.store(channel=channel, raw=raw, at=timezone.now(), source=name)
                if is_new:
                    processing.announce([payload.pk])
            stored, known = stored + is_new, known + (not is_new)
            if len(raw) > settings.MAX_MAIL_BYTES:
                limit = settings.MAX_MAIL_BYTES // MEGABYTE
                self.stderr.write(f"{name}: above the limit of {limit} MB (MAX_MAIL_BYTES), only its header was kept")
        if stored:
            channel.last_message_at = timezone.now()
            channel.save(update_fields=["last_message_at"])
        return stored, known


def _channel(slug: str | None) -> Channel:
    channels = Channel.objects.of_kind(ChannelKind.EMAIL)
    channel = channels.filter(slug=slug).first() if slug else channels.active().first()
    if channel is None and slug:
        raise CommandError(f"There is no mailbox «{slug}». See: manage.py channel list", returncode=EX_USAGE)
    if channel is None:
        raise CommandError("There is no mailbox yet. Add one: manage.py channel add email …", returncode=EX_USAGE)
    return channel


def _mails(paths: list[str]) -> Iterator[tuple[str, bytes]]:
    for path in paths or ["-"]:
        if path == "-":
            raw = read_all(sys.stdin.buffer)
            if not raw.strip():
                raise CommandError("There is no mail on standard input.", returncode=EX_USAGE)
            yield "pipe", raw
        else:
            yield from mails(Path(path))
