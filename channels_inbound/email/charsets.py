"""Bytes to text when the label may be missing, unknown or a lie.

Order (measured in the dependency study): UTF-8, the declared charset, cp1252, then a guess by charset-normalizer. A
guess comes last because it takes a Spanish cp1252 sentence for hp_roman8. Charsets that write other letters with
ASCII bytes (ISO-2022-JP, UTF-7, UTF-16) go before UTF-8, as their bytes are valid UTF-8 of another meaning.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import Final

# WHATWG: what mail calls latin-1 or ASCII is cp1252 in practice, and gb2312 is a subset of what is really sent.
_ALIASES: Final = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252",
    "ascii": "cp1252", "ansi_x3.4-1968": "cp1252", "iso-8859-1-windows-1252": "cp1252", "gb2312": "gb18030",
    "gbk": "gb18030", "x-gbk": "gb18030", "x-sjis": "cp932", "shift_jis": "cp932", "shift-jis": "cp932",
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "euc-kr": "cp949", "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso8859_8", "iso-8859-8-e": "iso8859_8", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "unicode-1-1-utf-7": "utf-7", "utf8mb4": "utf-8", "x-unknown": "", "unknown-8bit": "", "default": "",
    "iso-8859-9": "cp1254", "windows-874": "cp874", "tis-620": "cp874",
}  # fmt: skip
# Python codecs that are no charset of mail; punycode and idna take quadratic time.
_REFUSED: Final = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_ASCII_BASED_ESCAPES: Final = ("iso2022", "utf-7", "utf-16", "utf-32", "hz")
_GUESS_SAMPLE: Final = 32 * 1024
_UNPRINTABLE: Final = re.compile("[\x00\ud800-\udfff]")


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of these bytes without NUL or lone surrogates, which PostgreSQL and JSON refuse."""
    return printable(_decode(data, codec_name(declared)))


def printable(text: str) -> str:
    """Return the text without NUL; a lone surrogate becomes U+FFFD."""
    if _UNPRINTABLE.search(text) is None:
        return text
    return text.replace("\0", "").encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def strict(data: bytes, declared: str) -> str | None:
    """Return the text where the bytes are valid in the declared charset or UTF-8, else None."""
    name = codec_name(declared)
    for attempt in _attempts(data, name)[:2]:
        text = _try(data, attempt)
        if text is not None:
            return printable(text)
    return None


@lru_cache(maxsize=256)
def codec_name(declared: str) -> str:
    """Return Python's name for a charset label; empty for one that nobody knows."""
    label = declared.strip().strip("\"'").lower()
    label = label.partition("*")[0].replace("cp-", "cp").replace("win-", "windows-")
    label = _ALIASES.get(label, label)
    try:
        name = codecs.lookup(label).name if label else ""
        "".encode(name or "ascii")
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if name.replace("-", "_") in _REFUSED else name


def _decode(data: bytes, name: str) -> str:
    for attempt in _attempts(data, name):
        text = _try(data, attempt)
        if text is not None:
            return text
    return _guess(data)


def _attempts(data: bytes, name: str) -> list[str]:
    if name.startswith(_ASCII_BASED_ESCAPES):
        return [name, "utf-8", "cp1252"]
    if b"\x1b$" in data[:4096]:
        return ["iso2022_jp_ext", "utf-8", name or "cp1252", "cp1252"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16", name or "cp1252", "cp1252"]
    return ["utf-8", name or "cp1252", "cp1252"]


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode("utf-8-sig" if name == "utf-8" else name)
    except (UnicodeError, ValueError, LookupError):
        return None


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 -- slow to import and rarely needed

    best = from_bytes(data[:_GUESS_SAMPLE]).best()
    text = _try(data, best.encoding) if best else None
    # Mostly UTF-8 with a broken byte, or cp1252 with an unassigned one: keep what can be read.
    damaged = data.decode("utf-8", "replace")
    if damaged.count("\ufffd") * 20 <= len(damaged):
        return damaged
    return text if text is not None else data.decode("cp1252", "replace")
