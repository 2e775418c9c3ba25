"""Markdown of articles to HTML, once, when a text is published or previewed. Pure: pictures are given by the caller.

CommonMark with tables, strikethrough and call-outs; no HTML of the author; links by an allow-list; pictures only from
our own store, with a description. The result is sanitised again by nh3, whatever the parser let through.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import nh3
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from knowledge import callouts

LONGEST = 100_000  # characters; what is longer is no article
SCHEMES = {"http", "https", "mailto", "tel"}
HIGHEST, DEEPEST = 2, 4  # headings: the page's h1 is the title
PICTURE = re.compile(r"^/help/images/(\d{1,18})\.(?:png|jpg|gif|webp)$")
TAGS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "figcaption", "figure", "h2", "h3", "h4", "hr", "img", "li",
    "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "rel", "title"},
    "div": {"role", "tabindex", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "th": {"scope"},
    **{heading: {"id"} for heading in ("h2", "h3", "h4")},
}
TONES = {f"tone-{tone}" for tone, _words in callouts.KINDS.values()}
CLASSES = {
    "div": {"callout", "scroll-x", *TONES},
    "p": {"callout-title"},
    "table": {"table"},
    "td": {"r", "c"},
    "th": {"r", "c"},
}
ALIGNMENTS = {"text-align:right": "r", "text-align:center": "c"}
TABLE_WORDS = {"es": "Tabla", "en": "Table"}


@dataclass(frozen=True)
class Picture:
    """A picture of the store as the page needs it."""

    width: int
    height: int


@dataclass(frozen=True)
class Heading:
    """An entry of the list of contents."""

    level: int
    id: str
    text: str


@dataclass
class Rendered:
    """What became of a text. `faults` are sentences for its author; a text with faults is not published."""

    html: str = ""
    contents: list[Heading] = field(default_factory=list)
    text: str = ""
    pictures: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    @property
    def words(self) -> int:
        """How many words a reader meets."""
        return len(self.text.split())


def render(body: str, *, language: str, pictures: Mapping[int, Picture]) -> Rendered:
    """Return the HTML of a Markdown text in its language, with what else its page, search and author need."""
    rendered = Rendered()
    tokens = callouts.convert(PARSER.parse(body[:LONGEST].replace("\x00", "")), language)
    _name_headings(tokens, rendered)
    tokens = _frame_tables(tokens, language)
    for block in tokens:
        if block.type == "inline":
            _finish_inline(block, rendered, pictures)
    _make_figures(tokens)
    rendered.text = " ".join(_texts(tokens))
    rendered.html = _clean(PARSER.renderer.render(tokens, PARSER.options, {}))
    return rendered


def picture_numbers(body: str) -> set[int]:
    """Return which pictures of the store a text mentions, so that the caller can look them up."""
    return {int(number) for number in re.findall(r"/help/images/(\d{1,18})\.", body)}


def is_safe_link(address: str) -> bool:
    """Allow http, https, mailto, tel and addresses within this site; never `//host` or another scheme."""
    address = address.strip()
    if re.search(r"[\x00-\x20\x7f\\]", address) or address.startswith("//"):
        return False
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return False
    return scheme in SCHEMES if scheme else ":" not in address.split("/")[0].split("?")[0].split("#")[0]


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.use(container_plugin, "callout", validate=callouts.is_container)
    parser.validateLink = is_safe_link  # type: ignore[method-assign, assignment]
    return parser


PARSER = _parser()


def _name_headings(tokens: list[Token], rendered: Rendered) -> None:
    taken: set[str] = set()
    for place, token in enumerate(tokens):
        if token.type not in {"heading_open", "heading_close"}:
            continue
        level = min(max(int(token.tag[1]), HIGHEST), DEEPEST)
        token.tag = f"h{level}"
        if token.type == "heading_open":
            text = " ".join(_texts([tokens[place + 1]])).strip()
            name = _free_name(slugify(text)[:60] or "part", taken)
            token.attrSet("id", name)
            rendered.contents.append(Heading(level, name, text))


def _free_name(wanted: str, taken: set[str]) -> str:
    """Return an anchor that is not on the page yet; the prefix keeps it apart from the page's own names."""
    name, count = f"s-{wanted}", 1
    while name in taken:
        count += 1
        name = f"s-{wanted}-{count}"
    taken.add(name)
    return name


def _frame_tables(tokens: list[Token], language: str) -> list[Token]:
    """Let wide tables scroll by keyboard too, and turn the parser's style attributes into classes."""
    framed: list[Token] = []
    count = 0
    for token in tokens:
        if token.type == "table_open":
            count += 1
            token.attrSet("class", "table")
            framed.append(_frame(f"{TABLE_WORDS.get(language, TABLE_WORDS['en'])} {count}"))
        elif token.type in {"th_open", "td_open"}:
            _align(token)
        framed.append(token)
        if token.type == "table_close":
            framed.append(Token("frame_close", "div", -1, block=True))
    return framed


def _frame(label: str) -> Token:
    attributes: dict[str, str | int | float] = {"class": "scroll-x", "role": "region", "tabindex": "0"}
    return Token("frame_open", "div", 1, block=True, attrs=attributes | {"aria-label": label})


def _align(cell: Token) -> None:
    css = ALIGNMENTS.get(str(cell.attrs.pop("style", "")))
    if css:
        cell.attrSet("class", css)
    if cell.type == "th_open":
        cell.attrSet("scope", "col")


def _finish_inline(block: Token, rendered: Rendered, pictures: Mapping[int, Picture]) -> None:
    """Mark links that lead away; keep pictures of ours that say what they show, and tell of the others."""
    kept: list[Token] = []
    for token in block.children or []:
        if token.type == "link_open" and urlsplit(str(token.attrs["href"])).scheme in {"http", "https"}:
            token.attrSet("rel", "noopener noreferrer external")
        if token.type != "image" or _is_ours(token, rendered, pictures):
            kept.append(token)
    block.children = kept


def _is_ours(image: Token, rendered: Rendered, pictures: Mapping[int, Picture]) -> bool:
    source = str(image.attrs["src"])
    found = PICTURE.match(source)
    number = int(found[1]) if found else 0
    if number not in pictures:
        rendered.faults.append(_("The picture %(address)s is not here. Upload it first.") % {"address": source[:80]})
        return False
    if not image.content.strip():
        wanted = _("Say what this picture shows, between the square brackets: ![description](%(address)s)")
        rendered.faults.append(wanted % {"address": source})
    size = pictures[number]
    image.attrs |= {"width": size.width, "height": size.height, "loading": "lazy"}
    rendered.pictures.add(number)
    return True


def _make_figures(tokens: list[Token]) -> None:
    """A picture alone in its paragraph is a figure; its title, if it has one, is the caption."""
    for opened, block, closed in zip(tokens, tokens[1:], tokens[2:], strict=False):
        children = block.children or []
        if opened.type != "paragraph_open" or [child.type for child in children] != ["image"]:
            continue
        opened.tag = closed.tag = "figure"
        opened.hidden = closed.hidden = False
        caption = str(children[0].attrs.pop("title", ""))
        if caption:
            text = Token("text", "", 0, content=caption)
            children += [Token("caption_open", "figcaption", 1), text, Token("caption_close", "figcaption", -1)]


def _texts(tokens: list[Token]) -> Iterator[str]:
    """Yield the words that a reader sees, block by block."""
    for token in tokens:
        if token.type in {"fence", "code_block"}:
            yield token.content
        elif token.type == "inline":
            yield "".join(_seen(child) for child in token.children or [])


def _seen(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak", "caption_open"} else token.content


def _clean(html: str) -> str:
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=_keep,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return clean.replace("<pre>", '<pre tabindex="0">')  # scrolls by keyboard; text of the author is escaped


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if tag == "a" and attribute == "href":
        return value if is_safe_link(value) else None
    if tag == "img" and attribute == "src":
        return value if PICTURE.match(value) else None
    return value
