"""Address lists (RFC 5322 section 3.4, with the obsolete forms of 4.4) as people and programs really write them.

Structure is read before encoded words are decoded, so that a comma or `<` inside a decoded name never makes an
address (espoofer's attacks); the shown sender is the one that is parsed.
"""

from __future__ import annotations

import re
from typing import Final

from channels_inbound.email.headers import Headers, decode_words
from channels_inbound.email.limits import MAX_ADDRESSES
from channels_inbound.email.parsed import Address

_SPECIAL: Final = re.compile(r'["(<,;:\\]|=\?')
_ENCODED: Final = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]{0,2000}\?=")
_COMMENT_EDGE: Final = re.compile(r"[()\\]")
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f<>\"]")
_EMAIL: Final = re.compile(r"[^\s<>()\[\]\",;:]{1,64}@[^\s<>()\[\]\",;:@]{1,255}")


def address_list(headers: Headers, name: str) -> tuple[Address, ...]:
    """Return the addresses of all fields of that name, in order, at most `MAX_ADDRESSES`."""
    found: list[Address] = []
    for value in headers.fields.get(name, ()):
        found += parse_addresses(value.decode("latin-1"), MAX_ADDRESSES - len(found))
    return tuple(found)


def parse_addresses(value: str, limit: int = MAX_ADDRESSES) -> list[Address]:
    """Return the addresses in a field value that was read as latin-1. Never raises."""
    scanner = _Scanner(value, limit)
    scanner.run()
    return scanner.found


def normalise(addr: str) -> str:
    """Return the address without source route, blanks and quotes, its domain in lower case."""
    if addr.startswith("@") and ":" in addr:
        addr = addr.rpartition(":")[2]
    addr = _UNSAFE.sub("", decode_words(addr)).rstrip(".,;").removeprefix("mailto:")
    local, at, domain = addr.rpartition("@")
    return f"{local}{at}{domain.lower()}" if at else addr


class _Scanner:
    """One pass over the value; each method eats one construct and returns the position after it."""

    def __init__(self, value: str, limit: int) -> None:
        self.value, self.limit = value, limit
        self.found: list[Address] = []
        self.quote_open_to_end = False
        self._reset()

    def _reset(self) -> None:
        self.phrase: list[str] = []
        self.comments: list[str] = []
        self.addr: str | None = None

    def run(self) -> None:
        position = 0
        while len(self.found) < self.limit:
            match = _SPECIAL.search(self.value, position)
            if match is None:
                break
            self.phrase.append(self.value[position : match.start()])
            position = self._special(match)
        else:
            return
        self.phrase.append(self.value[position:])
        self._finish()

    def _special(self, match: re.Match[str]) -> int:
        sign, start = match[0], match.start()
        if sign == '"':
            return self._quoted(start)
        if sign == "(":
            return self._comment(start)
        if sign == "<":
            return self._angle(start)
        if sign == "=?":
            return self._encoded(start)
        if sign == "\\":
            self.phrase.append(self.value[start + 1 : start + 2].replace(",", ""))
            return start + (1 if self.value[start + 1 : start + 2] == "," else 2)
        return self._separator(sign, start)

    def _separator(self, sign: str, start: int) -> int:
        if sign == ":" and self.addr is None and "@" not in "".join(self.phrase):
            self._reset()  # the name of a group
        elif sign == ":":
            self.phrase.append(sign)
        else:
            self._finish()
        return start + 1

    def _encoded(self, start: int) -> int:
        match = _ENCODED.match(self.value, start)
        if match is None:
            self.phrase.append("=?")
            return start + 2
        self.phrase.append(match[0])
        return match.end()

    def _quoted(self, start: int) -> int:
        if not self.quote_open_to_end:
            position = start + 1
            while position < len(self.value) and self.value[position] != '"':
                position += 2 if self.value[position] == "\\" else 1
            if position < len(self.value):
                text = self.value[start + 1 : position]
                self.phrase.append(re.sub(r"\\(.)", r"\1", text))
                return position + 1
            self.quote_open_to_end = True
        return start + 1

    def _comment(self, start: int) -> int:
        depth, position = 0, start
        while match := _COMMENT_EDGE.search(self.value, position):
            position = match.end() + (match[0] == "\\")
            depth += (match[0] == "(") - (match[0] == ")")
            if depth == 0:
                self.comments.append(self.value[start + 1 : position - 1])
                return position
        self.comments.append(self.value[start + 1 :])
        return len(self.value)

    def _angle(self, start: int) -> int:
        end = self.value.find(">", start)
        if end < 0:
            end = len(self.value)
        inside = self.value[start + 1 : end]
        nested = inside.rfind("<")
        if self.addr is None or "@" not in self.addr:
            self.addr = inside[nested + 1 :]
        return end + 1

    def _finish(self) -> None:
        words = decode_words("".join(self.phrase)).strip()
        addr = normalise(self.addr) if self.addr is not None else ""
        if not addr and (self.addr is None or "@" in words):
            words, addr = _bare(words)
        name = " ".join(words.split()) or decode_words(" ".join(self.comments)).strip()
        if name or addr:
            self.found.append(Address(_display(name), addr))
        self._reset()


def _bare(words: str) -> tuple[str, str]:
    """Split text without angle brackets: `a@b`, `a@b Name`, or only a name."""
    match = _EMAIL.search(words)
    if match is not None:
        return (words[: match.start()] + words[match.end() :]).strip(" <>"), normalise(match[0])
    if words and " " not in words:
        return "", normalise(words)
    return words, ""


def _display(name: str) -> str:
    while name[1:] and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return name
