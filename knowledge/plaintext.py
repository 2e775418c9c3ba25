"""Articles as plain text, to be put into a reply: no marks, addresses beside their words, steps numbered."""

from collections.abc import Callable
from urllib.parse import urljoin

from markdown_it.token import Token

from knowledge import callouts
from knowledge.rendering import PARSER


def plain(body: str, *, language: str, site: str) -> str:
    """Return a Markdown text as mail would say it; `site` makes addresses within the help centre whole."""
    writer = _Writer(site)
    for token in callouts.convert(PARSER.parse(body.replace("\x00", "")), language):
        writer.write(token)
    return "\n".join(writer.lines).strip()


class _Writer:
    """Collects lines while it walks over the blocks."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.lines: list[str] = []
        self.lists: list[int | None] = []  # the next number of each open list; None: points
        self.mark = ""
        self.cells: list[str] | None = None

    def write(self, token: Token) -> None:
        """Take one block of the text."""
        writers: dict[str, Callable[[Token], None]] = {
            "inline": self._inline,
            "bullet_list_open": lambda _token: self.lists.append(None),
            "ordered_list_open": lambda token: self.lists.append(int(token.attrs.get("start", 1))),
            "bullet_list_close": self._end_list,
            "ordered_list_close": self._end_list,
            "list_item_open": self._item,
            "tr_open": self._row,
            "tr_close": self._end_row,
            "table_close": self._gap,
            "fence": self._code,
            "code_block": self._code,
            "heading_close": self._gap,
            "paragraph_close": self._gap,
        }
        action = writers.get(token.type)
        if action:
            action(token)

    def _inline(self, token: Token) -> None:
        text = _said(token.children or [], self.site)
        if self.cells is not None:
            self.cells.append(text)
        elif text.strip():
            indent = "  " * max(len(self.lists) - 1, 0)
            self.lines.append(f"{indent}{self.mark}{text}")
            self.mark = ""

    def _item(self, _token: Token) -> None:
        number = self.lists[-1]
        self.mark = "- " if number is None else f"{number}. "
        if number is not None:
            self.lists[-1] = number + 1

    def _end_list(self, token: Token) -> None:
        self.lists.pop()
        self._gap(token)

    def _row(self, _token: Token) -> None:
        self.cells = []

    def _end_row(self, _token: Token) -> None:
        self.lines.append(" | ".join(self.cells or []))
        self.cells = None

    def _code(self, token: Token) -> None:
        self.lines += [*token.content.rstrip().splitlines(), ""]

    def _gap(self, _token: Token) -> None:
        """Leave an empty line between blocks, not between the points of a list."""
        if not self.lists and self.lines and self.lines[-1]:
            self.lines.append("")


def _said(tokens: list[Token], site: str) -> str:
    said, address, start = "", "", 0
    for token in tokens:
        if token.type == "link_open":
            target = str(token.attrs["href"])
            address, start = "" if target.startswith("#") else urljoin(site, target), len(said)
        elif token.type == "link_close":
            said += f" ({address})" if address not in {"", said[start:]} else ""
        elif token.type in {"softbreak", "hardbreak"}:
            said += "\n" if token.type == "hardbreak" else " "
        elif token.type != "image":
            said += token.content
    return said
