"""Tickets that were solved first: how long it took, what became of them, who did it; and those that came back."""

from collections import defaultdict
from dataclasses import dataclass

from reports.measures import Count, Spread
from reports.scope import Scope
from reports.sums.asking import PERCENTILES, ask, within, within_both
from tickets.queues.dates import midnight

MINE = "(%(agent)s::bigint IS NULL OR assignee_id = %(agent)s) IS TRUE"
# Bucket 0 is the period before; the days of this one count from 1.
STATEMENT = f"""
SELECT 'solved', CASE WHEN first_solved_at < %(first)s THEN 0
                      ELSE width_bucket(first_solved_at, %(days)s::timestamptz[]) END::bigint,
       first_solved_by_id, {MINE}, count(*), count(*) FILTER (WHERE is_known), count(*) FILTER (WHERE has_held),
       count(*) FILTER (WHERE at_first_contact), count(*) FILTER (WHERE after_more), NULL::float8[]
FROM {{anyones}} WHERE {within_both("first_solved_at")}
AND (%(agent)s::bigint IS NULL OR %(agent)s IN (assignee_id, first_solved_by_id)) GROUP BY 2, 3, 4
UNION ALL SELECT 'wait', NULL, NULL, true, count(*), 0, 0, 0, 0, {PERCENTILES}
FROM (SELECT {{solve_seconds}} AS seconds FROM {{mine}} WHERE {within("first_solved_at")}) solved
UNION ALL SELECT 'wait before', NULL, NULL, true, count(*), 0, 0, 0, 0, {PERCENTILES}
FROM (SELECT {{solve_seconds}} AS seconds FROM {{mine}} WHERE {within("first_solved_at", before=True)}) solved
UNION ALL SELECT 'category', category_id, NULL, true, count(*), 0, 0, 0, 0, {PERCENTILES}
FROM (SELECT category_id, {{solve_seconds}} AS seconds FROM {{mine}} WHERE {within("first_solved_at")}) solved
GROUP BY category_id
UNION ALL SELECT 'reopened', NULL, NULL, true, count(*) FILTER (WHERE reopened_at >= %(first)s),
                 count(*) FILTER (WHERE reopened_at < %(first)s), 0, 0, 0, NULL
FROM {{mine}} WHERE reopened_at IS NOT NULL AND {within_both("reopened_at")}
"""  # noqa: S608 -- fixed texts


@dataclass(frozen=True)
class Outcome:
    """What became of some tickets. What is not known yet is neither at first contact nor more."""

    solved: int = 0
    known: int = 0
    held: int = 0
    first: int = 0
    more: int = 0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.solved + other.solved,
            self.known + other.known,
            self.held + other.held,
            self.first + other.first,
            self.more + other.more,
        )


class Solved:
    """What was solved by day and by person, how long it took in all and by category, and what came back."""

    def __init__(self) -> None:
        self.before = Outcome()
        self.days: dict[int, Outcome] = {}  # from 1
        self.people: dict[int | None, Outcome] = {}
        self.waits: dict[str, dict[int | None, Spread]] = defaultdict(dict)
        self.reopened = Count(0, 0)

    @property
    def now(self) -> Outcome:
        """What was solved in the period."""
        return sum(self.days.values(), Outcome())

    def add(self, bucket: int, person: int | None, outcome: Outcome, *, is_mine: bool) -> None:
        """Add some tickets to their day, if the report counts them, and to whoever solved them."""
        if is_mine and not bucket:
            self.before += outcome
        elif is_mine:
            self.days[bucket] = self.days.get(bucket, Outcome()) + outcome
        if bucket:
            self.people[person] = self.people.get(person, Outcome()) + outcome


def read(scope: Scope) -> Solved:
    """Count and measure, with one statement."""
    sums = Solved()
    days = [midnight(day, scope.period.zone) for day in scope.period.days]
    for kind, key, person, is_mine, *numbers, seconds in ask(scope, STATEMENT, days=days):
        if kind == "solved":
            sums.add(key, person, Outcome(*numbers), is_mine=is_mine)
        elif kind == "reopened":
            sums.reopened = Count(*numbers[:2])
        else:
            sums.waits[kind][key] = Spread.of(numbers[0], seconds)
    return sums
