"""Tickets that were solved first: how long it took, what became of them, who did it; and those that came back."""

from collections import defaultdict
from typing import NamedTuple

from reports.measures import Spread
from reports.scope import Scope
from reports.sums.asking import ask, within
from tickets.queues.dates import midnight

NOW, EARLIER = within("first_solved_at"), within("first_solved_at", before=True)
OUTCOME = """
count(*), count(*) FILTER (WHERE is_known), count(*) FILTER (WHERE has_held),
count(*) FILTER (WHERE at_first_contact), count(*) FILTER (WHERE after_more), NULL::float8[]
"""
WAIT, NOTHING = "count(*), 0, 0, 0, 0, {solve_percentiles}", "count(*), 0, 0, 0, 0, NULL"
STATEMENT = f"""
SELECT 'day', width_bucket(first_solved_at, %(days)s::timestamptz[])::bigint, {OUTCOME}
FROM {{mine}} WHERE {NOW} GROUP BY 2
UNION ALL SELECT 'before', NULL, {OUTCOME} FROM {{mine}} WHERE {EARLIER}
UNION ALL SELECT 'person', first_solved_by_id, {OUTCOME} FROM {{anyones}}
WHERE {NOW} AND first_solved_by_id = coalesce(%(agent)s, first_solved_by_id) GROUP BY first_solved_by_id
UNION ALL SELECT 'wait', NULL, {WAIT} FROM {{mine}} WHERE {NOW}
UNION ALL SELECT 'wait before', NULL, {WAIT} FROM {{mine}} WHERE {EARLIER}
UNION ALL SELECT 'category', category_id, {WAIT} FROM {{mine}} WHERE {NOW} GROUP BY category_id
UNION ALL SELECT 'reopened', NULL, {NOTHING} FROM {{mine}}
WHERE reopened_at IS NOT NULL AND {within("reopened_at")}
UNION ALL SELECT 'reopened_before', NULL, {NOTHING} FROM {{mine}}
WHERE reopened_at IS NOT NULL AND {within("reopened_at", before=True)}
"""  # noqa: S608 -- fixed texts


class Outcome(NamedTuple):
    """What became of some tickets. What is not known yet is neither at first contact nor more."""

    solved: int = 0
    known: int = 0
    held: int = 0
    first: int = 0
    more: int = 0

    def plus(self, other: "Outcome") -> "Outcome":
        """Return both together."""
        return Outcome(*(mine + more for mine, more in zip(self, other, strict=True)))


class Solved:
    """What was solved, in groups: by "day" (from 1), "person", "category", and in all "before", to "wait" and so on."""

    def __init__(self) -> None:
        self.outcomes: dict[str, dict[int | None, Outcome]] = defaultdict(dict)
        self.waits: dict[str, dict[int | None, Spread]] = defaultdict(dict)
        self.reopened, self.reopened_before = 0, 0

    @property
    def before(self) -> Outcome:
        """What was solved in the period before."""
        return self.outcomes["before"][None]

    @property
    def now(self) -> Outcome:
        """What was solved in the period."""
        total = Outcome()
        for outcome in self.outcomes["day"].values():
            total = total.plus(outcome)
        return total


def read(scope: Scope) -> Solved:
    """Count and measure, with one statement."""
    sums = Solved()
    days = [midnight(day, scope.period.zone) for day in scope.period.days]
    for kind, key, *numbers, seconds in ask(scope, STATEMENT, days=days):
        if kind in ("day", "before", "person"):
            sums.outcomes[kind][key] = Outcome(*numbers)
        elif kind in ("reopened", "reopened_before"):
            setattr(sums, kind, numbers[0])
        else:
            sums.waits[kind][key] = Spread.of(numbers[0], seconds)
    return sums
