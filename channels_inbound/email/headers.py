"""The header block: where it ends, its fields, and their text (RFC 5322 section 2.2, RFC 2047)."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from typing import Final

from channels_inbound.email import charsets
from channels_inbound.email.limits import MAX_HEADER_BYTES, MAX_HEADER_VALUE, MAX_HEADERS
from channels_inbound.email.transfer import from_base64

_FIELD: Final = re.compile(rb"([!-9;-~]{1,200})[ \t]*:([^\n]*+(?:\n[ \t][^\n]*+)*+)(?:\n|\Z)")
_BLANK: Final = re.compile(rb"\r?\n")
_LINE: Final = re.compile(rb"[^\n]*\n?")
_FOLD: Final = re.compile(r"[\r\n]+[ \t]*")
# Bounded, so that a header full of "=?a?q?" costs linear time.
_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?(.{0,2000}?)\?=", re.DOTALL)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(slots=True)
class Headers:
    """Fields of one header block, raw, in order; look-up ignores case."""

    fields: dict[str, list[bytes]] = field(default_factory=dict)
    truncated: bool = False

    def raw(self, name: str) -> bytes:
        """Return the first value as bytes, or b""."""
        values = self.fields.get(name)
        return values[0] if values else b""

    def text(self, name: str) -> str:
        """Return the first value as text, or an empty string."""
        return header_text(self.raw(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all values as text, in order."""
        return tuple(header_text(value) for value in self.fields.get(name, ()))

    def __contains__(self, name: str) -> bool:
        """Say whether the field is there, even empty."""
        return name in self.fields


def read_headers(raw: bytes, start: int, limit: int) -> tuple[Headers, int]:
    """Read fields from `start` and return them with the position where the body begins.

    A line that is no field ends the block unless another field follows it: senders forget the blank line, and
    gateways insert lines of their own.
    """
    headers = Headers()
    position, seen = start, 0
    while position < limit:
        match = _FIELD.match(raw, position, limit)
        if match is None:
            blank = _BLANK.match(raw, position, limit)
            if blank is not None:
                return headers, blank.end()
            if not _field_follows(raw, position, limit):
                return headers, position
            position = _line_end(raw, position, limit)
            continue
        seen += 1
        if seen <= MAX_HEADERS and position - start <= MAX_HEADER_BYTES:
            _keep(headers, match)
        else:
            headers.truncated = True
        position = match.end()
    return headers, limit


def _keep(headers: Headers, match: re.Match[bytes]) -> None:
    value = match[2]
    if len(value) > MAX_HEADER_VALUE:
        headers.truncated = True
        value = value[:MAX_HEADER_VALUE]
    headers.fields.setdefault(match[1].decode("ascii").lower(), []).append(value)


def _field_follows(raw: bytes, position: int, limit: int) -> bool:
    after = _line_end(raw, position, limit)
    return after < limit and _FIELD.match(raw, after, limit) is not None and not raw.startswith(b"--", position)


def _line_end(raw: bytes, position: int, limit: int) -> int:
    match = _LINE.match(raw, position, limit)
    return match.end() if match else limit


def header_text(value: bytes) -> str:
    """Return a field's text: unfolded, encoded words decoded, control characters removed."""
    return " ".join(decode_words(value.decode("latin-1")).split())


def decode_words(value: str) -> str:
    """Decode RFC 2047 words in a value that was read as latin-1; broken words stay as they were written.

    Adjacent words of one charset are joined before decoding, because senders cut multi-byte characters in two.
    """
    value = _FOLD.sub(" ", value)
    if "=?" not in value:
        return _clean(charsets.decode(value.encode("latin-1", "replace")))
    out: list[str] = []
    run = _Run()
    position = 0
    for match in _WORD.finditer(value):
        between = value[position : match.start()]
        if between.strip() or not run.data:
            out += [run.flush(), charsets.decode(between.encode("latin-1", "replace"))]
        run.add(match, out)
        position = match.end()
    out += [run.flush(), charsets.decode(value[position:].encode("latin-1", "replace"))]
    return _clean("".join(out))


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


@dataclass(slots=True)
class _Run:
    """Adjacent encoded words of one charset."""

    charset: str = ""
    data: bytes = b""
    source: str = ""

    def add(self, match: re.Match[str], out: list[str]) -> None:
        if self.charset != match[1].lower():
            out.append(self.flush())
        self.charset = match[1].lower()
        self.data += _word_bytes(match[2], match[3])
        self.source += match[0]

    def flush(self) -> str:
        data, source, charset = self.data, self.source, self.charset
        self.charset, self.data, self.source = "", b"", ""
        if not source:
            return ""
        text = charsets.strict(data, charset)
        if text is None:
            text = charsets.decode(data, charset)
            if _CONTROL.search(text):
                return source
        return text


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("latin-1", "replace")
    if encoding in "bB":
        return from_base64(data)
    return binascii.a2b_qp(data, header=True)
