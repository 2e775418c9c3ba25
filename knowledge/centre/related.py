"""Articles that say something alike, and the same article in other languages."""

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from helpdesk.accounts.models import User
from knowledge.models import Translation

SHOWN = 4
SAME_TOPIC = 1.6  # how much more an article of the same topic counts
# The words of title and summary (weights A and B of the index), any of them, looked for in the others. Asked when a
# page is shown, not kept when it is published: what was published or taken away since counts too.
RELATED = """
WITH readable AS NOT MATERIALIZED ({readable}),
asked AS (
    SELECT s.language, string_agg(quote_literal(lexeme), ' | ')::tsquery AS query
    FROM knowledge_searchtext s, unnest(ts_filter(s.vector, '{{a,b}}')) WHERE s.translation_id = %s GROUP BY 1
)
SELECT r.id
FROM asked JOIN knowledge_searchtext s ON s.language = asked.language AND s.vector @@ asked.query
JOIN readable r ON r.id = s.translation_id JOIN knowledge_article a ON a.id = r.article_id
WHERE r.article_id <> %s
ORDER BY ts_rank(s.vector, asked.query) * CASE WHEN a.category_id = %s THEN %s ELSE 1 END DESC, r.id LIMIT %s
"""


def related(row: Translation, *, reader: User | AnonymousUser | None) -> list[Translation]:
    """Return the articles of the same language nearest to one, nearest first. Two statements."""
    rows = Translation.objects.readable_by(reader).order_by()
    readable, values = rows.values("id", "article_id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            RELATED.format(readable=readable),
            [*values, row.pk, row.article_id, row.article.category_id, SAME_TOPIC, SHOWN],
        )
        numbers = [number for (number,) in cursor.fetchall()]
    found = Translation.objects.in_bulk(numbers)
    return [found[number] for number in numbers if number in found]


def translations(row: Translation, *, reader: User | AnonymousUser | None) -> list[Translation]:
    """Return an article in every language in which the reader may read it, this one included."""
    return list(Translation.objects.readable_by(reader).filter(article_id=row.article_id).order_by("language"))
