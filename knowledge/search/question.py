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

Meant = dict[tuple[int, str], list[str]]  # by the place of a word and a language

MAX_QUERY = 200
MAX_WORDS = 16
SAME, ALIKE, PHRASE = 1.0, 0.7, 1.5  # how much a word counts, one that means the same, several that mean it together

# Which words of a question tell something, which of those the articles of each language have, and for the others what
# may have been meant. A word that is none in one language (de, con, will) is none in the other, where it would be rare.
LOOK_UP = """
SELECT asked.place, l.language, l.known,
       CASE WHEN l.known OR length(asked.word) < 3 THEN '{}'::text[] ELSE ARRAY(
           SELECT w.word FROM knowledge_searchword w
           WHERE w.language = l.language AND (w.word %% asked.word OR w.word LIKE asked.word || '%%')
           ORDER BY similarity(w.word, asked.word) DESC, w.word LIMIT 12) END
FROM unnest(%(words)s::text[]) WITH ORDINALITY AS asked (word, place),
     LATERAL (
         SELECT c.language, EXISTS (
             SELECT FROM knowledge_searchword w WHERE w.language = c.language AND w.lexeme = ANY(lexemes)) AS known
         FROM unnest(%(languages)s::text[], %(configurations)s::text[]) AS c (language, name),
              LATERAL tsvector_to_array(to_tsvector(c.name::regconfig, asked.word)) AS lexemes) AS l
WHERE NOT EXISTS (
    SELECT FROM unnest(%(configurations)s::text[]) AS name WHERE to_tsvector(name::regconfig, asked.word) = '')
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
        meant = _meant(words, same)
        question.terms.update(_terms(words, meant, same))
        question.terms.update(_phrases(words, meant, same))
    return question


def _meant(words: list[str], same: Synonyms) -> Meant:
    """Return for each word and language what was probably meant, where articles do not have the word."""
    found = {}
    for (place, language), candidates in _looked_up(words).items():
        if candidates is not None:
            is_last = len(words) == place
            found[place, language] = mended(tidy(words[place - 1]), candidates + same.words(language), last=is_last)
        else:
            found[place, language] = []
    return found


def _terms(words: list[str], meant: Meant, same: Synonyms) -> Iterator[Term]:
    for (place, language), others in meant.items():
        for text in (words[place - 1], *others):
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


def _phrases(words: list[str], meant: Meant, same: Synonyms) -> Iterator[Term]:
    """Find what several words mean together: where is my order, money back."""
    each = [{word} for word in words]
    for (place, language), others in meant.items():
        for text in (words[place - 1], *others):
            each[place - 1] |= {
                text,
                *(alike for _other, alike in same.of(text, language=language) if " " not in alike),
            }
    for number, meanings in same.phrases_in(each):
        for language, alike in meanings:
            yield Term(language, MAX_WORDS + number + 1, alike, PHRASE)
