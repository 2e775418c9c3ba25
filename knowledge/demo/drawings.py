"""Two drawings for the articles, made here: nobody else's pictures, a few hundred bytes each."""

import struct
import zlib

WIDTH, HEIGHT = 640, 280
PAPER, BODY, LINE, MARK = (243, 247, 249), (255, 255, 255), (96, 125, 139), (0, 137, 123)
Box = tuple[int, int, int, int]
Colour = tuple[int, int, int]

FRIDGE: tuple[tuple[Box, Colour], ...] = (
    ((120, 20, 260, 260), LINE), ((124, 24, 256, 256), BODY), ((124, 104, 256, 108), LINE), ((140, 60, 146, 92), LINE),
    ((140, 124, 146, 170), LINE), ((350, 20, 540, 260), LINE), ((354, 24, 536, 256), BODY), ((354, 70, 536, 74), LINE),
    ((354, 120, 536, 124), LINE), ((354, 170, 536, 174), LINE), ((366, 190, 426, 234), MARK),
    ((376, 200, 416, 204), BODY), ((376, 210, 416, 214), BODY), ((376, 220, 402, 224), BODY),
    ((280, 210, 350, 214), MARK),
)  # fmt: skip
PARCEL: tuple[tuple[Box, Colour], ...] = (
    ((70, 60, 290, 250), LINE), ((74, 64, 286, 246), (222, 197, 160)), ((168, 64, 192, 246), (199, 171, 131)),
    ((200, 180, 270, 230), BODY), ((210, 192, 260, 196), LINE), ((210, 204, 260, 208), LINE), ((60, 50, 84, 74), MARK),
    ((276, 236, 300, 260), MARK), ((196, 176, 208, 188), MARK), ((380, 30, 540, 250), LINE),
    ((384, 34, 536, 246), BODY), ((404, 80, 516, 220), (225, 235, 240)), ((404, 50, 470, 62), LINE),
    ((490, 46, 510, 66), MARK), ((370, 240, 394, 264), MARK),
)  # fmt: skip


def drawing(boxes: tuple[tuple[Box, Colour], ...]) -> bytes:
    """Return a PNG of filled boxes, the later ones over the earlier ones."""
    rows = [bytearray(bytes(PAPER) * WIDTH) for _ in range(HEIGHT)]
    for (left, top, right, bottom), colour in boxes:
        for row in rows[top:bottom]:
            row[3 * left : 3 * right] = bytes(colour) * (right - left)
    pixels = zlib.compress(b"".join(b"\x00" + bytes(row) for row in rows), 9)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
