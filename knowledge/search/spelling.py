"""What somebody meant who typed a word that no article has. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

SHORT, LONG = 4, 8  # letters: below SHORT nothing is guessed, from LONG on two slips are forgiven
BEGUN = 3  # letters of a word that is still being typed
MEANT = 2
# Letters that sound alike in Latin American Spanish, and so are mistaken for each other.
SOUNDS = (
    (re.compile(r"h"), ""),
    (re.compile(r"qu(?=[ei])"), "k"),
    (re.compile(r"c(?=[ei])|z"), "s"),
    (re.compile(r"c|q"), "k"),
    (re.compile(r"v"), "b"),
    (re.compile(r"ll"), "y"),
    (re.compile(r"g(?=[ei])|x"), "j"),
    (re.compile(r"(.)\1"), r"\1"),
)


def mended(word: str, candidates: Iterable[str], *, last: bool = False) -> list[str]:
    """Return what was probably meant, best first; of the last word also what it may be the beginning of."""
    if len(word) < SHORT and not last:
        return []
    scored = {candidate: _slips(word, candidate, last=last) for candidate in candidates}
    near = sorted((slips, candidate) for candidate, slips in scored.items() if slips <= _allowed(word))
    return [candidate for slips, candidate in near if slips <= near[0][0] + 0.5][:MEANT]


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """Return how a word sounds, roughly: the same for lavadora and labadora."""
    for pattern, instead in SOUNDS:
        word = pattern.sub(instead, word)
    return word


def distance(first: str, second: str) -> int:
    """Count the slips between two words: a letter more, less or another, or two in the wrong order."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(second, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]


def _slips(word: str, candidate: str, *, last: bool) -> float:
    if last and len(word) >= BEGUN and candidate.startswith(word):
        return 0.5
    if len(word) < SHORT or abs(len(word) - len(candidate)) > 2:  # noqa: PLR2004 -- more than any slip allowed
        return 99
    if sound(word) == sound(candidate):
        return 0.25
    if len(set(word) ^ set(candidate)) > 2 * _allowed(word):  # cheap to see: each slip changes two letters at most
        return 99
    return distance(word, candidate) + (word[0] != candidate[0]) / 2


def _allowed(word: str) -> int:
    return 2 if len(word) >= LONG else 1
