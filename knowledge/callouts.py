"""Call-outs in Markdown, in both languages: `> [!NOTE]` as on GitHub, and `:::nota` … `:::` containers."""

import re
from collections.abc import Sequence

from markdown_it.token import Token

# The word in an article, its tone of the design system, and how readers see it in each language.
KINDS = {
    "note": ("info", {"es": "Nota", "en": "Note"}),
    "tip": ("good", {"es": "Consejo", "en": "Tip"}),
    "important": ("brand", {"es": "Importante", "en": "Important"}),
    "warning": ("warn", {"es": "Atención", "en": "Warning"}),
    "caution": ("bad", {"es": "Cuidado", "en": "Caution"}),
}
SPANISH = {
    "nota": "note",
    "consejo": "tip",
    "importante": "important",
    "atención": "warning",
    "atencion": "warning",
    "advertencia": "warning",
    "cuidado": "caution",
}
MARK = re.compile(r"^\[!(\w+)\]\s*$")
CONTAINER = "container_callout"


def kind_of(word: str) -> str:
    """Return the kind that a word names in either language, "" for none."""
    word = word.strip().lower()
    return word if word in KINDS else SPANISH.get(word, "")


def is_container(parameters: str, *_markup: str) -> bool:
    """Tell the container plug-in whether a line `::: word …` opens a call-out."""
    return bool(kind_of((parameters.split() or [""])[0]))


def convert(tokens: list[Token], language: str) -> list[Token]:
    """Return the tokens with quotes that begin with `[!KIND]` and containers turned into call-outs."""
    result: list[Token] = []
    closing: set[int] = set()
    for place, token in enumerate(tokens):
        kind, title = _opening(tokens, place)
        if kind:
            closing.add(_end_of(tokens, place))
            result += _open(kind, title, language)
        elif place in closing:
            result.append(Token("callout_close", "div", -1, block=True))
        else:
            result.append(token)
    return result


def _opening(tokens: Sequence[Token], place: int) -> tuple[str, str]:
    """Return kind and title when a call-out opens here. The mark of a quote is taken out of its text."""
    token = tokens[place]
    if token.type == f"{CONTAINER}_open":
        word, _space, title = token.info.strip().partition(" ")
        return kind_of(word), title.strip()
    if token.type != "blockquote_open" or tokens[place + 1].type != "paragraph_open":
        return "", ""
    children = tokens[place + 2].children or []
    found = MARK.match(children[0].content) if children else None
    kind = kind_of(found[1]) if found else ""
    if not kind or (len(children) > 1 and children[1].type != "softbreak"):
        return "", ""
    tokens[place + 2].children = children[2:]
    for paragraph in (tokens[place + 1], tokens[place + 3]):
        paragraph.hidden = len(children) == 1  # the mark stood alone
    return kind, ""


def _end_of(tokens: Sequence[Token], place: int) -> int:
    opened = tokens[place]
    wanted = opened.type.removesuffix("open") + "close"
    return next(n for n in range(place, len(tokens)) if tokens[n].type == wanted and tokens[n].level == opened.level)


def _open(kind: str, title: str, language: str) -> list[Token]:
    tone, words = KINDS[kind]
    frame = Token("callout_open", "div", 1, block=True, attrs={"class": f"callout tone-{tone}", "role": "note"})
    label = Token("callout_title_open", "p", 1, block=True, attrs={"class": "callout-title"})
    text = Token("text", "", 0, content=title or words.get(language, words["en"]))
    inline = Token("inline", "", 0, block=True, children=[text])
    return [frame, label, inline, Token("callout_title_close", "p", -1, block=True)]
