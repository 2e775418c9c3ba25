"""Content-Transfer-Encoding (RFC 2045 section 6) and uuencode, for senders that get it wrong."""

from __future__ import annotations

import binascii
import re
from typing import Final, NamedTuple

_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BASE64_NOISE: Final = bytes(set(range(256)) - set(_ALPHABET))
_BASE64_LETTERS: Final = _ALPHABET + b"=\r\n"
_SAMPLE: Final = 4096
_STRAY: Final = 3
_SOFT_BREAK: Final = re.compile(rb"=[ \t]+(?=\r?\n)")
_MAX_REPAIRED: Final = 4 * 1024 * 1024
_MAX_UUENCODED: Final = 100
_UU_BEGIN: Final = re.compile(rb"(?m)^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,300})\r?\n")
_UU_END: Final = re.compile(rb"\nend[ \t]*(?:\r?\n|\Z)")


def decode_transfer(source: bytes | memoryview, encoding: str) -> bytes:
    """Return the content; an unknown encoding (8bit, binary, nonsense) leaves the bytes alone.

    So does base64 that is none: a program that labels its plain text wrongly is read, not turned into noise.
    """
    name = encoding.strip().strip("\"'").rstrip(";").strip().lower()
    if name == "base64" and not _is_plain(bytes(source[:_SAMPLE])):
        return from_base64(source)
    data = bytes(source)
    if name == "quoted-printable":
        return from_quoted_printable(data)
    if name in {"uuencode", "x-uuencode", "uue", "x-uue"}:
        files = find_uuencoded(data)
        return files[0].content if files else data
    return data


def _is_plain(sample: bytes) -> bool:
    """Say whether several signs, and more than a tenth, are no letters of base64, as blanks between words are."""
    foreign = len(sample.translate(None, _BASE64_LETTERS))
    return foreign > _STRAY and foreign * 10 > len(sample)


def from_base64(data: bytes | memoryview) -> bytes:
    """Decode base64 as mail clients do: foreign characters are skipped, a missing end is forgiven."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        letters = bytes(data).partition(b"=")[0].translate(None, _BASE64_NOISE)
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def from_quoted_printable(data: bytes) -> bytes:
    """Decode quoted-printable; blanks behind a soft line break, which gateways add, are forgiven up to 4 MB."""
    if len(data) <= _MAX_REPAIRED and (b"= " in data or b"=\t" in data):
        data = _SOFT_BREAK.sub(b"=", data)
    return binascii.a2b_qp(data)


class UuencodedFile(NamedTuple):
    """One file between `begin` and `end`, and where it stands in the text."""

    name: bytes
    content: bytes
    start: int
    end: int


def find_uuencoded(data: bytes) -> list[UuencodedFile]:
    """Return the uuencoded files in a text; a `begin` without its `end`, or with unreadable lines, is plain text."""
    files: list[UuencodedFile] = []
    position = 0
    while len(files) < _MAX_UUENCODED and (begin := _UU_BEGIN.search(data, position)):
        end = _UU_END.search(data, begin.end() - 1)
        if end is None:
            break
        content = _uudecode(data[begin.end() : end.start() + 1])
        if content:
            files.append(UuencodedFile(begin[1], content, begin.start(), end.end()))
        position = end.end()
    return files


def _uudecode(block: bytes) -> bytes:
    out: list[bytes] = []
    for line in filter(None, block.splitlines()):
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders pad with wrong characters; the length byte says how much to believe (as stdlib uu did).
            count = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:count]))
            except binascii.Error:
                return b""
    return b"".join(out)
