"""Pictures are known by their bytes."""

import struct
import zlib

import pytest

from helpdesk.lib.pictures import Picture, picture_of


def png(width: int = 20, height: int = 30) -> bytes:
    """Return a PNG that a browser shows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = b"".join(b"\0" + b"\x20\x60\x80" * width for _line in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x11\x08\x00\x1e\x00\x14\x03"
WEBP = b"RIFF\x00\x00\x00\x00WEBP"


@pytest.mark.parametrize(
    ("data", "picture"),
    [
        (png(), Picture("image/png", 20, 30)),
        (b"GIF89a\x14\x00\x1e\x00\x00\x00\x00", Picture("image/gif", 20, 30)),
        (JPEG, Picture("image/jpeg", 20, 30)),
        (WEBP + b"VP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x13\x00\x00\x1d\x00\x00", Picture("image/webp", 20, 30)),
        (WEBP + b"VP8 \x00\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x14\x00\x1e\x00", Picture("image/webp", 20, 30)),
        (WEBP + b"VP8L\x00\x00\x00\x00\x2f" + (19 | 29 << 14).to_bytes(4, "little"), Picture("image/webp", 20, 30)),
    ],
)
def test_kind_and_size_are_read_from_the_bytes(data: bytes, picture: Picture) -> None:
    assert picture_of(data) == picture


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a",
        b"GIF89a\x00\x00\x00\x00",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        JPEG[:22],
        b"\xff\xd8\xff\xe0",
        WEBP,
        WEBP + b"VP9 " + b"\0" * 20,
        b"%PDF-1.7",
    ],
)
def test_anything_else_is_none(data: bytes) -> None:
    assert picture_of(data) is None
