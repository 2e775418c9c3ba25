"""What somebody asked: folded, cut into words, mended and widened with words that mean the same."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection

from knowledge.indexing import configuration
from knowledge.search.spelling import mended
from knowledge.search.synonyms import Synonyms, synonyms, tidy

MAX_QUERY = 200
MAX_WORDS = 16
SAME, ALIKE, PHRASE = 1.0, 0.7, 1.5  # how much a word counts, one that means the same, several that mean it together

# Which words the articles of each language have, and for the others what may have been meant.
LOOK_UP = """
SELECT asked.place, l.language, l.known,
       CASE WHEN l.known OR length(asked.word) < 3 THEN '{}'::text[] ELSE ARRAY(
           SELECT w.word FROM knowledge_searchword w
           WHERE w.language = l.language AND (w.word %% asked.word OR w.word LIKE asked.word || '%%')
           ORDER BY similarity(w.word, asked.word) DESC, w.word LIMIT 12) END
FROM unnest(%(words)s::text[]) WITH ORDINALITY AS asked (word, place),
     LATERAL (
         SELECT c.language, lexemes = '{}' OR EXISTS (
             SELECT FROM knowledge_searchword w WHERE w.language = c.language AND w.lexeme = ANY(lexemes)) AS known
         FROM unnest(%(languages)s::text[], %(configurations)s::text[]) AS c (language, name),
              LATERAL tsvector_to_array(to_tsvector(c.name::regconfig, asked.word)) AS lexemes) AS l
"""


@dataclass(frozen=True)
class Term:
    """One way to say the word at `place`, in articles of one language."""

    language: str
    place: int
    text: str
    weight: float


@dataclass
class Question:
    """A question ready to be looked for. Without terms there is nothing to look for."""

    folded: str
    terms: set[Term] = field(default_factory=set)


def fold(text: str) -> str:
    """Return a text in lower case, without accents, on one line."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\x00", "").lower())
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return re.findall(r"[^\W_]+", fold(text))


def understand(query: str) -> Question:
    """Return the question in what somebody typed. Two statements."""
    question = Question(fold(query[:MAX_QUERY]))
    words = words_of(question.folded)[:MAX_WORDS]
    if any(len(word) > 1 for word in words):
        same = synonyms()
        question.terms.update(_terms(words, same))
        question.terms.update(_phrases(words, same))
    return question


def _terms(words: list[str], same: Synonyms) -> Iterator[Term]:
    for (place, language), candidates in _looked_up(words).items():
        word = words[place - 1]
        meant = (
            []
            if candidates is None
            else mended(tidy(word), candidates + same.words(language), last=len(words) == place)
        )
        for text in (word, *meant):
            yield Term(language, place, text, SAME)
            for other, alike in same.of(text, language=language):
                yield Term(other, place, alike, ALIKE)


def _looked_up(words: list[str]) -> dict[tuple[int, str], list[str] | None]:
    """Return for each word and language None where articles have it, else the words that it resembles."""
    languages = [code for code, _name in settings.LANGUAGES]
    values = {"words": words, "languages": languages, "configurations": [configuration(code) for code in languages]}
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, values)
        return {(place, language): None if known else found for place, language, known, found in cursor.fetchall()}


def _phrases(words: list[str], same: Synonyms) -> Iterator[Term]:
    """Find what several words mean together: where is my order, money back."""
    text = f" {' '.join(words)} "
    for number, (phrase, meanings) in enumerate(same.phrases()):
        if f" {phrase} " in text:
            for language, alike in meanings:
                yield Term(language, MAX_WORDS + number + 1, alike, PHRASE)
