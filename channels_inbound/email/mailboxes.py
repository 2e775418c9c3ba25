"""Files, Maildirs, folders and mboxes on disk as a stream of single mails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from channels_inbound.email.limits import MAX_RAW_BYTES

_MBOX_LINE: Final = re.compile(rb"(?m)^From \S[^\n]{0,300}\b[12][0-9]{3}\b[^\n]{0,20}\n(?=[!-9;-~]{1,80}:)")


def mails(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield a name and the bytes of every mail at the path; raise `OSError` where it cannot be read.

    A folder is walked in order of names and may be a Maildir; a file with several "From " lines is an mbox, whose
    mails are named `file#1`, `file#2` and so on.
    """
    if path.is_dir():
        for child in sorted(path.rglob("*")):
            if child.is_file() and "tmp" not in child.relative_to(path).parts[:-1] and not child.name.startswith("."):
                yield from _file(child)
    else:
        yield from _file(path)


def _file(path: Path) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        raw = file.read(MAX_RAW_BYTES + 1)
    starts = [match.start() for match in _MBOX_LINE.finditer(raw)] if raw.startswith(b"From ") else []
    if not starts[1:]:
        yield str(path), raw
        return
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(raw)], strict=True), start=1):
        yield f"{path}#{number}", raw[start:end].replace(b"\n>From ", b"\nFrom ")
