"""What the tickets that came in were about, by category and by tag, now and in the period before."""

from typing import NamedTuple

from reports.measures import Count
from reports.scope import Scope
from reports.sums.asking import ask, within

NOW, EARLIER = within("f.created_at"), within("f.created_at", before=True)
COUNTS = f"count(*) FILTER (WHERE {NOW}), count(*) FILTER (WHERE {EARLIER})"
STATEMENT = f"""
SELECT category_id, NULL, {COUNTS} FROM {{mine}} WHERE category_id IS NOT NULL AND ({NOW} OR {EARLIER}) GROUP BY 1
UNION ALL
SELECT NULL, tag.name, {COUNTS} FROM {{mine}}
JOIN tickets_ticket_tags tagged ON tagged.ticket_id = f.ticket_id JOIN tickets_tag tag ON tag.id = tagged.tag_id
WHERE {NOW} OR {EARLIER} GROUP BY tag.id
"""  # noqa: S608 -- fixed texts


class Topic(NamedTuple):
    """A category, or a tag."""

    category: int | None
    tag: str | None
    tickets: Count


def read(scope: Scope) -> list[Topic]:
    """Count, with one statement."""
    return [Topic(category, tag, Count(*numbers)) for category, tag, *numbers in ask(scope, STATEMENT)]
