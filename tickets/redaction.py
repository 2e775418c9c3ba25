"""Taking private data out of a text before others read it. Pure; people look over the result before it is saved.

Rather too much than too little: whoever makes an article of a ticket sees each place and can write it again.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tickets import check_digits as check
from tickets import known_names
from tickets.known_names import Finder, Span

MAX_TEXT = 50_000

# What stands in the text instead, by language.
WORDS = {
    "es": {
        "name": "[nombre]", "email": "[correo]", "phone": "[teléfono]", "document": "[documento]", "card": "[tarjeta]",
        "account": "[cuenta]", "order": "[número]", "address": "[dirección]", "link": "[enlace]",
    },
    "en": {
        "name": "[name]", "email": "[e-mail]", "phone": "[phone]", "document": "[document]", "card": "[card]",
        "account": "[account]", "order": "[number]", "address": "[address]", "link": "[link]",
    },
}  # fmt: skip

EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
# Whoever has the first reads the ticket, whoever has the second writes to somebody's telephone.
LINK = re.compile(
    r"https?://[^\s<>]*/r/[^\s<>]+|(?:https?://)?(?:wa\.me|(?:api|web)\.whatsapp\.com|t\.me)/[^\s<>]+", re.IGNORECASE
)
DIGITS = re.compile(r"(?<![\w/])\+?\(?\d(?:[\s().–-]{0,2}\d){6,22}(?![\w/]|[.,]\d)")
DATE = re.compile(r"(?:\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4})(?:\s\d{1,2})?")
DOCUMENT_LABEL = (
    r"(?:d\.?n\.?i\.?|c[eé]dula(?:\s+de\s+(?:identidad|ciudadan[ií]a))?|pasaporte|passport|carn[eé]t?(?:\s+de\s+extranjer[ií]a)?"
    r"|ruc|rut|run|cuit|cuil|nit|curp|rfc|cpf|cnpj|documento(?:\s+de\s+identidad)?|ssn|tax\s+id)"
)
BETWEEN = r"[\s.:#°º-]{0,4}(?:n[uú]mero|number|n[°º.]|no\.|nro\.?|es|is|#)?[\s.:#°º-]{0,4}"
LABELLED = re.compile(
    rf"\b{DOCUMENT_LABEL}{BETWEEN}((?=[A-Z0-9.-]*\d)[A-Z0-9](?:[A-Z0-9.-]{{3,20}}[A-Z0-9]))", re.IGNORECASE
)
ORDER = re.compile(
    r"\b(?:pedido|orden|order|boleta|factura|invoice|receipt|gu[ií]a|tracking|ticket|serie|serial|compra|reserva|contrato)"
    r"[\s.:#°º-]{0,4}(?:n[uú]mero|number|n[°º.]|no\.|nro\.?|es|is|#)?[\s.:#°º-]{0,4}"
    r"((?=[A-Z0-9-]*\d)[A-Z0-9](?:[A-Z0-9-]{1,30}[A-Z0-9]))\b",
    re.IGNORECASE,
)
CODE = re.compile(r"(?<![\w-])(?:[A-Z]{1,5}-?\d{4,14}|[A-Z]{1,5}-\d{2,14}|[A-Z]\d{3}-\d{1,8})(?![\w-])")
STREET = (
    r"(?:av(?:da)?\.|avenida|av|jr\.|jir[oó]n|jr|calle|c/|psje\.|pasaje|carretera|carrera|cra\.|cl\.|pje\.|blvd\.?|bulevar"
    r"|boulevard|paseo|urb\.|urbanizaci[oó]n)"
)
UNIT = (
    r"(?:d(?:e?p)?to\.?|departamento|piso|int\.?|interior|of\.?|oficina|apt\.?|apto\.?|mz\.?|lt\.?|lote|casa|apartment"
    r"|unit)"
)
ADDRESSES = (
    re.compile(
        rf"\b{STREET}\s*[^\n,;:]{{2,45}}?[\s,]{{1,2}}(?:n[°º.]|no\.|nro\.?|#)?\s{{0,2}}\d{{1,5}}[A-Z]?\b"
        rf"(?:[\s,-]{{1,3}}{UNIT}\s{{0,2}}[A-Z0-9]{{1,5}}\b){{0,3}}",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:mz|manzana)\.?\s{0,2}\w{1,4}[\s,]{1,3}(?:lt|lote)\.?\s{0,2}\w{1,4}\b", re.IGNORECASE),
    re.compile(
        r"\b\d{1,5}\s(?:[A-Z][a-z]+\s){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct)\b\.?"
    ),
)
CAPITAL = r"[A-ZÁÉÍÓÚÜÑ][a-záéíóúüñ'’]+"
PARTICLE = r"(?:de(?: (?:la|las|los))?|del|y|da|van|von)"
PERSON = rf"{CAPITAL}(?: (?:{PARTICLE} )?{CAPITAL}){{0,3}}"
INTRODUCED = re.compile(
    rf"\b(?:[Mm]e\s+llamo|[Mm]i\s+nombre\s+es|[Ss]oy|[Mm]y\s+name\s+is|I\s+am|I['’]m|[Ss]r\.?a?\.?|[Ss]eñora?|[Dd]on|[Dd]oña"
    rf"|Mrs?\.?|Ms\.?|[Aa]tte\.?:?|[Aa]tentamente,?|[Ss]aludos,?|[Rr]egards,?|[Ss]incerely,?|[Ee]stimad[oa]s?|[Qq]uerid[oa]"
    rf"|Dear|[Hh]ola,?|Hi|Hello)[\s:]{{1,3}}({PERSON})"
)
NOT_NAMES = frozenset({
    "Equipo", "Team", "Señor", "Señora", "Cliente", "Customer", "Buenos", "Buenas", "Hola", "There", "All", "Todos",
    "Gracias", "Thanks", "Sir", "Madam", "Amigos", "Usted", "Quisiera", "Tengo", "Hice", "Soy",
})  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A part of a text. With a kind, `text` is private and `shown` stands instead."""

    text: str
    kind: str = ""
    shown: str = ""

    @property
    def public(self) -> str:
        """What others may read."""
        return self.shown if self.kind else self.text


def redact(text: str, *, names: Iterable[str] = (), language: str = "es") -> list[Piece]:
    """Return the text in pieces, each kept or private. `names` are of people known to be in it."""
    text = text[:MAX_TEXT]
    words = WORDS.get(language, WORDS["en"])
    pieces, place = [], 0
    for start, end, kind in sorted(_spans(text, names)):
        pieces += [Piece(text[place:start]), Piece(text[start:end], kind, words[kind])]
        place = end
    return [piece for piece in (*pieces, Piece(text[place:])) if piece.text]


def public_text(pieces: Iterable[Piece]) -> str:
    """Return what others may read."""
    return "".join(piece.public for piece in pieces)


def _spans(text: str, names: Iterable[str]) -> list[Span]:
    """Collect what the finders see; where two overlap, the first in this order is right."""
    finders: tuple[Finder, ...] = (
        _whole(LINK, "link"), _whole(EMAIL, "email"), _checked, _group(LABELLED, "document"), *_addresses(),
        _group(ORDER, "order"), _whole(CODE, "order"), _numbers, *known_names.finders(names), _introduced,
    )  # fmt: skip
    taken = bytearray(len(text))
    spans = []
    for finder in finders:
        for start, end, kind in finder(text):
            if start < end and not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                spans.append((start, end, kind))
    return spans


def _whole(pattern: re.Pattern[str], kind: str) -> Finder:
    return lambda text: ((*found.span(), kind) for found in pattern.finditer(text))


def _group(pattern: re.Pattern[str], kind: str) -> Finder:
    return lambda text: ((*found.span(1), kind) for found in pattern.finditer(text))


def _addresses() -> list[Finder]:
    return [_whole(pattern, "address") for pattern in ADDRESSES]


CHECKED = (
    (re.compile(r"(?<![\w+-])\d(?:[ -]?\d){12,18}(?![\w-])"), check.is_card, "card"),
    (re.compile(r"(?<![\w-])[A-Z]{2}\d{2}(?:\s?[A-Z0-9]){11,30}(?!\w)"), check.is_iban, "account"),
    (re.compile(r"(?<![\w-])[A-Za-z]{4}\d{6}[HMXhmx][A-Za-z]{5}[A-Za-z0-9]\d(?!\w)"), check.is_curp, "document"),
    (re.compile(r"(?<![\w-])\d{11}(?![\w-])"), check.is_ruc, "document"),
    (re.compile(r"(?<![\w-])\d{2}-?\d{8}-?\d(?![\w-])"), check.is_cuit, "document"),
    (re.compile(r"(?<![\w-])\d{1,2}\.?\d{3}\.?\d{3}-[\dKk](?![\w-])"), check.is_rut, "document"),
    (re.compile(r"(?<![\w-])(?:[XYZxyz]-?\d{7}|\d{8})-?[A-Za-z](?![\w-])"), check.is_spanish_id, "document"),
    (re.compile(r"(?<![\w-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])"), check.is_cpf, "document"),
)


def _checked(text: str) -> Iterator[Span]:
    """Find what its own check digit proves."""
    for pattern, is_one, kind in CHECKED:
        for found in pattern.finditer(text):
            if is_one(re.sub(r"[\s.-]", "", found[0])):
                yield (*found.span(), kind)


def _numbers(text: str) -> Iterator[Span]:
    """Find telephone numbers, and other long rows of digits that may be somebody's; not dates."""
    for found in DIGITS.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if not DATE.fullmatch(found[0].strip()):
            yield (*found.span(), "phone" if len(digits) <= 15 else "account")  # noqa: PLR2004 -- E.164


def _introduced(text: str) -> Iterator[Span]:
    for found in INTRODUCED.finditer(text):
        if found[1].split()[0] not in NOT_NAMES:
            yield (*found.span(1), "name")
