"""`manage.py parse_email`: one JSON object a line, whatever the path holds."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from tests.channels_inbound.email.samples import FOLDER, raw


def _rows(*paths: Path) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("parse_email", *map(str, paths), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_row_has_the_promised_fields() -> None:
    row = _rows(FOLDER / "plain_es.eml")[0]
    assert row["from_addr"] == "Lucia@cliente.example"
    assert row["to"] == ["soporte@mesa.example", "angel@mesa.example"]
    assert row["date"] == "2025-03-03T09:15:00+00:00"
    assert row["attachments"] == []
    promised = (
        "file message_id in_reply_to references from_addr from_name reply_to to cc subject date body_text body_html"
    )
    promised += " reply_text quoted_text attachments is_automatic is_bounce bounced_recipients"
    assert set(promised.split()) <= set(row)


def test_a_bounce_lists_its_recipients() -> None:
    row = _rows(FOLDER / "dsn.eml")[0]
    assert row["bounced_recipients"] == ["nadie@cliente.example", "lento@cliente.example"]


def test_what_cannot_be_read_gets_an_error_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.eml").write_bytes(b"")
    rows = _rows(tmp_path / "missing.eml", tmp_path / "empty.eml", FOLDER / "flowed.eml")
    assert [row.get("error") for row in rows] == ["No such file or directory", "The mail is empty.", None]


def test_a_maildir_and_an_mbox_are_taken_apart(tmp_path: Path) -> None:
    for folder in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / folder).mkdir(parents=True)
        (tmp_path / "Maildir" / folder / "1.x").write_bytes(raw("flowed"))
    line = b"From sam@client.example Mon Mar  3 10:15:00 2025\n"
    (tmp_path / "box").write_bytes(line + raw("flowed") + b"\n" + line + raw("vacation"))
    rows = _rows(tmp_path / "Maildir", tmp_path / "box")
    assert [row["subject"] for row in rows] == ["Flowed", "Flowed", "Flowed", "Respuesta automática: Impresora"]
    assert rows[-1]["file"] == str(tmp_path / "box#2")
