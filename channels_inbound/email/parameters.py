"""Content-Type and Content-Disposition: the value and its parameters (RFC 2045, RFC 2231), forgiving."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from channels_inbound.email import charsets
from channels_inbound.email.headers import decode_words

_PARAMETER: Final = re.compile(
    r"""[;\s]*([^\s=;"*]{1,80})(?:\*(\d{1,4}))?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|"([^";\r\n]*)|([^;\r\n]*))""",
    re.DOTALL,
)
_COMMENT: Final = re.compile(r"\([^()]*\)")
_CHARSET: Final = re.compile(r"[^']*'[^']*'")
_MAX_PARAMETERS: Final = 100
_TOKEN: Final = re.compile(r"\s*([^\s;,=\"()]*)")

TYPE: Final = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+*-]+")


def parse_parameters(raw: bytes) -> tuple[str, dict[str, str]]:
    """Return the lower-cased value and its decoded parameters; names in lower case, the first of a name wins."""
    text = raw.decode("latin-1")
    token = _TOKEN.match(text)
    value = token[1].lower() if token else ""
    position = token.end() if token else 0
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for _ in range(_MAX_PARAMETERS):
        match = _PARAMETER.match(text, position)
        if match is None:
            position = text.find(";", position) + 1
            if position == 0:
                break
            continue
        position = match.end()
        _store(pieces, match)
    return value, {name: _joined(parts) for name, parts in pieces.items()}


def _store(pieces: dict[str, dict[int, tuple[str, bool]]], match: re.Match[str]) -> None:
    name, number, star, quoted, unclosed, bare = match.groups()
    if quoted is not None:
        content = re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
    else:
        content = (unclosed if unclosed is not None else _COMMENT.sub("", bare)).strip()
    # RFC 2231 wins over a plain parameter of the same name, which is there for old readers.
    parts = pieces.setdefault(name.lower(), {})
    if (star or number) and -1 in parts:
        del parts[-1]
    if star or number or not parts:
        parts.setdefault(int(number) if number else (0 if star else -1), (content, bool(star)))


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    if -1 in parts:
        return decode_words(parts[-1][0])
    charset, data = "", b""
    for number, (content, encoded) in sorted(parts.items()):
        piece = content
        if encoded and number == 0 and _CHARSET.match(piece):
            charset, _, piece = piece.split("'", 2)
        raw = piece.encode("latin-1", "replace")
        data += unquote_to_bytes(raw) if encoded else raw
    # Some senders put an RFC 2047 word into an RFC 2231 parameter.
    if data.startswith(b"=?") and b"?=" in data:
        return decode_words(data.decode("latin-1"))
    return charsets.decode(data, charset)
