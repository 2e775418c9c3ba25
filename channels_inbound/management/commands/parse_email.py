"""`manage.py parse_email PATH…`: show what the mail parser reads, one JSON object a line; nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from channels_inbound.email.mailboxes import mails
from channels_inbound.email.parse import Address, ParsedEmail, UnparseableMail, parse


class Command(BaseCommand):
    """Parse files, Maildirs and mboxes. Runs without a database."""

    help = (
        "Parse mails and print one JSON object a line; nothing is stored. A path may be a file, a Maildir or an mbox."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take any number of paths."""
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a mail, a folder of mails, a Maildir or an mbox")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print a row for every mail; a bad one gets `file` and `error` and stops nothing."""
        for path in options["paths"]:
            for row in _rows(path):
                self.stdout.write(json.dumps(row, ensure_ascii=False))


def _rows(path: str) -> Iterator[dict[str, Any]]:
    try:
        for name, raw in mails(Path(path)):
            yield {"file": name, **_row(raw)}
    except OSError as error:
        yield {"file": path, "error": error.strerror or str(error)}


def _row(raw: bytes) -> dict[str, Any]:
    try:
        mail = parse(raw)
    except UnparseableMail as error:
        return {"error": error.reason}
    return _fields(mail)


def _fields(mail: ParsedEmail) -> dict[str, Any]:
    return {
        "message_id": mail.message_id,
        "in_reply_to": list(mail.in_reply_to),
        "references": list(mail.references),
        "from_addr": mail.from_addr,
        "from_name": mail.from_name,
        "reply_to": _addresses(mail.reply_to),
        "to": _addresses(mail.to),
        "cc": _addresses(mail.cc),
        "subject": mail.subject,
        "date": mail.date.isoformat() if mail.date else None,
        "body_text": mail.body_text,
        "body_html": mail.body_html,
        "reply_text": mail.reply_text,
        "quoted_text": mail.quoted_text,
        "attachments": [
            {
                "name": file.name,
                "content_type": file.content_type,
                "size": file.size,
                "sha256": file.sha256,
                "inline": file.inline,
            }
            for file in mail.attachments
        ],
        "is_automatic": mail.is_automatic,
        "automatic_reason": mail.automatic_reason,
        "is_bounce": mail.is_bounce,
        "bounced_recipients": [recipient.addr for recipient in mail.bounced_recipients if recipient.addr],
        "is_complaint": mail.is_complaint,
        "notes": list(mail.notes),
    }


def _addresses(addresses: tuple[Address, ...]) -> list[str]:
    return [address.addr for address in addresses if address.addr]
