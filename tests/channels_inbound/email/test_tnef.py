"""winmail.dat: files and text come out, and no count in it is believed."""

import struct
import time

from channels_inbound.email.parse import parse
from channels_inbound.email.tnef import read_tnef

SIGNATURE = b"\x78\x9f\x3e\x22\x01\x00"


def _attribute(name: int, value: bytes, *, length: int | None = None) -> bytes:
    size = len(value) if length is None else length
    return struct.pack("<BHHI", 2, name, 6, size) + value + b"\0\0"


def _properties(count: int, *properties: bytes) -> bytes:
    return struct.pack("<I", count) + b"".join(properties)


def _text(tag: int, value: str) -> bytes:
    raw = value.encode("utf-16-le")
    return struct.pack("<HHII", 0x1F, tag, 1, len(raw)) + raw + b"\0" * (-len(raw) % 4)


def _winmail() -> bytes:
    body = _attribute(0x9003, _properties(1, _text(0x1000, "Buenos días")))
    name = _attribute(0x9005, _properties(1, _text(0x3707, "informe de marzo.txt")))
    return (
        SIGNATURE
        + body
        + _attribute(0x9002, b"")
        + _attribute(0x8010, b"INFOR~1.TXT\0")
        + _attribute(0x800F, b"datos")
        + name
    )


def test_a_file_has_its_long_name_and_bytes() -> None:
    content = read_tnef(_winmail())
    assert content is not None
    assert content.files == [("informe de marzo.txt", b"datos")]
    assert content.text == "Buenos días"


def test_a_mail_shows_the_files_instead_of_winmail_dat() -> None:
    read = parse(b"Content-Type: application/ms-tnef; name=winmail.dat\n\n" + _winmail())
    assert [(file.name, file.data) for file in read.attachments] == [("informe de marzo.txt", b"datos")]
    assert read.body_text == "Buenos días"


def test_counts_and_lengths_beyond_the_end_are_not_believed() -> None:
    endless = _properties(0xFFFFFFFF, struct.pack("<HHI", 0x1102, 0x3701, 0xFFFFFFFF))
    start = time.perf_counter()
    assert read_tnef(SIGNATURE + _attribute(0x9002, b"") + _attribute(0x9005, endless) * 1_000) is None
    assert read_tnef(SIGNATURE + _attribute(0x800F, b"x", length=0xFFFFFFF0)) is None
    assert time.perf_counter() - start < 1
