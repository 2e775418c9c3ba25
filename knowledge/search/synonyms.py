"""Words that mean the same, within a language and across: the list in synonyms.txt, as administrators changed it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from django.utils.text import slugify

from knowledge.models import Meaning

LANGUAGES = ("es", "en")
CLITICS = re.compile(r"(?<=[aei]r)(?:me|te|se|nos)?(?:lo|la|los|las|le|les)?$")  # devolver-me-lo
# What the forms of nouns and verbs differ by: lavadoras, charged; regresan, reparar, cobraron, enfriando.
ENDINGS = re.compile(r"(?:es|s|ed|ing|[aei]r|[ae]n|aron|ieron|ando|iendo|[ai]d[oa]s?|[aei]mos|aste|iste|are|ere|ire)$")
DIPHTHONGS = ((re.compile(r"ue(?=[^aeiou]+$)"), "o"), (re.compile(r"ie(?=[^aeiou]+$)"), "e"))  # devuelv-, devolv-
LEAST = 3  # letters that stay
GAP = 2  # words that may stand between those of a phrase: "me devuelven toda la plata"
SMALL = frozenset(
    (
        "a",
        "al",
        "de",
        "del",
        "el",
        "en",
        "la",
        "las",
        "lo",
        "los",
        "me",
        "mi",
        "mis",
        "se",
        "su",
        "te",
        "un",
        "una",
        "y",
    )
) | frozenset(("an", "it", "my", "of", "the"))

Words = tuple[str, str]  # of a line: Spanish, English, each separated by commas


class Synonyms:
    """The list, to be asked by a word in any of its forms."""

    def __init__(self, lines: Iterable[Words]) -> None:
        """Read lines such as ("lavadora, lavarropas", "washing machine, washer")."""
        self._meanings: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._phrases: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
        self._words: dict[str, dict[str, None]] = {language: {} for language in LANGUAGES}
        for line in lines:
            self._read(line)

    def of(self, word: str, *, language: str) -> set[tuple[str, str]]:
        """Return (language, text) of everything that means the same as a word of a language."""
        return self._meanings.get(f"{language}:{stem(word)}", set())

    def words(self, language: str) -> list[str]:
        """Return every word of a language, those of phrases too."""
        return list(self._words[language])

    def phrases_in(self, words: list[set[str]]) -> Iterator[tuple[int, set[tuple[str, str]]]]:
        """Yield a number and the meanings of each phrase in a question: of every word, the words that it may be.

        Words stand in the order of the phrase, in any of their forms; small ones count for nothing.
        """
        stems = [found for each in words if (found := {stem(word) for word in each if word not in SMALL})]
        for number, (phrase, meanings) in enumerate(self._phrases.items()):
            if any(_begins(phrase, stems[place:]) for place in range(len(stems))):
                yield number, meanings

    def _read(self, line: Words) -> None:
        sides = [[text.strip() for text in side.split(",") if text.strip()] for side in line]
        meanings = {(language, text) for language, texts in zip(LANGUAGES, sides, strict=True) for text in texts}
        for language, text in sorted(meanings):
            if " " in text:
                self._phrases[_key(text)] |= meanings
                self._words[language] |= dict.fromkeys(text.split())
            else:
                self._meanings[f"{language}:{stem(text)}"] |= meanings
                self._words[language][text] = None


def tidy(word: str) -> str:
    """Return a Spanish infinitive without the pronouns that hang on it; any other word as it is."""
    return CLITICS.sub("", word)


def stem(word: str) -> str:
    """Return what the forms of a word have in common, roughly; only this list is looked up by it."""
    short = ENDINGS.sub("", tidy(word))
    short = short.rstrip("aeo") if len(short) > LEAST + 1 else short
    if len(short) < LEAST:
        return word
    for pattern, instead in DIPHTHONGS:
        short = pattern.sub(instead, short)
    return short


def _key(phrase: str) -> tuple[str, ...]:
    """Return the stems of the words that tell something."""
    return tuple(stem(word) for word in phrase.split() if word not in SMALL) or (phrase,)


def _begins(phrase: tuple[str, ...], stems: list[set[str]]) -> bool:
    """Whether a phrase begins with the first of the words and goes on with few words between."""
    if not stems or phrase[0] not in stems[0]:
        return False
    if len(phrase) == 1:
        return True
    return any(_begins(phrase[1:], stems[place:]) for place in range(1, 2 + GAP))


@cache
def starter() -> dict[str, Words]:
    """Return the list that comes with the product, by key: the first word of each line."""
    lines = Path(__file__).with_name("synonyms.txt").read_text(encoding="utf-8").splitlines()
    sides = [line.partition("|") for line in lines if line.strip() and not line.startswith("#")]
    return {slugify(spanish.split(",")[0]): (spanish.strip(), english.strip()) for spanish, _bar, english in sides}


def synonyms() -> Synonyms:
    """Return the list as administrators left it. One statement."""
    return _in_force(tuple(Meaning.objects.values_list("key", "spanish", "english")))


@lru_cache(maxsize=4)
def _in_force(changed: tuple[tuple[str, str, str], ...]) -> Synonyms:
    lines = starter() | {key: (spanish, english) for key, spanish, english in changed}
    return Synonyms(lines.values())
