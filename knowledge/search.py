"""Finding articles by what somebody asks, inside PostgreSQL."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from helpdesk.accounts.models import User
from knowledge.indexing import configuration
from knowledge.models import Translation

MAX_QUERY = 200
START, STOP = "\x02", "\x03"  # around a hit, before escaping
FIND = """
WITH asked AS (SELECT replace(plainto_tsquery(%(configuration)s, %(query)s)::text, '&', '|')::tsquery AS words)
SELECT s.translation_id, ts_rank_cd(s.vector, asked.words, 1) AS rank,
       ts_headline(%(configuration)s::regconfig, left(s.body, 5000), asked.words, %(options)s)
FROM knowledge_searchtext s, asked
WHERE s.language = %(language)s AND s.vector @@ asked.words AND s.translation_id = ANY(%(readable)s)
ORDER BY rank DESC, s.translation_id LIMIT %(limit)s
"""
OPTIONS = f"StartSel={START}, StopSel={STOP}, MaxWords=24, MinWords=12, MaxFragments=1"


@dataclass(frozen=True)
class Hit:
    """An article that answers a question. The excerpt is escaped, with <mark> around the hits."""

    translation_id: int
    title: str
    url: str
    excerpt_html: SafeString
    rank: float


def find(query: str, *, language: str, reader: User | AnonymousUser | None, limit: int = 10) -> list[Hit]:
    """Return the articles of a language that the reader may read and that fit best, best first."""
    query = query.replace("\x00", "").strip()[:MAX_QUERY]
    readable = list(Translation.objects.readable_by(reader).filter(language=language).values_list("pk", flat=True))
    words = {"configuration": configuration(language), "query": query, "language": language, "options": OPTIONS}
    with connection.cursor() as cursor:
        cursor.execute(FIND, {**words, "limit": limit, "readable": readable})
        rows = cursor.fetchall()
    articles = Translation.objects.in_bulk([pk for pk, _rank, _text in rows])
    return [
        Hit(pk, articles[pk].title, articles[pk].get_absolute_url(), _marked(text), rank) for pk, rank, text in rows
    ]


def _marked(text: str) -> SafeString:
    marked = escape(text).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(marked)  # noqa: S308 -- escaped above
