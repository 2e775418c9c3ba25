"""What mail programs mark as quoted in their HTML.

Each marker becomes a private-use character in the HTML, which is then laid out like any other; so the lines know
which markup they came from, and the reply is made of the same lines as the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from channels_inbound.email.html_text import html_to_text
from channels_inbound.email.limits import MAX_HTML_TO_LAY_OUT
from channels_inbound.email.quote_lines import Kind

_OPEN, _CLOSE, _CUT, _ATTRIBUTION = "\ue0f1", "\ue0f2", "\ue0f3", "\ue0f4"
_SIGNS: Final = re.compile("[\ue0f1-\ue0f4]")
_TAG: Final = re.compile(r"<(/?)(blockquote|div|table|span|hr|p)\b([^<>]{0,2000})>", re.IGNORECASE)
_SPAN: Final = re.compile(
    r"(?:class|id)\s*=\s*[\"']?[^\"'<>]*?\b(?:x_)*(?:yahoo_quoted|protonmail_quote|zmail_extra|OLK_SRC_BODY_SECTION|"
    r"tutanota_quote|iosymail|moz-forward-container|front-blockquote|gmx_quote|mcntmcnt)",
    re.IGNORECASE,
)
_TO_THE_END: Final = re.compile(
    r"(?:class|id)\s*=\s*[\"']?[^\"'<>]*?\b(?:x_)*(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container|"
    r"ms-outlook-mobile-reference-message|stopSpelling|hmmessage-quoted)",
    re.IGNORECASE,
)
_ATTRIBUTED: Final = re.compile(
    r"(?:class|id)\s*=\s*[\"']?[^\"'<>]*?\b(?:x_)*(?:gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted_attr)\b",
    re.IGNORECASE,
)
_CITE: Final = re.compile(
    r"\btype\s*=\s*[\"']?cite|\bcite\s*=|\bclass\s*=\s*[\"']?[^\"'<>]*?\b(?:x_)*(?:gmail_quote|cite)\b", re.IGNORECASE
)
_BORDER: Final = re.compile(
    r"border-top\s*:\s*solid|border-top\s*:[^;\"']{0,40}\bsolid|border-top-style\s*:\s*solid", re.IGNORECASE
)
# Outlook draws the same border elsewhere; only with fields below it does the older mail begin.
_FIELD_LABEL: Final = re.compile(
    r">\s{0,20}(?:from|de|von|da|van|fra|från|od|от|发件人|差出人)\s?(?:&nbsp;|\xa0)?\s?:", re.IGNORECASE
)
_ATTRIBUTION_LINES: Final = 6
_LABEL_WITHIN: Final = 1_200


class Marked(NamedTuple):
    """The lines of a body and the kinds that its markup decided."""

    lines: list[str]
    kinds: dict[int, Kind]


def mark_html(html: str) -> Marked | None:
    """Lay out the HTML with its markers; None where it has none or is too big to lay out."""
    if len(html) > MAX_HTML_TO_LAY_OUT:
        return None
    html = _SIGNS.sub("", html)
    signed = _with_signs(html)
    if signed is None:
        return None
    return _read_signs(html_to_text(signed).split("\n"))


def _with_signs(html: str) -> str | None:
    out: list[str] = []
    position = 0
    stack: list[tuple[str, bool]] = []
    for match in _TAG.finditer(html):
        name = match[2].lower()
        sign = _closing(stack, name) if match[1] else _opening(stack, match)
        if sign:
            out += [html[position : match.start()], _shown(sign)]
            position = match.start()
    return "".join([*out, html[position:]]) if out else None


def _shown(sign: str) -> str:
    return f"<div>{sign}</div>"


def _opening(stack: list[tuple[str, bool]], match: re.Match[str]) -> str:
    name, attributes = match[2].lower(), match[3]
    sign = _sign(name, attributes, match) if attributes.strip() else ""
    if name not in {"hr", "p"} and not attributes.endswith("/"):
        stack.append((name, sign == _OPEN))
    return sign


def _closing(stack: list[tuple[str, bool]], name: str) -> str:
    """Pop the element; unclosed ones inside it go too. Each is pushed once, so this stays linear."""
    if not any(opened == name for opened, _ in stack[-20:]):
        return ""
    while stack:
        opened, quoted = stack.pop()
        if opened == name:
            return _CLOSE if quoted else ""
        if quoted:
            stack.append((opened, quoted))
            return ""
    return ""


def _sign(name: str, attributes: str, match: re.Match[str]) -> str:
    if name == "blockquote":
        return _OPEN if _CITE.search(attributes) else ""
    for pattern, sign in ((_TO_THE_END, _CUT), (_SPAN, _OPEN), (_ATTRIBUTED, _ATTRIBUTION)):
        if pattern.search(attributes):
            return sign
    below = match.end()
    if _BORDER.search(attributes) and _FIELD_LABEL.search(match.string, below, below + _LABEL_WITHIN):
        return _CUT
    return ""


def _read_signs(signed: list[str]) -> Marked:
    """Take the signs out again and turn them into kinds."""
    reader = _SignReader([], {})
    for line in signed:
        reader.read(line)
    if 0 <= reader.attribution < len(reader.lines):
        # No quote followed the attribution: then all below it is quoted.
        reader.kinds.setdefault(reader.attribution, Kind.CUT)
    return Marked(reader.lines, reader.kinds)


@dataclass(slots=True)
class _SignReader:
    lines: list[str]
    kinds: dict[int, Kind]
    depth: int = 0
    attribution: int = -1

    def read(self, line: str) -> None:
        signs, bare = _SIGNS.findall(line), _SIGNS.sub("", line)
        if signs:
            self._heed(signs)
        elif self.depth:
            self.kinds[len(self.lines)] = Kind.QUOTE if bare.strip() else Kind.BLANK
        if bare.strip() or not signs or _CUT in signs:
            self.lines.append(bare)

    def _heed(self, signs: list[str]) -> None:
        if _ATTRIBUTION in signs:
            self.attribution = len(self.lines)
        if _CUT in signs:
            self.kinds[len(self.lines)] = Kind.CUT
        if _OPEN in signs and self.depth == 0 and self.attribution >= 0:
            self._attribute()
        self.depth = max(0, self.depth + signs.count(_OPEN) - signs.count(_CLOSE))

    def _attribute(self) -> None:
        """The lines between the sign and the quote are the attribution, if they are few."""
        if len(self.lines) - self.attribution <= _ATTRIBUTION_LINES:
            for i in range(self.attribution, len(self.lines)):
                self.kinds.setdefault(i, Kind.HEADER if self.lines[i].strip() else Kind.BLANK)
        self.attribution = -1
