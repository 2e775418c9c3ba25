"""What changed between two texts, as a person reads it: lines, and within a changed line the words. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

CONTEXT = 2  # equal lines shown around a change
SAME, ADDED, REMOVED = "same", "added", "removed"
ALIKE = 0.4  # lines that share less are not the same line changed
MANY_LINES = 2_000  # beyond this, lines are compared whole
WORDS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Part:
    """Some words of a line, and whether both texts have them."""

    kind: str
    text: str


@dataclass(frozen=True)
class Line:
    """A line of the comparison; `skipped` counts equal lines that are not shown."""

    kind: str
    parts: tuple[Part, ...] = ()
    skipped: int = 0


def compare(before: str, after: str) -> list[Line]:
    """Return the lines to show; [] when the texts are equal."""
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        return []
    lines: list[Line] = []
    groups = SequenceMatcher(None, old, new, autojunk=len(old) > MANY_LINES).get_opcodes()
    for tag, begin_old, end_old, begin_new, end_new in groups:
        if tag == "equal":
            ends = (begin_old == 0, end_old == len(old))
            lines += _folded(old[begin_old:end_old], is_first=ends[0], is_last=ends[1])
        else:
            lines += _changed(old[begin_old:end_old], new[begin_new:end_new])
    return lines


def _folded(equal: list[str], *, is_first: bool, is_last: bool) -> Iterator[Line]:
    head = 0 if is_first else CONTEXT
    tail = 0 if is_last else CONTEXT
    hidden = len(equal) - head - tail
    if hidden <= 1:
        head, hidden, tail = len(equal), 0, 0
    yield from (Line(SAME, (Part(SAME, text),)) for text in equal[:head])
    if hidden:
        yield Line(SAME, skipped=hidden)
    yield from (Line(SAME, (Part(SAME, text),)) for text in equal[len(equal) - tail :] if tail)


def _changed(old: list[str], new: list[str]) -> Iterator[Line]:
    if len(old) != len(new):
        yield from (Line(REMOVED, (Part(REMOVED, text),)) for text in old)
        yield from (Line(ADDED, (Part(ADDED, text),)) for text in new)
        return
    for was, became in zip_longest(old, new, fillvalue=""):
        yield from _words(was, became)


def _words(was: str, became: str) -> Iterator[Line]:
    """Yield one line with the words marked, or two when hardly a word stayed."""
    old, new = WORDS.findall(was), WORDS.findall(became)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if not was or not became or matcher.ratio() < ALIKE:
        yield from (Line(kind, (Part(kind, text),)) for kind, text in ((REMOVED, was), (ADDED, became)) if text)
        return
    parts = []
    for tag, begin_old, end_old, begin_new, end_new in matcher.get_opcodes():
        removed, added = "".join(old[begin_old:end_old]), "".join(new[begin_new:end_new])
        if tag == "equal":
            parts.append(Part(SAME, removed))
        else:
            parts += [Part(kind, text) for kind, text in ((REMOVED, removed), (ADDED, added)) if text]
    yield Line("changed", tuple(parts))
