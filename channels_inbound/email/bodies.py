"""Which leaves are the body, and their text (RFC 8621 section 4.1.4, RFC 3676 for format=flowed)."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Final

from channels_inbound.email import charsets
from channels_inbound.email.html_text import html_to_text
from channels_inbound.email.limits import MAX_HTML_CHARS, MAX_TEXT_CHARS
from channels_inbound.email.structure import Part
from channels_inbound.email.transfer import UuencodedFile, find_uuencoded

_BODY_TYPES: Final = frozenset({"text/plain", "text/html"})


@dataclass(slots=True)
class Bodies:
    """The text and the HTML of a mail, and the files that stood inside the text."""

    text: str = ""
    html: str = ""
    text_is_from_html: bool = False
    uuencoded: list[UuencodedFile] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Unit:
    """One thing to read: a lone part, or all the versions inside one multipart/alternative."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)

    def says_plain(self) -> bool:
        return any(text.strip() for text in self.plain)

    def text(self) -> str:
        if self.says_plain() or not self.html:
            return "\n".join(self.plain)
        return html_to_text("\n".join(self.html))


def is_body(part: Part) -> bool:
    """Say whether the part is read as body: text without a name, or the first part even with one."""
    if part.content_type not in _BODY_TYPES or part.disposition == "attachment":
        return False
    return part.is_first or (part.parent != "related" and not part.name)


def read_bodies(parts: list[Part]) -> Bodies:
    """Put together the bodies of these parts, in the order of the mail."""
    bodies = Bodies()
    units: dict[int, _Unit] = {}
    for number, part in enumerate(parts, start=1):
        unit = units.setdefault(part.alternative or -number, _Unit())
        if part.content_type == "text/html":
            unit.html.append(_read_html(part, bodies))
        else:
            unit.plain.append(_read_plain(part, bodies))
    ordered = list(units.values())
    bodies.text = _joined([unit.text() for unit in ordered])
    bodies.text_is_from_html = bool(ordered) and all(unit.html and not unit.says_plain() for unit in ordered)
    if any(unit.html for unit in ordered):
        bodies.html = "\n".join(_html_of(unit) for unit in ordered)
    _cut(bodies)
    return bodies


def _joined(texts: list[str]) -> str:
    return "\n".join(text.rstrip("\n") for text in texts if text.strip()) + "\n" if any(texts) else ""


def _html_of(unit: _Unit) -> str:
    if unit.html:
        return "\n".join(unit.html)
    plain = "\n".join(unit.plain)
    return f"<pre>{escape(plain)}</pre>" if plain.strip() else ""


def _cut(bodies: Bodies) -> None:
    if len(bodies.text) > MAX_TEXT_CHARS:
        bodies.text = bodies.text[:MAX_TEXT_CHARS]
        bodies.notes.append("text truncated")
    if len(bodies.html) > MAX_HTML_CHARS:
        bodies.html = bodies.html[:MAX_HTML_CHARS]
        bodies.notes.append("html truncated")


def _read_html(part: Part, bodies: Bodies) -> str:
    return _text_of(part, part.content(MAX_HTML_CHARS * 3)[: MAX_HTML_CHARS * 2], bodies)


def _read_plain(part: Part, bodies: Bodies) -> str:
    data = part.content()
    files = find_uuencoded(data) if b"begin" in data else []
    if files:
        bodies.uuencoded += files
        data = _without(data, files)
    text = _text_of(part, data[: MAX_TEXT_CHARS * 4], bodies)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if part.parameters.get("format", "").lower() == "flowed":
        return unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return text


def _text_of(part: Part, data: bytes, bodies: Bodies) -> str:
    declared = part.parameters.get("charset", "")
    if declared and not charsets.codec_name(declared):
        bodies.notes.append("unknown charset")
    return charsets.decode(data, declared)


def _without(data: bytes, files: list[UuencodedFile]) -> bytes:
    pieces, position = [], 0
    for file in files:
        pieces.append(data[position : file.start])
        position = file.end
    return b"".join([*pieces, data[position:]])


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join the lines of format=flowed (RFC 3676): a line that ends in a blank goes on in the next of its depth."""
    out: list[str] = []
    pending: list[str] = []
    depth_before = 0
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        if pending and (depth != depth_before or bare == "-- "):
            out.append(_quoted(depth_before, pending))
            pending = []
        flows = bare.endswith(" ") and bare != "-- "
        pending.append(bare[:-1] if flows and delete_space else bare)
        depth_before = depth
        if not flows:
            out.append(_quoted(depth, pending))
            pending = []
    if pending:
        out.append(_quoted(depth_before, pending))
    return "\n".join(out)


def _quoted(depth: int, pieces: list[str]) -> str:
    text = "".join(pieces)
    return f"{'>' * depth} {text}" if depth else text
