"""The MIME tree (RFC 2046) as a flat list of leaves, found in one forward pass without recursion.

`email.parser` recurses per level and keeps every line as an object: 10,000 nested multiparts overflow its stack and
100 MB cost a gigabyte. Here a stack of open multiparts is searched for the next delimiter line with `bytes.find`.
An attached message is a leaf; only its headers are read, and only where somebody needs them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from channels_inbound.email.headers import Headers, read_headers
from channels_inbound.email.limits import MAX_DELIMITER_CANDIDATES, MAX_DEPTH, MAX_PARTS
from channels_inbound.email.parameters import TYPE, parse_parameters
from channels_inbound.email.transfer import decode_transfer

_MAX_DELIMITER_LINE: Final = 400


@dataclass(slots=True)
class Part:
    """A leaf of the mail. `alternative` numbers the outermost multipart/alternative around it, 0 for none."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    disposition: str
    name: str
    parent: str
    alternative: int
    is_first: bool
    raw: bytes = field(repr=False)
    start: int = 0
    end: int = 0

    def is_blank(self) -> bool:
        """Say whether there is nothing to read in the first part of the content."""
        return not self.raw[self.start : min(self.end, self.start + 65_536)].strip()

    def content(self, most: int | None = None) -> bytes:
        """Return the decoded bytes, or those of the first `most` bytes as they stand in the mail."""
        end = self.end if most is None else min(self.end, self.start + most)
        # A view: the source of a large attachment is not copied before it is decoded.
        return decode_transfer(memoryview(self.raw)[self.start : end], self.headers.text("content-transfer-encoding"))

    @property
    def content_id(self) -> str:
        """Return the Content-ID without its brackets."""
        return self.headers.text("content-id").strip().strip("<>")


@dataclass(slots=True)
class Structure:
    """The root's fields, all leaves in order, and what was wrong with the tree."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    leaves: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Block:
    """The fields of a part and where its body begins and ends."""

    headers: Headers
    body: int
    limit: int


@dataclass(slots=True)
class _Level:
    """An open multipart: its delimiter, the end of its region and the delimiter that was already found."""

    block: _Block
    needle: bytes
    subtype: str
    alternative: int
    limit: int
    start: int
    children: int = 0
    pending: _Delimiter | None = None


@dataclass(slots=True)
class _Delimiter:
    start: int
    end: int
    closes: bool


def read_structure(raw: bytes, start: int = 0) -> Structure:
    """Read a mail whose first field is at `start`."""
    return _Reader(raw).read(start)


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.stack: list[_Level] = []
        self.notes: dict[str, None] = {}
        self.leaves: list[Part] = []
        self.alternatives = 0
        self.candidates = 0
        self.parts = 0

    def read(self, start: int) -> Structure:
        block = _Block(*read_headers(self.raw, start, len(self.raw)), len(self.raw))
        if block.headers.truncated:
            self.notes["header cut"] = None
        content_type, parameters = content_type_of(block.headers, "text/plain")
        self._open(block, None)
        while self.stack and self._step():
            pass
        return Structure(block.headers, content_type, parameters, self.leaves, list(self.notes))

    def _step(self) -> bool:
        """Go to the next delimiter of the innermost multipart; False when the part limit is reached."""
        level = self.stack[-1]
        delimiter = level.pending or self._next(level, level.start)
        level.pending = None
        if delimiter is None or delimiter.closes:
            if delimiter is None:
                self.notes["multipart not closed"] = None
                if not level.children:
                    self._leaf(level.block, ("text/plain", {}), level)
            self.stack.pop()
            return True
        if self.parts >= MAX_PARTS:
            self.notes["too many parts"] = None
            return False
        self._child(level, delimiter)
        return True

    def _child(self, level: _Level, delimiter: _Delimiter) -> None:
        following = self._next(level, delimiter.end)
        level.pending = following
        level.start = delimiter.end
        limit = following.start if following else level.limit
        if following is None:
            level.start = level.limit
        limit = self._without_newline(delimiter.end, limit) if following else limit
        block = _Block(*read_headers(self.raw, delimiter.end, limit), limit)
        level.children += 1
        if block.body >= limit and not block.headers.fields:
            return  # nothing between two delimiters
        self.parts += 1
        self._open(block, level)

    def _open(self, block: _Block, parent: _Level | None) -> None:
        fallback = "message/rfc822" if parent and parent.subtype == "digest" else "text/plain"
        content_type, parameters = content_type_of(block.headers, fallback)
        if content_type.startswith("multipart/"):
            boundary = parameters.get("boundary", "") or self._guess_boundary(block)
            if boundary and len(self.stack) < MAX_DEPTH:
                self._push(block, content_type.partition("/")[2], boundary)
                return
            self.notes["nested too deeply" if boundary else "multipart without boundary"] = None
            if not boundary:
                content_type = "text/plain"
        self._leaf(block, (content_type, parameters), parent)

    def _push(self, block: _Block, subtype: str, boundary: str) -> None:
        alternative = self.stack[-1].alternative if self.stack else 0
        if subtype == "alternative" and not alternative:
            self.alternatives += 1
            alternative = self.alternatives
        needle = b"--" + boundary.encode("latin-1", "replace").rstrip()
        self.stack.append(_Level(block, needle, subtype, alternative, block.limit, block.body))

    def _leaf(self, block: _Block, declared: tuple[str, dict[str, str]], parent: _Level | None) -> None:
        content_type, parameters = declared
        disposition, more = parse_parameters(block.headers.raw("content-disposition"))
        self.leaves.append(
            Part(
                headers=block.headers,
                content_type=content_type,
                parameters=parameters,
                disposition=disposition,
                name=more.get("filename") or parameters.get("name", ""),
                parent=parent.subtype if parent else "",
                alternative=parent.alternative if parent else 0,
                is_first=parent is None or parent.children == 1,
                raw=self.raw,
                start=block.body,
                end=block.limit,
            )
        )

    def _next(self, level: _Level, position: int) -> _Delimiter | None:
        """Find the next whole line that is the delimiter, with any blanks after it (RFC 2046 section 5.1.1)."""
        while self.candidates < MAX_DELIMITER_CANDIDATES:
            start = self.raw.find(level.needle, position, level.limit)
            if start < 0:
                return None
            self.candidates += 1
            position = start + len(level.needle)
            if start and self.raw[start - 1] not in b"\r\n":
                continue
            end = self.raw.find(b"\n", position, min(position + _MAX_DELIMITER_LINE, level.limit))
            end = min(position + _MAX_DELIMITER_LINE, level.limit) if end < 0 else end + 1
            rest = self.raw[position:end].strip()
            if rest in {b"", b"--"}:
                return _Delimiter(start, end, closes=bool(rest))
        self.notes["too many delimiters"] = None
        return None

    def _without_newline(self, start: int, end: int) -> int:
        """Return the end without the line break that belongs to the delimiter."""
        if end > start and self.raw[end - 1 : end] == b"\n":
            end -= 1
        if end > start and self.raw[end - 1 : end] == b"\r":
            end -= 1
        return end

    def _guess_boundary(self, block: _Block) -> str:
        """Return the first line that looks like a delimiter with a field below it, for a lost parameter."""
        body, limit = block.body, block.limit
        start = body if self.raw.startswith(b"--", body) else self.raw.find(b"\n--", body, min(limit, body + 4096)) + 1
        if not start:
            return ""
        end = self.raw.find(b"\n", start, min(limit, start + 200))
        if end < 0 or self.raw[end + 1 : end + 9].lower() != b"content-":
            return ""
        return self.raw[start + 2 : end].strip().decode("latin-1")


def content_type_of(headers: Headers, fallback: str) -> tuple[str, dict[str, str]]:
    """Return the declared type and parameters; nonsense counts as text (RFC 2045 section 5.2).

    Of several fields the last counts: it is the one nearest to the content, where a delimiter was lost between two
    blocks of fields.
    """
    content_type, parameters = parse_parameters(headers.fields.get("content-type", [b""])[-1])
    if TYPE.fullmatch(content_type):
        return content_type, parameters
    short = {"text": "text/plain", "html": "text/html", "": fallback}.get(content_type, "")
    return short or "application/octet-stream", parameters
