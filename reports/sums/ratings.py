"""What requesters said of the service, about tickets that count; an agent's is about what they had when it was solved.

Answers count by when they were given, questions by when they were sent.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from reports.scope import Scope
from reports.sums.asking import ask, within
from tickets.models.satisfaction import GOOD

GIVEN = within("answered_at")
STATEMENT = f"""
WITH found AS MATERIALIZED (
    SELECT score, assignee_id, ticket_id, answered_at, asked_at FROM tickets_satisfactionrating
    WHERE ((answered_at >= %(before_first)s AND answered_at < %(until)s) OR ({within("asked_at")}))
      AND (%(agent)s::bigint IS NULL OR assignee_id = %(agent)s)
), rated AS MATERIALIZED (
    SELECT * FROM found WHERE ticket_id IN (
        SELECT ticket_id FROM {{anyones}} WHERE ticket_id >= (SELECT min(ticket_id) FROM found))
)
SELECT CASE grouping(score, assignee_id) WHEN 1 THEN 'score' WHEN 2 THEN 'person' ELSE 'given' END,
       coalesce(score, assignee_id)::bigint, count(*), count(DISTINCT ticket_id), avg(score)::float8
FROM rated WHERE {GIVEN} GROUP BY GROUPING SETS ((score), (assignee_id), ())
UNION ALL SELECT 'asked', NULL, count(*), count(DISTINCT ticket_id), count(score) FROM rated WHERE {within("asked_at")}
UNION ALL SELECT 'before', NULL, count(*), count(*) FILTER (WHERE score >= {GOOD}), NULL
FROM rated WHERE {within("answered_at", before=True)}
"""  # noqa: S608 -- fixed texts


class Answers(NamedTuple):
    """So many answers or questions on so many tickets."""

    number: int = 0
    tickets: int = 0
    mean: float | None = None


NOTHING = Answers()


@dataclass
class Ratings:
    """Answers and questions."""

    given: Answers = NOTHING
    asked: Answers = NOTHING
    replied: int = 0  # of those asked
    before: int = 0
    good_before: int = 0
    scores: dict[int, Answers] = field(default_factory=dict)
    people: dict[int | None, Answers] = field(default_factory=dict)


def read(scope: Scope) -> Ratings:
    """Count, with one statement."""
    sums = Ratings()
    for kind, key, number, tickets, value in ask(scope, STATEMENT):
        if kind == "before":
            sums.before, sums.good_before = number, tickets
        elif kind == "asked":
            sums.asked, sums.replied = Answers(number, tickets), int(value)
        elif kind == "given":
            sums.given = Answers(number, tickets, value)
        else:
            (sums.scores if kind == "score" else sums.people)[key] = Answers(number, tickets, value)
    return sums
