"""HTML to readable text, in bounded time.

inscriptis keeps tables and lists readable but builds a tree and recurses, and lets style attributes ask for 100,000
blank lines each. So it sees only HTML of a sane size and depth, and only the two style properties that change what
is read; anything else goes through a linear stripper.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final

from channels_inbound.email.charsets import printable
from channels_inbound.email.fence import BROKEN_INPUT
from channels_inbound.email.limits import MAX_HTML_DEPTH, MAX_HTML_TO_LAY_OUT, MAX_TEXT_CHARS

if TYPE_CHECKING:
    from inscriptis.model.config import ParserConfig
    from inscriptis.model.html_element import HtmlElement

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})[^<>]*>")
_ANY_TAG: Final = re.compile(r"<[/!?a-zA-Z][^<>]*>")
_BREAK: Final = re.compile(
    r"<(?:br|/?(?:p|div|tr|table|h[1-6]|ul|ol|li|blockquote|pre|hr|section|article|header|footer))\b[^<>]*>",
    re.IGNORECASE,
)
_CELL: Final = re.compile(r"</t[dh]\b[^<>]*>", re.IGNORECASE)
_UNREAD: Final = re.compile(r"<(!--|(?:style|script|head|title|noscript|template)\b[^<>]*>)", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[ \t\xa0\r\f\v]+")
# Elements that have no end tag, or whose end tag people leave out.
_NO_END: Final = frozenset(
    (
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
        *("p", "li", "td", "th", "tr", "tbody", "thead", "dd", "dt", "option"),
    )
)
_XML: Final = re.compile(r"<\?xml[^<>]{0,200}\?>")


def html_to_text(html: str) -> str:
    """Return what a reader would see, with line breaks where blocks end. Never raises."""
    if len(html) <= MAX_HTML_TO_LAY_OUT and _depth(html) <= MAX_HTML_DEPTH:
        laid_out = _lay_out(html)
        if laid_out is not None:
            return _tidy(printable(laid_out))
    return _tidy(strip_tags(html))


def strip_tags(html: str) -> str:
    """Remove tags in linear time, for HTML that is too big or too deep to lay out."""
    text = "".join(_readable_pieces(html))
    text = _BREAK.sub("\n", text)
    text = _ANY_TAG.sub("", _CELL.sub("  ", text))
    return printable(unescape(text[:MAX_TEXT_CHARS]))


def _readable_pieces(html: str) -> list[str]:
    """Return the source without comments, styles and scripts; one that never ends swallows nothing."""
    pieces: list[str] = []
    position = 0
    missing: set[str] = set()
    for match in _UNREAD.finditer(html):
        if match.start() < position:
            continue
        name = re.match(r"!--|\w+", match[1])
        end_mark = "-->" if match[1] == "!--" else f"</{name[0].lower()}" if name else ""
        if end_mark in missing:
            continue
        end = _find_lower(html, end_mark, match.end())
        if end < 0:
            missing.add(end_mark)
            continue
        pieces.append(html[position : match.start()])
        position = end + (3 if end_mark == "-->" else 0)
    pieces.append(html[position:])
    return pieces


def _find_lower(html: str, mark: str, position: int) -> int:
    match = re.compile(re.escape(mark), re.IGNORECASE).search(html, position)
    return match.start() if match else -1


def _depth(html: str) -> int:
    depth = deepest = 0
    for match in _TAG.finditer(html):
        if match[2].lower() in _NO_END:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _lay_out(html: str) -> str | None:
    # lxml costs 60 ms to import and most mails carry a text part.
    from inscriptis.html_engine import Inscriptis  # noqa: PLC0415
    from lxml.etree import LxmlError  # noqa: PLC0415
    from lxml.html import fromstring  # noqa: PLC0415

    try:
        return str(Inscriptis(fromstring(_XML.sub("", html)), _config()).get_text())
    except (LxmlError, *BROKEN_INPUT):
        return None


@lru_cache(maxsize=1)
def _config() -> ParserConfig:
    from inscriptis.css_profiles import CSS_PROFILES  # noqa: PLC0415
    from inscriptis.model.config import ParserConfig  # noqa: PLC0415

    # The default, "relaxed", indents every div and puts blanks around every span, even inside a word.
    config = ParserConfig(css=CSS_PROFILES["strict"])
    config.attribute_handler.attribute_mapping = {"style": _apply_style}
    return config


def _apply_style(style: str, element: HtmlElement) -> None:
    """Heed only what hides text or keeps its lines; margins and paddings may ask for gigabytes of blanks."""
    from inscriptis.html_properties import Display, WhiteSpace  # noqa: PLC0415

    wanted = style.lower().replace(" ", "")
    if "display:none" in wanted:
        element.display = Display.none
    if "white-space:pre" in wanted:
        element.whitespace = WhiteSpace.pre


def _tidy(text: str) -> str:
    lines: list[str] = []
    for line in text[:MAX_TEXT_CHARS].split("\n"):
        bare = _BLANKS.sub(" ", line).strip() if "<" not in line else line.strip()
        if bare or (lines and lines[-1]):
            lines.append(line.replace("\xa0", " ").rstrip() if bare else "")
    return "\n".join(lines).strip("\n")
