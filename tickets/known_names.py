"""Finding the names of people who are known to be in a text, however they are written. Pure; part of redaction."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

SHORTEST = 3
# Letters as people leave out accents; anything else stands for itself.
ALIKE = {"a": "aáàâä", "e": "eéèêë", "i": "iíìîï", "o": "oóòôö", "u": "uúùûü", "n": "nñ", "c": "cç"}
# After these a word is a name, also where it is written like any other: "hola rosa", "soy luz".
BEFORE_A_NAME = (
    r"me\s+llamo|mi\s+nombre\s+es|soy|habla|saluda|my\s+name\s+is|i\s+am|i['’]m|sra?\.?|señora?|don|doña|mrs?\.?|ms\.?"
    r"|atte\.?|atentamente|saludos|regards|sincerely|estimad[oa]|querid[oa]|dear|hola|hi|hello|gracias|thanks"
)

Span = tuple[int, int, str]
Finder = Callable[[str], Iterator[Span]]


def finders(names: Iterable[str]) -> list[Finder]:
    """Return what finds these people: two of their names in a row in any spelling, and one alone that reads like one.

    One alone is private where it begins with a capital, follows a greeting or stands alone on its line: "la rosa es
    roja" stays, "Hola, rosa" does not.
    """
    people = [name.split() for name in names if len(name.strip()) >= SHORTEST]
    whole = {" ".join(person) for person in people} | {" ".join(pair) for person in people for pair in pairwise(person)}
    alone = {part for person in people for part in person if len(part) >= SHORTEST and part[0].isupper()}
    return [*_in_a_row(whole), *_alone(alone)]


def _in_a_row(names: set[str]) -> Iterator[Finder]:
    if names:
        pattern = re.compile(rf"(?<!\w)(?:{_any_of(names)})(?!\w)", re.IGNORECASE)
        yield lambda text: ((*found.span(), "name") for found in pattern.finditer(text))


def _alone(names: set[str]) -> Iterator[Finder]:
    if not names:
        return
    one = _any_of(names)
    anywhere = re.compile(rf"(?<!\w)(?:{one})(?!\w)", re.IGNORECASE)
    introduced = re.compile(rf"(?<!\w)(?:{BEFORE_A_NAME})[\s:,]{{1,3}}({one})(?!\w)", re.IGNORECASE)
    signed = re.compile(rf"^\W*({one})\W*$", re.IGNORECASE | re.MULTILINE)
    yield lambda text: ((*found.span(), "name") for found in anywhere.finditer(text) if found[0][0].isupper())
    yield lambda text: ((*found.span(1), "name") for found in introduced.finditer(text))
    yield lambda text: ((*found.span(1), "name") for found in signed.finditer(text))


def _any_of(names: set[str]) -> str:
    """Return a pattern for one of the names, the longest that fits."""
    return "|".join(_spelled(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _spelled(name: str) -> str:
    """Return a pattern for a name with or without its accents, and with any white space between its parts."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))
    letters = (f"[{ALIKE[sign.lower()]}]" if sign.lower() in ALIKE else re.escape(sign) for sign in plain)
    return r"\s+".join("".join(letters).split(re.escape(" ")))
