"""Tickets that got their first answer: how long people waited for it, and who gave it."""

from dataclasses import dataclass, field

from reports.measures import NOTHING, Spread
from reports.scope import Scope
from reports.sums.asking import PERCENTILES, ask, within

STATEMENT = f"""
SELECT 'now', NULL::bigint, count(*), {PERCENTILES}
FROM (SELECT {{reply_seconds}} AS seconds FROM {{mine}} WHERE {within("first_replied_at")}) answered
UNION ALL
SELECT 'before', NULL, count(*), {PERCENTILES}
FROM (SELECT {{reply_seconds}} AS seconds FROM {{mine}} WHERE {within("first_replied_at", before=True)}) answered
UNION ALL
SELECT 'person', first_replied_by_id, count(*), {PERCENTILES}
FROM (SELECT first_replied_by_id, {{reply_seconds}} AS seconds FROM {{anyones}} WHERE {within("first_replied_at")}
      AND first_replied_by_id = coalesce(%(agent)s, first_replied_by_id)) answered GROUP BY first_replied_by_id
"""  # noqa: S608 -- fixed texts


@dataclass
class Answered:
    """How long people waited."""

    now: Spread = NOTHING
    before: Spread = NOTHING
    people: dict[int, Spread] = field(default_factory=dict)


def read(scope: Scope) -> Answered:
    """Measure, with one statement."""
    sums = Answered()
    for kind, person, number, seconds in ask(scope, STATEMENT):
        spread = Spread.of(number, seconds)
        if kind == "person":
            sums.people[person] = spread
        else:
            setattr(sums, kind, spread)
    return sums
