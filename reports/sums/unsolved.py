"""Tickets that wait: how old they are, how many waited when the period before ended, and who has them now."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from reports.measures import NOTHING, Spread
from reports.scope import Scope
from reports.sums.asking import ask
from tickets.queues.dates import midnight

OLDEST = (29, 6, 2, 0)  # days: what is older than the first of them is a group, then each up to the next
AGE = "percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM %(then)s - created_at))"
STATEMENT = f"""
SELECT 'now', NULL::bigint, count(*), {AGE}, min(created_at) FROM {{mine}} WHERE {{{{waits}}}}
UNION ALL SELECT 'age', width_bucket(created_at, %(begins)s::timestamptz[])::bigint, count(*), NULL, NULL
FROM {{mine}} WHERE {{{{waits}}}} GROUP BY 2
UNION ALL SELECT 'before', NULL, count(*), NULL, NULL
FROM {{mine}} WHERE was_unsolved_before AND created_at < %(before_until)s
UNION ALL SELECT 'person', assignee_id, count(*), NULL, NULL
FROM {{anyones}} WHERE is_unsolved AND assignee_id = coalesce(%(agent)s, assignee_id) GROUP BY assignee_id
"""  # noqa: S608 -- fixed texts


@dataclass
class Unsolved:
    """What waits: now, or at the end of a period that is over. The workload of people is always today's."""

    is_now: bool
    at: datetime
    now: Spread = NOTHING
    before: int = 0
    oldest_at: datetime | None = None
    ages: dict[int, int] = field(default_factory=dict)  # 0 for the oldest group
    people: dict[int, int] = field(default_factory=dict)


def today_of(scope: Scope) -> date:
    """Return the day from which ages are counted back."""
    return min(scope.at.astimezone(scope.period.zone).date(), scope.period.last)


def read(scope: Scope) -> Unsolved:
    """Count, with one statement."""
    is_now, end = scope.period.end > scope.at, scope.period.end
    sums = Unsolved(is_now, scope.at if is_now else end)
    today, zone = today_of(scope), scope.period.zone
    begins = [midnight(today - timedelta(days=days), zone) for days in OLDEST]
    statement = STATEMENT.replace("{{waits}}", "is_unsolved" if is_now else "was_unsolved")
    for kind, key, number, seconds, oldest in ask(scope, statement, begins=begins):
        if kind == "now":
            sums.now, sums.oldest_at = Spread.of(number, seconds), oldest
        elif kind == "before":
            sums.before = number
        else:
            (sums.ages if kind == "age" else sums.people)[key] = number
    return sums
