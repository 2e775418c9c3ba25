"""The articles that answer a question: two statements, however many articles and words there are.

Each word is looked for in every language (mended and translated by question.py) and weighed by how rare it is and
where it stands: title before summary, headings and text. Both languages of an article count; readers get the one in
their own language, and the other only where there is no such.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from helpdesk.accounts.models import User
from knowledge.indexing import CONFIGURATIONS
from knowledge.models import Translation
from knowledge.search.question import MAX_QUERY, Question, understand

__all__ = ["MAX_QUERY", "Hit", "find"]

START, STOP = "\x02", "\x03"  # around a word that was asked for, before escaping
MARKS = f"StartSel={START}, StopSel={STOP}"
OPTIONS = f"{MARKS}, MaxWords=24, MinWords=12, MaxFragments=1"
FOREIGN = 0.8  # what a match in another language counts
TITLE = 0.5  # what a title counts that only looks like the question
WORST = 0.25  # of the best score: what is further behind is noise

FIND = """
WITH readable AS NOT MATERIALIZED ({readable}),
asked AS (
    SELECT language, place, weight, query
    FROM unnest(%s::text[], %s::text[], %s::int[], %s::text[], %s::float[])
             AS t (language, configuration, place, term, weight),
         LATERAL phraseto_tsquery(t.configuration::regconfig, t.term) AS query
    WHERE numnode(query) > 0
),
matched AS (
    SELECT s.translation_id, s.language, asked.place, max(ts_rank(s.vector, asked.query) * asked.weight) AS rank
    FROM asked, LATERAL (  -- OFFSET 0 keeps each word a scan of its own, by the index
        SELECT * FROM knowledge_searchtext WHERE vector @@ asked.query AND language = asked.language OFFSET 0) AS s
    WHERE s.translation_id IN (SELECT id FROM readable) GROUP BY 1, 2, 3
),
weighed AS (
    SELECT translation_id, language, rank * ln(1 + (total - frequency + 0.5) / (frequency + 0.5)) AS score
    FROM (SELECT *, count(*) OVER (PARTITION BY language, place) AS frequency FROM matched) AS m,
         (SELECT greatest(count(*), 1) AS total FROM knowledge_searchtext) AS all_texts
    UNION ALL
    SELECT s.translation_id, s.language, word_similarity(%s, s.title) * %s
    FROM (SELECT * FROM knowledge_searchtext WHERE %s <%% title OFFSET 0) AS s
    WHERE s.translation_id IN (SELECT id FROM readable)
),
scored AS (
    SELECT translation_id, language, sum(score) * CASE WHEN language = %s THEN 1 ELSE %s END AS score
    FROM weighed GROUP BY 1, 2
),
answers AS (
    SELECT r.article_id, max(score) AS score, (array_agg(r.id ORDER BY score DESC, r.id))[1] AS best
    FROM scored JOIN readable r ON r.id = scored.translation_id GROUP BY 1
),
shown AS (
    SELECT article_id, score, best, max(score) OVER () AS highest
    FROM answers ORDER BY score DESC, article_id LIMIT %s
)
SELECT DISTINCT ON (shown.score, shown.article_id) r.id, shown.score,
    ts_headline(configuration, r.title, words, %s), ts_headline(configuration, left(s.body, 8000), words, %s)
FROM shown JOIN readable r USING (article_id) JOIN knowledge_searchtext s ON s.translation_id = r.id,
     LATERAL (
         SELECT (%s::jsonb ->> r.language)::regconfig AS configuration,
             coalesce(string_agg('(' || query::text || ')', ' | '), '')::tsquery AS words
         FROM asked WHERE language = r.language
     ) AS marking
WHERE shown.score >= shown.highest * %s AND (r.language = %s OR r.id = shown.best)
ORDER BY shown.score DESC, shown.article_id, (r.language = %s) DESC
"""


@dataclass(frozen=True)
class Hit:
    """An article that answers a question. Both texts are escaped, with <mark> around the words asked for."""

    translation: Translation
    title_html: SafeString
    excerpt_html: SafeString
    rank: float
    is_foreign: bool  # there is none in the language that was asked for

    @property
    def translation_id(self) -> int:
        """Which article in which language."""
        return self.translation.pk

    @property
    def title(self) -> str:
        """What it is called."""
        return self.translation.title

    @property
    def url(self) -> str:
        """Where it is read."""
        return self.translation.get_absolute_url()


def find(query: str, *, language: str, reader: User | AnonymousUser | None, limit: int = 10) -> list[Hit]:
    """Return the articles that the reader may read and that fit best, best first; in `language` where they exist.

    Four statements, none of which grows with the articles. A question without a telling word finds nothing.
    """
    question = understand(query)
    if not question.terms:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*statement(question, language=language, reader=reader, limit=limit))
        rows = cursor.fetchall()
    articles = Translation.objects.select_related("article").in_bulk([pk for pk, *_rest in rows])
    found = ((articles[pk], score, title, text) for pk, score, title, text in rows if pk in articles)
    return [
        Hit(row, _marked(title), _excerpt(row, text), score, row.language != language)
        for row, score, title, text in found
    ]


def statement(
    question: Question, *, language: str, reader: User | AnonymousUser | None, limit: int
) -> tuple[str, list[Any]]:
    """Return the statement that finds, with its values."""
    rows = Translation.objects.readable_by(reader).order_by()
    readable, values = rows.values("id", "article_id", "language", "title").query.sql_with_params()
    configurations = "{" + ", ".join(f'"{code}": "{name}"' for code, name in CONFIGURATIONS.items()) + "}"
    terms = sorted(question.terms, key=lambda term: (term.place, term.language, term.text, term.weight))
    columns = [
        [term.language for term in terms],
        [CONFIGURATIONS[term.language] for term in terms],
        [term.place for term in terms],
        [term.text for term in terms],
        [term.weight for term in terms],
    ]
    likeness = [question.folded, TITLE, question.folded, language, FOREIGN]
    shown = [limit, f"{MARKS}, HighlightAll=true", OPTIONS, configurations, WORST, language, language]
    return FIND.format(readable=readable), [*values, *columns, *likeness, *shown]


def _excerpt(row: Translation, text: str) -> SafeString:
    """Return where it says what was asked for; the summary where only the title says it."""
    return _marked(text if START in text or not row.summary else row.summary)


def _marked(text: str) -> SafeString:
    marked = escape(text).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(marked)  # noqa: S308 -- escaped above
