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
from channels_inbound.email.limits import MAX_QUOTING_CHARS
from channels_inbound.email.quote_html import Marked, mark_html
from channels_inbound.email.quote_lines import Kind

_WORD: Final = re.compile(r"\w")
_GLUED: Final = re.compile(r"(?m)^([^\n>-]{1,200}?)[ \t]*(-{3,8} ?On [^\n]{5,200} wrote:)[ \t]*$")
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

    def has_text(self, start: int, end: int) -> bool:
        return any(self.kinds[i] is Kind.TEXT and _WORD.search(self.lines[i]) for i in range(start, end))


def split_reply(text: str, html: str = "") -> Split:
    """Split a body. Give `html` only where the text was made from it: its markers then say what is quoted."""
    beyond = text[MAX_QUOTING_CHARS:]
    marked = mark_html(html) if html else None
    if marked is None:
        glued = _GLUED.sub(r"\1\n\2", text[:MAX_QUOTING_CHARS])
        marked = Marked(glued.replace("\r\n", "\n").split("\n"), {})
    split = _split(marked)
    return Split(split.reply, split.quoted + beyond)


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
    seen_text = False
    for i, kind in enumerate(body.kinds):
        if kind is Kind.TEXT and _WORD.search(body.lines[i]):
            seen_text = True
        if seen_text and (kind is Kind.CUT or (kind is Kind.HEADER and _is_followed_by_plain_text(body, i))):
            _fold(body, i, len(body.lines))
            return


def _fold(body: _Lines, start: int, end: int) -> None:
    for i in range(start, end):
        body.keep[i] = False
        body.kinds[i] = Kind.GONE


def _is_followed_by_plain_text(body: _Lines, start: int) -> bool:
    """Say whether the line "On … wrote:" quotes without marks: then all below it is the older mail."""
    for kind in body.kinds[start:]:
        if kind is Kind.QUOTE:
            return False
        if kind in {Kind.TEXT, Kind.CUT}:
            return True
    return True


def _drop_quotes(body: _Lines) -> None:
    """Fold the attribution lines and those quotes that the answers do not need."""
    runs = _quote_runs(body)
    typed_behind = [body.has_text(end, len(body.lines)) for _, end in runs]
    answers = sum(typed_behind)
    lines_behind = _lines_after(body, runs[-answers - 1][1] if answers < len(runs) else runs[0][1]) if runs else 0
    in_between = answers >= 2 or (answers == 1 and len(runs) > 1) or lines_behind >= _ANSWER_LINES
    for (start, end), behind in zip(runs, typed_behind, strict=True):
        attributed = any(body.kinds[i] is Kind.HEADER for i in range(start, end))
        typed_before = body.has_text(0, start)
        if not behind or (attributed and not (in_between and (typed_before or answers >= 2))):
            _fold(body, start, end)
    for i, kind in enumerate(body.kinds):
        if kind is Kind.HEADER:
            body.keep[i] = False


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


def _lines_after(body: _Lines, position: int) -> int:
    return sum(kind is Kind.TEXT for kind in body.kinds[position:])


def _drop_signature(body: _Lines) -> None:
    """Fold a short signature behind "-- ", down to the next quote, where text stands above it."""
    for i, line in enumerate(body.lines):
        if body.kinds[i] is Kind.TEXT and quote_lines.is_signature_mark(line) and body.has_text(0, i):
            end = i
            while end < len(body.lines) and body.kinds[end] in {Kind.TEXT, Kind.BLANK}:
                end += 1
            if sum(kind is Kind.TEXT for kind in body.kinds[i:end]) <= _SIGNATURE_LINES:
                _fold(body, i, end)
            return


def _drop_phone_lines(body: _Lines) -> None:
    """Fold the lines that phones add at the end, where text remains above them."""
    for i in reversed(range(len(body.lines))):
        if body.kinds[i] is Kind.TEXT:
            if not quote_lines.is_phone_line(body.lines[i]) or not body.has_text(0, i):
                return
            _fold(body, i, i + 1)
