"""Files of many mails, cut into single ones without holding more than one."""

import io
from pathlib import Path

import pytest

from channels_inbound.email import mailboxes

FROM = b"From ana@example.com Wed Nov 18 12:00:00 2026\n"


def mail(number: int, body: bytes = b"Hola") -> bytes:
    return b"Subject: %d\n\n%b\n" % (number, body)


def test_an_mbox_larger_than_one_mail_may_be_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "MAX_RAW_BYTES", 200)
    path = tmp_path / "old.mbox"
    path.write_bytes(b"\n".join(FROM + mail(n) for n in range(50)))
    found = list(mailboxes.mails(path))
    assert [name for name, _raw in found] == [f"{path}#{n + 1}" for n in range(50)]
    assert [raw for _name, raw in found] == [FROM + mail(n) + (b"\n" if n < 49 else b"") for n in range(50)]


def test_a_mail_too_large_is_cut_where_it_can_be_seen_and_the_next_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "MAX_RAW_BYTES", 200)
    path = tmp_path / "old.mbox"
    path.write_bytes(FROM + mail(1, b"x" * 5_000) + FROM + mail(2))
    assert [len(raw) for _name, raw in mailboxes.mails(path)] == [201, len(FROM + mail(2))]


@pytest.mark.parametrize(
    "line", [b"From here on it went wrong in 2026\nand nobody knew.", b">From me 12:00 2026\nHola: x"]
)
def test_a_sentence_that_begins_with_from_cuts_no_mail(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "one.mbox"
    path.write_bytes(FROM + mail(1, line) + FROM + mail(2))
    first, _second = (raw for _name, raw in mailboxes.mails(path))
    assert first == FROM + mail(1, line.removeprefix(b">"))


def test_one_mail_with_the_line_of_its_mbox_keeps_its_name_and_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "1.eml"
    path.write_bytes(FROM + mail(1, b">From Ana"))
    assert list(mailboxes.mails(path)) == [(str(path), FROM + mail(1, b">From Ana"))]


def test_a_pipe_is_read_to_its_end_but_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailboxes, "MAX_RAW_BYTES", 200)
    pipe = io.BytesIO(b"x" * 5_000)
    assert len(mailboxes.read_all(pipe)) == 201
    assert pipe.read() == b""
