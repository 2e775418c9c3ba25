"""The smallest headers of pictures that our store reads."""

import struct


def png(width: int = 640, height: int = 480, *, more: bytes = b"") -> bytes:
    """Return the beginning of a PNG file."""
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00" + more


def gif(width: int = 640, height: int = 480) -> bytes:
    """Return the beginning of a GIF file."""
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x00\x00\x00"


def jpeg(width: int = 640, height: int = 480) -> bytes:
    """Return the beginning of a JPEG file, with a comment before the frame."""
    frame = b"\xff\xc2\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + b"\x00" * 9
    return b"\xff\xd8\xff\xfe\x00\x06abcd" + frame


def webp(width: int = 640, height: int = 480) -> bytes:
    """Return the beginning of a lossless WebP file."""
    bits = (width - 1) | (height - 1) << 14
    return b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f" + struct.pack("<I", bits)
