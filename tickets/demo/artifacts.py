"""Small files that people attach: a photograph, a receipt, a statement. Made from nothing, always the same."""

import struct
import zlib
from functools import cache

from tickets.files import InboundFile

SIDE = 240
ACROSS, DOWN, SEAM, DENT = range(59, 182), range(25, 222), 96, 900
NAMES = {
    "photo": ("foto-1.png", "IMG_2041.png", "puerta.png", "frente.png"),
    "receipt": ("boleta.pdf", "comprobante.pdf", "ficha-ruc.pdf"),
    "statement": ("estado-de-cuenta.pdf",),
    "log": ("lista-de-series.csv",),
}
LOG = (
    "serie,modelo,estado\nRF402113,RF-420,golpe en la puerta\nRF402114,RF-420,golpe lateral\nRF402119,RF-420,conforme\n"
)
LINES = {
    "receipt": ("CASA LUMBRE S.A.C.", "RUC 20512345678", "Boleta de venta electronica", "Total: S/ 1,899.00"),
    "statement": ("Banco de ejemplo", "Movimientos del mes", "CASA LUMBRE  1,899.00", "CASA LUMBRE  1,899.00"),
}


def artifact(kind: str, variant: int) -> InboundFile:
    """Return one file of a kind; `variant` chooses among its names and shades."""
    names = NAMES[kind]
    return InboundFile(name=names[variant % len(names)], data=_bytes(kind, variant % 5))


@cache
def _bytes(kind: str, variant: int) -> bytes:
    if kind == "photo":
        return png(variant)
    return LOG.encode() if kind == "log" else pdf(LINES[kind])


def png(variant: int) -> bytes:
    """Return a picture: a pale appliance before a wall, with a dark dent (PNG, ISO/IEC 15948)."""
    rows = b"".join(b"\x00" + b"".join(_pixel(x, y, variant) for x in range(SIDE)) for y in range(SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def _pixel(x: int, y: int, variant: int) -> bytes:
    dent = (x - 128 - 6 * variant) ** 2 + 3 * (y - 150) ** 2
    if x not in ACROSS or y not in DOWN:
        return bytes((150 + y // 8 + 4 * variant, 128 + y // 8, 110 + y // 10))
    if dent < DENT:
        shade = 118 + dent // 16
        return bytes((shade, shade, shade + 6))
    return bytes((150, 154, 158)) if y == SEAM else bytes((214 - x // 12, 218 - x // 12, 222 - x // 14))


def pdf(lines: tuple[str, ...]) -> bytes:
    """Return one page with a few lines of text (PDF 1.4, ISO 32000)."""
    text = "BT /F1 14 Tf 60 760 Td 22 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    )
    out, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    tail += f"startxref\n{len(out)}\n%%EOF\n"
    return (out + tail).encode("ascii")
