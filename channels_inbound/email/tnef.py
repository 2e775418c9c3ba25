"""winmail.dat (MS-OXTNEF), behind a fence: the library is old and its input hostile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from channels_inbound.email import charsets
from channels_inbound.email.fence import BROKEN_INPUT
from channels_inbound.email.limits import MAX_TNEF_BYTES

_SIGNATURE: Final = b"\x78\x9f\x3e\x22"
_NAMES: Final = frozenset({"winmail.dat", "win.dat"})
_TYPES: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


@dataclass(slots=True)
class TnefContent:
    """The files and bodies inside a winmail.dat."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    text: str = ""
    html: str = ""


def is_tnef(content_type: str, name: str) -> bool:
    """Say whether a part claims to be a winmail.dat."""
    return content_type in _TYPES or name.lower() in _NAMES


def read_tnef(data: bytes) -> TnefContent | None:
    """Return the content, or None where it cannot be read; the caller then keeps the file itself."""
    if not data.startswith(_SIGNATURE) or len(data) > MAX_TNEF_BYTES:
        return None
    import logging  # noqa: PLC0415

    from tnefparse import TNEF  # noqa: PLC0415 -- slow to import and rarely needed

    logging.getLogger("tnef-decode").setLevel(logging.CRITICAL)
    try:
        tnef = TNEF(data, do_checksum=False)
        content = TnefContent(
            [(_text(item.long_filename() or item.name), _data(item.data)) for item in tnef.attachments],
            _text(tnef.body),
            _text(tnef.htmlbody),
        )
    except BROKEN_INPUT:
        return None
    return content if content.files or content.text or content.html else None


def _data(value: object) -> bytes:
    # A crafted number here would make bytes(value) allocate as many bytes.
    return bytes(value) if isinstance(value, bytes | bytearray) else b""


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return charsets.decode(value).rstrip("\0")
    return charsets.printable(value) if isinstance(value, str) else ""
