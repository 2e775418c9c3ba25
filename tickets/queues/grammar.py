"""The words of a search: plain ones, `#123`, and `key:value` filters in Spanish and English.

Parsing is pure; what a filter means is in tickets.queues.filters.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_QUERY = 300
TOKEN = re.compile(r"""(?P<key>[^\W\d_]+):(?:"(?P<quoted>[^"]*)"?|(?P<value>\S*))|(?P<word>"[^"]*"?|\S+)""")

KEYS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "status": (_("status"), ("status", "estado")),
    "assignee": (_("assignee"), ("assignee", "responsable", "asignado")),
    "team": (_("team"), ("team", "equipo")),
    "channel": (_("channel"), ("channel", "canal")),
    "priority": (_("priority"), ("priority", "prioridad")),
    "category": (_("category"), ("category", "categoria")),
    "tag": (_("tag"), ("tag", "etiqueta")),
    "from": (_("from"), ("from", "de")),
    "created": (_("created"), ("created", "creado")),
    "answered": (_("first answered"), ("answered", "respondido")),
    "solved": (_("first solved"), ("solved", "resuelto")),
    "reopened": (_("reopened"), ("reopened", "reabierto")),
    "replied": (_("replied"), ("replied", "contestado")),
    "answerer": (_("first answered by"), ("answerer", "respondio")),
    "solver": (_("first solved by"), ("solver", "resolvio")),
    "sla": (_("promise"), ("sla",)),
    "contact": (_("contact"), ("contact", "contacto")),
    "held": (_("stayed solved"), ("held", "duro")),
    "counted": (_("counted in reports"), ("counted", "contado")),
    "unsolved": (_("unsolved on"), ("unsolved", "pendiente")),
    "weekday": (_("weekday"), ("weekday", "dia")),
    "hour": (_("hour"), ("hour", "hora")),
    "rating": (_("rating"), ("rating", "calificacion")),
    "rated": (_("rated"), ("rated", "calificado")),
    "surveyed": (_("asked how it went"), ("surveyed", "encuestado")),
}
KEY_OF = {word: key for key, (_name, words) in KEYS.items() for word in words}


@dataclass(frozen=True)
class Term:
    """One `key:value`. `raw` is how it was typed, so that a chip can take it away again."""

    key: str
    value: str
    raw: str

    @property
    def name(self) -> str | Promise:
        """The key in the reader's language."""
        return KEYS[self.key][0]


@dataclass(frozen=True)
class Query:
    """A search, taken apart. `unknown` holds filters whose key we do not have: they are searched as words."""

    raw: str
    words: str
    terms: tuple[Term, ...]
    unknown: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.words or self.terms)

    def without(self, term: Term) -> str:
        """Return what stays in the search box when a chip is taken away."""
        return " ".join([*(other.raw for other in self.terms if other is not term), self.words]).strip()


def parse(text: str) -> Query:
    """Take a search apart. Never fails: what is not understood is a word."""
    text = " ".join(text.replace("\x00", "")[:MAX_QUERY].split())
    terms, words, unknown = [], [], []
    for token in TOKEN.finditer(text):
        value = token["quoted"] if token["quoted"] is not None else token["value"]
        key = KEY_OF.get(fold(token["key"] or ""))
        if key and value:
            terms.append(Term(key, value, token[0]))
        elif token["key"] and value and not value.startswith("//"):
            unknown.append(token["key"])
            words.append(f"{token['key']} {value}")
        else:
            words.append(token[0])
    return Query(text, " ".join(words), tuple(terms), tuple(unknown))


def fold(word: str) -> str:
    """Return a word in small letters without accents, as people type it in a hurry."""
    letters = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
