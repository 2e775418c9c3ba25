"""What the tickets that came in were about, by category and by tag, now and in the period before."""

from typing import NamedTuple

from reports.measures import Count
from reports.scope import Scope
from reports.sums.asking import ask, within_both

COUNTS = "count(*) FILTER (WHERE is_now), count(*) FILTER (WHERE NOT is_now)"
STATEMENT = f"""
WITH created AS MATERIALIZED (
    SELECT ticket_id, category_id, created_at >= %(first)s AS is_now FROM {{mine}} WHERE {within_both("created_at")}
)
SELECT 'all', NULL::bigint, NULL, {COUNTS} FROM created
UNION ALL
SELECT 'category', category_id, NULL, {COUNTS} FROM created WHERE category_id IS NOT NULL GROUP BY category_id
UNION ALL
SELECT 'tag', NULL, tag.name, {COUNTS} FROM created
JOIN tickets_ticket_tags tagged ON tagged.ticket_id = created.ticket_id JOIN tickets_tag tag ON tag.id = tagged.tag_id
GROUP BY tag.id
"""  # noqa: S608 -- fixed texts


class Topic(NamedTuple):
    """A category, or a tag."""

    category: int | None
    tag: str | None
    tickets: Count


class Topics(NamedTuple):
    """Topics, and all tickets for comparison."""

    all: Count
    each: tuple[Topic, ...]


def read(scope: Scope) -> Topics:
    """Count, with one statement."""
    whole, *rows = sorted(ask(scope, STATEMENT), key=lambda row: row[0] != "all")
    return Topics(
        Count(*whole[3:]), tuple(Topic(category, tag, Count(*numbers)) for _kind, category, tag, *numbers in rows)
    )
