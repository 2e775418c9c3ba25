"""Words that mean the same, within a language and across: the list in synonyms.txt, as administrators changed it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from django.utils.text import slugify

from knowledge.models import Meaning

LANGUAGES = ("es", "en")
CLITICS = re.compile(r"(?<=[aei]r)(?:me|te|se|nos)?(?:lo|la|los|las|le|les)?$")  # devolver-me-lo
ENDINGS = re.compile(r"(?:es|s|ed|ing)$")
LEAST = 3  # letters that stay

Words = tuple[str, str]  # of a line: Spanish, English, each separated by commas


class Synonyms:
    """The list, to be asked by a word in any of its forms."""

    def __init__(self, lines: Iterable[Words]) -> None:
        """Read lines such as ("lavadora, lavarropas", "washing machine, washer")."""
        self._meanings: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._phrases: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._words: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        for line in lines:
            self._read(line)

    def of(self, word: str, *, language: str) -> set[tuple[str, str]]:
        """Return (language, text) of everything that means the same as a word of a language."""
        return self._meanings.get(f"{language}:{stem(word)}", set())

    def words(self, language: str) -> list[str]:
        """Return the single words of a language."""
        return self._words[language]

    def phrases(self) -> list[tuple[str, set[tuple[str, str]]]]:
        """Return what several words mean together."""
        return list(self._phrases.items())

    def _read(self, line: Words) -> None:
        sides = [[text.strip() for text in side.split(",") if text.strip()] for side in line]
        meanings = {(language, text) for language, texts in zip(LANGUAGES, sides, strict=True) for text in texts}
        for language, text in sorted(meanings):
            if " " in text:
                self._phrases[text] |= meanings
            else:
                self._meanings[f"{language}:{stem(text)}"] |= meanings
                self._words[language].append(text)


def tidy(word: str) -> str:
    """Return a Spanish infinitive without the pronouns that hang on it; any other word as it is."""
    return CLITICS.sub("", word)


def stem(word: str) -> str:
    """Return what the forms of a word have in common, roughly; only this list is looked up by it."""
    short = ENDINGS.sub("", tidy(word))
    short = short.rstrip("aeo") if len(short) > LEAST + 1 else short
    return short if len(short) >= LEAST else word


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
