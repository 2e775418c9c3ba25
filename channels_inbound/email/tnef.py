"""winmail.dat (MS-OXTNEF): the files and the text that Outlook packs into it.

Own code, as tnefparse believes every count it reads: 2 kB can make it loop for hours. Here each step eats input, so
that time is linear in the size, and whatever is out of bounds ends the reading.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from channels_inbound.email import charsets
from channels_inbound.email.limits import MAX_PARTS, MAX_TNEF_BYTES

_SIGNATURE: Final = b"\x78\x9f\x3e\x22"
_NAMES: Final = frozenset({"winmail.dat", "win.dat"})
_TYPES: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})

# Attributes (MS-OXTNEF 2.1.3.2) and properties (MS-OXPROPS) that hold a file or a text.
_BODY, _ATTACH_DATA, _ATTACH_TITLE = 0x800C, 0x800F, 0x8010
_ATTACH_BEGIN, _MESSAGE_PROPERTIES, _ATTACH_PROPERTIES, _CODEPAGE = 0x9002, 0x9003, 0x9005, 0x9007
_P_BODY, _P_HTML = 0x1000, 0x1013
_P_DATA, _P_FILENAME, _P_LONG_FILENAME, _P_DISPLAY_NAME = 0x3701, 0x3704, 0x3707, 0x3001
_NAME_ORDER: Final = (_P_LONG_FILENAME, _ATTACH_TITLE, _P_FILENAME, _P_DISPLAY_NAME)

_MULTIPLE, _NAMED = 0x1000, 0x8000
_OBJECT, _UNICODE = 0x000D, 0x001F
_VARIABLE: Final = frozenset({_OBJECT, 0x001E, _UNICODE, 0x0102})
_SIZES: Final = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8,
                 0x0040: 8, 0x0048: 16}  # fmt: skip
_INTERFACE_ID_SIZE: Final = 16


@dataclass(slots=True)
class TnefContent:
    """The files and bodies inside a winmail.dat."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    text: str = ""
    html: str = ""


class _Property(NamedTuple):
    tag: int
    kind: int
    value: bytes


def is_tnef(content_type: str, name: str) -> bool:
    """Say whether a part claims to be a winmail.dat."""
    return content_type in _TYPES or name.lower() in _NAMES


def read_tnef(data: bytes) -> TnefContent | None:
    """Return the content, or None where there is none to read; the caller then keeps the file itself."""
    if not data.startswith(_SIGNATURE) or len(data) > MAX_TNEF_BYTES:
        return None
    reader = _Reader()
    for name, value in _attributes(data):
        reader.take(name, value)
    content = reader.content()
    return content if content.files or content.text or content.html else None


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield name and value: level (1), name (2), type (2), length (4), value, checksum (2)."""
    position = 6
    while position + 11 <= len(data):
        name, _, length = struct.unpack_from("<HHI", data, position + 1)
        position += 9
        if position + length > len(data):
            return
        yield name, data[position : position + length]
        position += length + 2


class _Reader:
    def __init__(self) -> None:
        self.codepage = ""
        self.files: list[dict[int, bytes | str]] = []
        self.bodies: dict[int, str] = {}

    def take(self, name: int, value: bytes) -> None:
        if name == _CODEPAGE and len(value) >= struct.calcsize("<I"):
            self.codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _BODY:
            self.bodies[_P_BODY] = self._text(value)
        elif name == _MESSAGE_PROPERTIES:
            self.bodies |= {one.tag: self._string(one) for one in _properties(value) if one.tag in {_P_BODY, _P_HTML}}
        elif name == _ATTACH_BEGIN and len(self.files) < MAX_PARTS:
            self.files.append({})
        elif self.files:
            self._take_of_file(name, value)

    def _take_of_file(self, name: int, value: bytes) -> None:
        file = self.files[-1]
        if name == _ATTACH_DATA:
            file[_P_DATA] = value
        elif name == _ATTACH_TITLE:
            file[_ATTACH_TITLE] = self._text(value)
        elif name == _ATTACH_PROPERTIES:
            for one in _properties(value):
                if one.tag == _P_DATA:
                    file[_P_DATA] = one.value[_INTERFACE_ID_SIZE:] if one.kind == _OBJECT else one.value
                elif one.tag in _NAME_ORDER:
                    file[one.tag] = self._string(one)

    def content(self) -> TnefContent:
        found = TnefContent(text=self.bodies.get(_P_BODY, ""), html=self.bodies.get(_P_HTML, ""))
        for file in self.files:
            data = file.get(_P_DATA)
            names = [name for name in map(file.get, _NAME_ORDER) if isinstance(name, str) and name]
            if isinstance(data, bytes):
                found.files.append((names[0] if names else "", data))
        return found

    def _string(self, one: _Property) -> str:
        if one.kind == _UNICODE:
            return charsets.printable(one.value.decode("utf-16-le", "replace"))
        return self._text(one.value)

    def _text(self, value: bytes) -> str:
        return charsets.decode(value.rstrip(b"\0"), self.codepage)


def _properties(data: bytes) -> Iterator[_Property]:
    """Yield the MAPI properties (MS-OXTNEF 2.1.3.4) up to the first that does not fit."""
    try:
        (count,) = struct.unpack_from("<I", data)
        position = 4
        for _ in range(count):
            kind, tag = struct.unpack_from("<HH", data, position)
            position = _behind_name(data, position + 4) if tag & _NAMED else position + 4
            value, position = _value(data, position, kind)
            if position > len(data):
                return
            yield _Property(tag, kind & ~_MULTIPLE, value)
    except struct.error:
        return


def _behind_name(data: bytes, position: int) -> int:
    kind, number = struct.unpack_from("<II", data, position + 16)
    return position + 24 + (_padded(number) if kind else 0)


def _value(data: bytes, position: int, kind: int) -> tuple[bytes, int]:
    """Return the first value and the position behind all of them."""
    single = kind & ~_MULTIPLE
    count = 1
    if kind & _MULTIPLE or single in _VARIABLE:
        (count,) = struct.unpack_from("<I", data, position)
        position += 4
    if single not in _VARIABLE:
        if single not in _SIZES:
            return b"", len(data) + 1
        return data[position : position + _SIZES[single]], position + count * _SIZES[single]
    first = b""
    for number in range(count):
        (length,) = struct.unpack_from("<I", data, position)
        position += 4
        if number == 0:
            first = data[position : position + length]
        position += _padded(length)
    return first, position


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4
