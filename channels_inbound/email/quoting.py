"""What the person typed this time, and what they only quote (domain rules 5.6).

Nothing is deleted: `reply` is a subset of the lines of the text and `quoted` holds the others. Markers in HTML go
first, then the forms that mail programs write. Work is linear: each line is looked at a fixed number of times by
patterns that cannot backtrack over more than one short line.

Decisions where corpora disagree: a single word is a reply (talon: "Hello"), so only a trim that leaves no word at all
shows everything; text below a short quote stays (talon), a quote between answers stays for its context (discourse);
signatures behind "-- " and "Enviado desde mi …" are folded (discourse) although talon shows them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from channels_inbound.email import quote_lines
from channels_inbound.email.limits import MAX_QUOTING_CHARS, MAX_QUOTING_LINES
from channels_inbound.email.quote_html import Marked, mark_html
from channels_inbound.email.quote_lines import Kind

_WORD: Final = re.compile(r"\w")
# Yahoo puts its attribution right behind the last word.
_GLUED: Final = re.compile(r"(?m)(?<=[^\n>\s-])[ \t]{0,4}(-{3,8} ?On [^\n]{5,200} wrote:)[ \t]*$")
# This many lines below a quote are an answer that needs it; fewer are a closing line.
_ANSWER_LINES: Final = 7
_SIGNATURE_LINES: Final = 15


@dataclass(frozen=True, slots=True)
class Split:
    """A body in two. `reply` is never empty where the body has a word."""

    reply: str
    quoted: str = ""


@dataclass(slots=True)
class _Lines:
    lines: list[str]
    kinds: list[Kind]
    keep: list[bool] = field(default_factory=list)

    def words(self) -> tuple[int, int]:
        """Return the first and the last line that somebody typed; (length, -1) where nobody did."""
        typed = [
            i for i, kind in enumerate(self.kinds) if kind is Kind.TEXT and _WORD.search(self.lines[i])
        ]  # fmt: skip
        return (typed[0], typed[-1]) if typed else (len(self.lines), -1)


def split_reply(text: str, html: str = "") -> Split:
    """Split a body. Give `html` only where the text was made from it: its markers then say what is quoted.

    Of a very long body the head is looked at; the rest goes where the end of the head went.
    """
    marked = mark_html(html) if html else None
    if marked is None:
        text = _GLUED.sub(r"\n\1", text.replace("\r\n", "\n"))
        marked = Marked(text.split("\n"), {})
    head, rest = _head(marked)
    split = _split(head)
    if not rest:
        return split
    if split.quoted:
        return Split(split.reply, f"{split.quoted}\n{rest}")
    return Split(f"{split.reply}\n{rest}")


def _head(marked: Marked) -> tuple[Marked, str]:
    size = 0
    for count, line in enumerate(marked.lines):
        size += len(line) + 1
        if count >= MAX_QUOTING_LINES or size > MAX_QUOTING_CHARS:
            kept = {i: kind for i, kind in marked.kinds.items() if i < count}
            return Marked(marked.lines[:count], kept), "\n".join(marked.lines[count:])
    return marked, ""


def _split(marked: Marked) -> Split:
    kinds = quote_lines.classify(marked.lines, marked.kinds)
    body = _Lines(marked.lines, kinds, [True] * len(kinds))
    _cut_tail(body)
    _drop_signature(body)
    _drop_quotes(body)
    _drop_phone_lines(body)
    reply = _text(body, kept=True)
    if not _WORD.search(reply):
        return Split("\n".join(marked.lines).strip())
    return Split(reply, _text(body, kept=False))


def _text(body: _Lines, *, kept: bool) -> str:
    return "\n".join(line for line, keep in zip(body.lines, body.keep, strict=True) if keep is kept).strip()


def _cut_tail(body: _Lines) -> None:
    """Fold everything from the first mark behind which all is quoted, if something was typed before it."""
    first, _ = body.words()
    for i in range(first + 1, len(body.lines)):
        kind = body.kinds[i]
        if kind is Kind.CUT or (kind is Kind.HEADER and _is_followed_by_plain_text(body, i)):
            _fold(body, i, len(body.lines))
            return


def _fold(body: _Lines, start: int, end: int) -> None:
    for i in range(start, end):
        body.keep[i] = False
        body.kinds[i] = Kind.GONE


def _is_followed_by_plain_text(body: _Lines, start: int) -> bool:
    """Say whether the line "On … wrote:" quotes without marks: then all below it is the older mail."""
    following = (kind for kind in body.kinds[start : start + 20] if kind not in {Kind.BLANK, Kind.HEADER})
    return next(following, Kind.TEXT) is not Kind.QUOTE


def _drop_quotes(body: _Lines) -> None:
    """Fold the attribution lines and those quotes that the answers do not need."""
    runs = _quote_runs(body)
    first, last = body.words()
    answered = [run for run in runs if run[1] <= last]
    keeps_context = _keeps_context(body, runs, answered)
    for start, end in runs:
        attributed = any(body.kinds[i] is Kind.HEADER for i in range(start, end))
        leads = start < first and not answered[1:]
        if end > last or (attributed and (leads or not keeps_context)):
            _fold(body, start, end)
    for i, kind in enumerate(body.kinds):
        if kind is Kind.HEADER:
            body.keep[i] = False


def _keeps_context(body: _Lines, runs: list[tuple[int, int]], answered: list[tuple[int, int]]) -> bool:
    """Say whether answers stand between quotes, or one so long that it speaks of the quote above it."""
    if not answered:
        return False
    return len(runs) > 1 or sum(kind is Kind.TEXT for kind in body.kinds[answered[-1][1] :]) >= _ANSWER_LINES


def _quote_runs(body: _Lines) -> list[tuple[int, int]]:
    """Return the spans of quoted lines with their attribution and the blank lines between them."""
    runs: list[tuple[int, int]] = []
    start = end = -1
    for i, kind in enumerate(body.kinds):
        if kind in {Kind.QUOTE, Kind.HEADER}:
            start, end = (i if start < 0 else start), i + 1
        elif kind is not Kind.BLANK and start >= 0:
            runs.append((start, end))
            start = -1
    if start >= 0:
        runs.append((start, end))
    return runs


def _drop_signature(body: _Lines) -> None:
    """Fold a short signature behind "-- ", down to the next quote, where text stands above it."""
    first, _ = body.words()
    for i in range(first + 1, len(body.lines)):
        if body.kinds[i] is Kind.TEXT and quote_lines.is_signature_mark(body.lines[i]):
            end = i
            while end < len(body.lines) and body.kinds[end] in {Kind.TEXT, Kind.BLANK}:
                end += 1
            if sum(kind is Kind.TEXT for kind in body.kinds[i:end]) <= _SIGNATURE_LINES:
                _fold(body, i, end)
            return


def _drop_phone_lines(body: _Lines) -> None:
    """Fold the lines that phones add at the end, where text remains above them."""
    first, _ = body.words()
    for i in range(len(body.lines) - 1, first, -1):
        if body.kinds[i] is Kind.TEXT:
            if not quote_lines.is_phone_line(body.lines[i]):
                return
            _fold(body, i, i + 1)
