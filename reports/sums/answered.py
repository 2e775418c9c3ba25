"""Tickets that got their first answer: how long people waited for it, and who gave it."""

from dataclasses import dataclass, field

from reports.measures import NOTHING, Spread
from reports.scope import Scope
from reports.sums.asking import ask, within

STATEMENT = f"""
SELECT 'now', NULL::bigint, count(*), {{reply_percentiles}} FROM {{mine}} WHERE {within("first_replied_at")}
UNION ALL
SELECT 'before', NULL, count(*), {{reply_percentiles}} FROM {{mine}} WHERE {within("first_replied_at", before=True)}
UNION ALL
SELECT 'person', first_replied_by_id, count(*), {{reply_percentiles}} FROM {{anyones}}
WHERE {within("first_replied_at")} AND first_replied_by_id = coalesce(%(agent)s, first_replied_by_id)
GROUP BY first_replied_by_id
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
