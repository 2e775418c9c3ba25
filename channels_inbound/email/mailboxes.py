"""Files, Maildirs, folders and mboxes on disk as a stream of single mails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from channels_inbound.email.limits import MAX_RAW_BYTES

_FROM: Final = re.compile(rb"From \S[^\n]{0,300}\b[12][0-9]{3}\b[^\n]{0,20}\n")
_FIELD: Final = re.compile(rb"[!-9;-~]{1,80}:")
_PIECE: Final = 1024 * 1024  # of a line: one without an end does not fill the memory


def mails(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield a name and the bytes of every mail at the path; raise `OSError` where it cannot be read.

    A folder is walked in order of names and may be a Maildir; a file with several "From " lines is an mbox, whose
    mails are named `file#1`, `file#2` and so on. An mbox may have any size; of a single mail one byte more than
    MAX_RAW_BYTES is read at most, so that whoever takes it sees that it is too large.
    """
    if path.is_dir():
        for child in sorted(path.rglob("*")):
            if child.is_file() and "tmp" not in child.relative_to(path).parts[:-1] and not child.name.startswith("."):
                yield from _file(child)
    else:
        yield from _file(path)


def read_all(file: IO[bytes]) -> bytes:
    """Return one mail of at most MAX_RAW_BYTES and one more byte; the rest is read and dropped, for a pipe's writer."""
    raw = file.read(MAX_RAW_BYTES + 1)
    while file.read(_PIECE):
        pass
    return raw


def _file(path: Path) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        if file.read(5) != b"From ":
            file.seek(0)
            yield str(path), file.read(MAX_RAW_BYTES + 1)
            return
        file.seek(0)
        yield from _mbox(path, file)


def _mbox(path: Path, file: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the mails one by one; a file with only one is a mail that kept the line of its mbox."""
    waiting: bytes | None = None
    number = 0
    for raw in _split(file):
        if waiting is not None:
            number += 1
            yield f"{path}#{number}", _unquoted(waiting)
        waiting = raw
    if waiting is not None:
        yield (f"{path}#{number + 1}", _unquoted(waiting)) if number else (str(path), waiting)


def _unquoted(raw: bytes) -> bytes:
    return raw.replace(b"\n>From ", b"\nFrom ")


def _split(file: IO[bytes]) -> Iterator[bytes]:
    """Cut before each "From " line with a year in it and a field below it."""
    mail = bytearray()
    separator = b""
    begins_line = True
    while piece := file.readline(_PIECE):
        if separator and _FIELD.match(piece):
            if mail:
                yield bytes(mail)
            mail = bytearray()
        _append(mail, separator)
        separator = piece if begins_line and _FROM.fullmatch(piece) else b""
        if not separator:
            _append(mail, piece)
        begins_line = piece.endswith(b"\n")
    _append(mail, separator)
    if mail:
        yield bytes(mail)


def _append(mail: bytearray, piece: bytes) -> None:
    mail += piece[: max(0, MAX_RAW_BYTES + 1 - len(mail))]
