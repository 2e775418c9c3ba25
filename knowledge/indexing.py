"""What search finds of an article: written in the transaction that publishes it, gone in the one that takes it away."""

from django.db import connection

from knowledge.models import SearchText, Translation
from knowledge.rendering import Rendered

CONFIGURATIONS = {"es": "mesa_es", "en": "mesa_en"}  # of tickets' migration 0003: accents ignored
MAX_TEXT = 100_000

INDEX = """
INSERT INTO knowledge_searchtext (translation_id, language, title, body, vector)
VALUES (%(pk)s, %(language)s, lower(unaccent(%(title)s)), %(body)s,
    setweight(to_tsvector(%(configuration)s, %(title)s), 'A')
    || setweight(to_tsvector(%(configuration)s, %(summary)s), 'B')
    || setweight(to_tsvector(%(configuration)s, %(headings)s), 'C')
    || setweight(to_tsvector(%(configuration)s, %(body)s), 'D'))
ON CONFLICT (translation_id) DO UPDATE
SET language = EXCLUDED.language, title = EXCLUDED.title, body = EXCLUDED.body, vector = EXCLUDED.vector
"""
WORDS = """
INSERT INTO knowledge_searchword (language, word, lexeme)
SELECT DISTINCT ON (word) %(language)s, word, left(lexemes[1], 40)
FROM regexp_split_to_table(lower(unaccent(%(text)s)), '[^[:alnum:]]+') AS word,
     LATERAL tsvector_to_array(to_tsvector(%(configuration)s, word)) AS lexemes
WHERE length(word) BETWEEN 2 AND 40 AND lexemes <> '{}'
ON CONFLICT (language, word) DO NOTHING
"""


def configuration(language: str) -> str:
    """Return PostgreSQL's text search configuration of a language."""
    return CONFIGURATIONS.get(language, "mesa_es")


def index(translation: Translation, rendered: Rendered) -> None:
    """Make the published text findable, instead of what was found of it before."""
    values: dict[str, int | str] = {
        "pk": translation.pk,
        "language": translation.language,
        "configuration": configuration(translation.language),
        "title": translation.title,
        "summary": translation.summary,
        "headings": " ".join(heading.text for heading in rendered.contents),
        "body": rendered.text.replace("\x00", "")[:MAX_TEXT],
    }
    with connection.cursor() as cursor:
        cursor.execute(INDEX, values)
        text = " ".join(str(values[part]) for part in ("title", "summary", "headings", "body"))
        cursor.execute(WORDS, {**values, "text": text})


def forget(translation: Translation) -> None:
    """Let nothing of an article be found that can no longer be read."""
    SearchText.objects.filter(pk=translation.pk).delete()
