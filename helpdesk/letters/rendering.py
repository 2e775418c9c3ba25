"""From words with {{ variables }} to a mail, as text and as HTML.

Ours, and small on purpose: administrators' words are data. They are never a template of Django, so that nothing in
them reaches an object (security class 25); values are put in once, and what a value says is never looked at again.

A paragraph `[words]({{ a.link }})` alone becomes a button; `---` begins the small print.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape, escape, format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from helpdesk.letters.kinds import LetterKind
from helpdesk.lib.placeholders import VARIABLE

LINK = re.compile(r"\[([^\[\]\n]{1,80})\]\(\s*\{\{([^{}]*)\}\}\s*\)")
TOKEN = re.compile(f"{LINK.pattern}|{VARIABLE.pattern}", re.DOTALL)
SMALL_PRINT = "---"


@dataclass(frozen=True)
class Wording:
    """What somebody wrote for a mail."""

    subject: str
    body: str


@dataclass(frozen=True)
class Block:
    """A value of several lines, made by us in both forms."""

    text: str
    html: SafeString


@dataclass(frozen=True)
class Letter:
    """A finished mail, but for the frame around it."""

    subject: str
    text: str
    html: SafeString
    small: SafeString  # the small print, below the line


Values = Mapping[str, "str | Block"]


def quoted(text: str) -> Block:
    """Return what somebody wrote as a quotation; nothing for nothing."""
    if not text:
        return Block("", SafeString())
    style = "margin:0 0 16px;padding:0 0 0 12px;border-left:2px solid #8a8f98"
    html = format_html('<blockquote style="{}">{}</blockquote>', style, SafeString(linebreaks(text, autoescape=True)))
    return Block("\n".join(f"> {line}".rstrip() for line in text.split("\n")), html)


def faults_of(text: str, kind: LetterKind, *, is_subject: bool = False) -> list[str]:
    """Return in words what a text names and must not, each once."""
    found: dict[str, str] = {}
    for match in VARIABLE.finditer(text):
        name = match[1].strip()
        variable = kind.by_name.get(name)
        if name in kind.refused:
            found[name] = _("%(name)s has no place in this text. %(why)s") % {
                "name": _shown(name),
                "why": kind.refused[name],
            }
        elif variable is None:
            known = ", ".join(_shown(one) for one in kind.by_name)
            found[name] = _("There is no variable %(name)s here. There are: %(known)s") % {
                "name": _shown(name), "known": known,
            }  # fmt: skip
        elif is_subject and (variable.is_block or variable.is_link):
            found[name] = _("%(name)s does not fit into a subject.") % {"name": _shown(name)}
    return [*found.values(), *_link_faults(text, kind)]


def missing_from(text: str, kind: LetterKind) -> list[str]:
    """Return in words what the mail is sent for and the text does not name."""
    named = {match[1].strip() for match in VARIABLE.finditer(text)}
    return [
        _("Without %(name)s this text is of no use. Put it back.") % {"name": _shown(name)}
        for name in kind.needed
        if name not in named
    ]


def write(wording: Wording, values: Values, *, colour: str) -> Letter:
    """Put the values into the words. A name that is not among the values stays empty: forms refuse such names."""
    subject = " ".join(_text(wording.subject, values).split())
    texts: list[str] = []
    parts: list[SafeString] = []
    small: list[SafeString] = []
    target = parts
    for paragraph in re.split(r"\n\s*\n", wording.body.strip().replace("\r\n", "\n")):
        if paragraph.strip() == SMALL_PRINT:
            target = small
            continue
        texts.append(_text(paragraph.strip(), values))
        target.append(_html(paragraph.strip(), values, colour=colour))
    return Letter(subject, "\n\n".join(texts), mark_safe("\n".join(parts)), mark_safe("\n".join(small)))  # noqa: S308 -- each part is escaped


def samples(kind: LetterKind, language: str) -> dict[str, "str | Block"]:
    """Return the values that a preview shows."""
    values: dict[str, str | Block] = {}
    for variable in kind.variables:
        sample = variable.sample(language)
        values[variable.name] = (
            Block(sample, SafeString(escape(sample).replace("\n", "<br>"))) if variable.is_block else sample
        )
    return values


def _text(paragraph: str, values: Values) -> str:
    def token(match: re.Match[str]) -> str:
        label, target, name = match.groups()
        if label is None:
            return _plain(values.get(name.strip(), ""))
        address = _plain(values.get(target.strip(), ""))
        return f"{label}:\n{address}" if match[0] == paragraph else f"{label} ({address})"

    return TOKEN.sub(token, paragraph)


def _html(paragraph: str, values: Values, *, colour: str) -> SafeString:
    alone = LINK.fullmatch(paragraph)
    if alone:
        return _button(alone[1], _plain(values.get(alone[2].strip(), "")), colour)
    only = VARIABLE.fullmatch(paragraph)
    block = values.get(only[1].strip()) if only else None
    if isinstance(block, Block):
        return block.html
    return format_html("<p>{}</p>", mark_safe("".join(_pieces(paragraph, values))))  # noqa: S308 -- each piece is escaped


def _pieces(paragraph: str, values: Values) -> Iterator[str]:
    """Escape everything; only what the administrator typed becomes a link by looking like one."""
    end = 0
    for match in TOKEN.finditer(paragraph):
        yield _literal(paragraph[end : match.start()])
        label, target, name = match.groups()
        if label is None:
            value = values.get(name.strip(), "")
            yield str(conditional_escape(value.html if isinstance(value, Block) else value))
        else:
            address = _plain(values.get(target.strip(), ""))
            yield format_html('<a href="{}">{}</a>', address, label)
        end = match.end()
    yield _literal(paragraph[end:])


def _literal(text: str) -> str:
    return str(urlize(text, autoescape=True)).replace("\n", "<br>\n")


def _button(label: str, address: str, colour: str) -> SafeString:
    style = (
        "display:inline-block;padding:10px 18px;border-radius:8px;color:#ffffff;text-decoration:none;font-weight:600"
    )
    return format_html(
        '<p style="margin:22px 0"><a href="{}" style="{};background-color:{}">{}</a></p>', address, style, colour, label
    )


def _plain(value: Any) -> str:
    return value.text if isinstance(value, Block) else str(value)


def _link_faults(text: str, kind: LetterKind) -> list[str]:
    names = {match[2].strip() for match in LINK.finditer(text)}
    links = {variable.name for variable in kind.variables if variable.is_link}
    return [
        _("%(name)s is no address, so it cannot be the target of a link.") % {"name": _shown(name)}
        for name in sorted(names - links)
        if name in kind.by_name
    ]


def _shown(name: str) -> str:
    return f"{{{{ {name[:60]} }}}}"
