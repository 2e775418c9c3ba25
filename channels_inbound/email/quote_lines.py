"""The lines by which mail programs announce what they quote: attributions, header blocks, separators, signatures."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from channels_inbound.email import quote_words as words


class Kind(Enum):
    """What a line is."""

    TEXT = "text"
    BLANK = "blank"
    QUOTE = "quote"
    HEADER = "attribution"
    CUT = "all below is quoted"
    GONE = "folded"


_MAX_LINE: Final = 600
_MAX_SEPARATOR: Final = 60
_MAX_ANNOUNCEMENT: Final = 200
_MAX_PHONE_LINE: Final = 160
_ATTRIBUTION_LINES: Final = 6
_NAMED_LINES: Final = 3
_BLOCK_LINES: Final = 10
_BLOCK_MISSES: Final = 3
_BLOCK_KINDS: Final = 3
_MIN_DRAWN: Final = 4
_DRAWN: Final = "-_=*> \t"
_MAYBE_END: Final = (*words.COLONS, ">", "-", "*", "_")
_SENTENCE_ENDS: Final = (".", "!", "?", ":")
_QUOTED: Final = re.compile(r"(?:[A-Z][A-Za-z]{0,9})?>")


def classify(lines: list[str], known: dict[int, Kind]) -> list[Kind]:
    """Give every line its kind; `known` are those that HTML markers already decided."""
    reader = _Reader(lines, known)
    reader.run()
    return reader.kinds


def is_signature_mark(line: str) -> bool:
    """Say whether a signature begins here (RFC 3676 section 4.3, and the lines that lists and people draw)."""
    return words.SIGNATURE.fullmatch(line[:_MAX_LINE].strip()) is not None


def is_phone_line(line: str) -> bool:
    """Say whether a phone or a mail program advertises itself in this line."""
    return len(line) <= _MAX_PHONE_LINE and words.PHONE.fullmatch(line.strip()) is not None


class _Reader:
    """One pass; what is asked of a line more than once is asked in advance, so that time stays linear."""

    def __init__(self, lines: list[str], known: dict[int, Kind]) -> None:
        self.known = known
        self.lines = [line.strip()[:_MAX_LINE] for line in lines]
        self.kinds = [known.get(i) or _plain_kind(line) for i, line in enumerate(self.lines)]
        self.labels = [_label(line) for line in self.lines]
        self.verbs = [words.VERB.search(line.lower()) is not None for line in self.lines]

    def run(self) -> None:
        i = 0
        while i < len(self.lines):
            end = self._mark(i) if i not in self.known and self.kinds[i] is Kind.TEXT else i
            i = max(end, i + 1)

    def _mark(self, i: int) -> int:
        """Mark what begins at line `i`, if anything, and return the line after it."""
        line = self.lines[i]
        if _is_separator(line) or words.BEGIN_FORWARD.fullmatch(line) or self._block_at(self._behind_rule(i)):
            self.kinds[i] = Kind.CUT
            return i + 1
        end = self._attribution_end(i)
        for k in range(i, end):
            self.kinds[k] = Kind.HEADER
        return end

    def _behind_rule(self, i: int) -> int:
        """Return the first line with text behind a drawn rule, else `i`."""
        if words.RULE.fullmatch(self.lines[i]) is None:
            return i
        return next((k for k in range(i + 1, min(i + 4, len(self.lines))) if self.lines[k]), i)

    def _block_at(self, start: int) -> bool:
        """Say whether a block of fields begins here: From with Subject or Sent, three kinds at least.

        People write "De: Madrid / Para: Lima / Fecha: …" in their own text, so From, To and Date alone are not enough.
        """
        if self.labels[start] is None:
            return False
        window = self.labels[start : start + _BLOCK_LINES]
        missed = [i for i, label in enumerate(window) if label is None]
        found = set(window[: missed[_BLOCK_MISSES]] if len(missed) > _BLOCK_MISSES else window) - {None}
        return "from" in found and bool(found & {"subject", "sent"}) and len(found) >= _BLOCK_KINDS

    def _attribution_end(self, start: int) -> int:
        """Return the line after an attribution that begins at `start`, or `start`. It may be wrapped."""
        announced = self._announced(start)
        dated = words.DATED.match(self.lines[start]) is not None
        if announced or not (dated or any(self.verbs[start : start + _ATTRIBUTION_LINES])):
            return start + announced
        reach, over_blanks = _reach(self.lines[start], dated=dated)
        for end in range(start, min(start + reach, len(self.lines))):
            if end > start and not self._continues(end, over_blanks=over_blanks):
                break
            if self._may_end(end, alone=dated and end == start) and _is_attribution(self._joined(start, end)):
                return start if self._begins_later(start, end) else end + 1
        return start

    def _may_end(self, i: int, *, alone: bool) -> bool:
        return alone or self.verbs[i] or self.lines[i].endswith(_MAYBE_END)

    def _announced(self, i: int) -> int:
        """Return over how many lines a quote is announced right below, in whatever language; 0 where none is.

        That is "Ana wrote:", or a time and an address before a colon, perhaps broken before the address.
        """
        line = self.lines[i]
        if len(line) > _MAX_ANNOUNCEMENT:
            return 0
        if line.endswith(words.COLONS):
            told = words.VERB.search(line[-20:].lower()) or (words.DATE.search(line) and words.ADDRESS.search(line))
            return 1 if told and self._is_above_quote(i) else 0
        below = self.lines[i + 1] if i + 1 < len(self.lines) else ""
        broken = below.endswith(words.COLONS) and words.ADDRESS.search(below) and not words.DATE.search(below)
        if broken and words.DATE.search(line) and not line.endswith(_SENTENCE_ENDS) and self._is_above_quote(i + 1):
            return 2
        return 0

    def _is_above_quote(self, i: int) -> bool:
        following = (kind for kind in self.kinds[i + 1 : i + 4] if kind is not Kind.BLANK)
        return next(following, None) is Kind.QUOTE

    def _begins_later(self, start: int, end: int) -> bool:
        """Say whether a line below is the true beginning, and this one only looks like it."""
        return any(
            words.STRONG_OPENER.match(self.lines[k]) and _is_attribution(self._joined(k, end))
            for k in range(start + 1, end + 1)
        )

    def _continues(self, i: int, *, over_blanks: bool) -> bool:
        line = self.lines[i]
        if self.kinds[i] is Kind.QUOTE:
            return line.startswith((">:", "> :")) or words.VERB.match(line.lower(), 2) is not None
        return over_blanks or bool(line)

    def _joined(self, start: int, end: int) -> str:
        return " ".join(filter(None, self.lines[start : end + 1]))


def _is_separator(line: str) -> bool:
    """Say whether the line is "-----Original message-----" in some language."""
    inside = line.strip(_DRAWN)
    drawn = len(line) - len(inside)
    if not 0 < len(inside) <= _MAX_SEPARATOR or drawn < _MIN_DRAWN or line[-2:].strip(_DRAWN):
        return False
    return words.SEPARATOR.match(inside) is not None


def _plain_kind(line: str) -> Kind:
    if not line:
        return Kind.BLANK
    return Kind.QUOTE if _QUOTED.match(line) else Kind.TEXT


def _label(line: str) -> str | None:
    match = words.LABEL.match(line)
    return words.LABEL_KIND.get(match[1].strip().lower()) if match else None


def _reach(line: str, *, dated: bool) -> tuple[int, bool]:
    """Return over how many lines an attribution that begins here may run, and whether over blank ones."""
    if dated or words.OPENER.match(line):
        return _ATTRIBUTION_LINES, True
    return (_NAMED_LINES if words.NAMED.match(line) else 0), False


def _is_attribution(text: str) -> bool:
    if len(text) > _MAX_LINE:
        return False
    text = text.rstrip(" *_-")
    if text.endswith(words.COLONS):
        return _names_time(text) or _says_wrote(text, room=60)
    if text.endswith(">") and _names_time(text):
        return True
    if "GMT" in text[:40] and words.DATED.match(text) is not None:
        return True
    return words.ADDRESS.search(text) is not None and _says_wrote(text, room=0)


def _names_time(text: str) -> bool:
    """Say whether this is a date and an address with nothing said of writing."""
    return words.DATED.match(text) is not None and words.ADDRESS.search(text) is not None


def _says_wrote(text: str, *, room: int) -> bool:
    """Say whether somebody wrote something at some time, with at most `room` characters behind the verb."""
    lowered = text.lower()
    found = list(words.VERB.finditer(lowered, max(4, len(lowered) - room - 24)))
    return bool(found) and len(lowered) - found[-1].end() <= room + 1 and words.DATE.search(text) is not None
