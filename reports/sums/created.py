"""Tickets that came in: by day and hour, by channel and category, and how their promises stand."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from reports.scope import Scope
from reports.sums.asking import Row, ask, within
from tickets.models import Metric
from tickets.queues.dates import midnight

# The sets are told apart by what they are not grouped by.
BY_STEP, BY_ORIGIN, BY_PROMISE = 0b011, 0b101, 0b110
STATEMENT = f"""
SELECT true, grouping(step, channel_id, first_response), (step AT TIME ZONE %(zone)s)::date,
       extract(isodow FROM step AT TIME ZONE %(zone)s)::int, extract(hour FROM step AT TIME ZONE %(zone)s)::int,
       channel_id, category_id, first_response, next_response, resolution, count(*)
FROM (SELECT *, date_bin(%(step)s::interval, created_at, 'epoch') AS step
      FROM {{mine}} WHERE {within("created_at")}) now
GROUP BY GROUPING SETS ((step), (channel_id, category_id), (first_response, next_response, resolution))
UNION ALL
SELECT false, {BY_PROMISE}, NULL, NULL, NULL, NULL, NULL, first_response, next_response, resolution, count(*)
FROM {{mine}} WHERE {within("created_at", before=True)}
GROUP BY first_response, next_response, resolution
"""  # noqa: S608 -- fixed texts
HOUR = 60 * 60


@dataclass
class Created:
    """Numbers of tickets of the period, and how many there were in the one before."""

    before: int = 0
    days: Counter[date] = field(default_factory=Counter)
    hours: Counter[tuple[int, int]] = field(default_factory=Counter)  # weekday from 1 for Monday, hour
    channels: Counter[int | None] = field(default_factory=Counter)
    categories: Counter[int | None] = field(default_factory=Counter)
    promises: Counter[tuple[bool, str, int]] = field(default_factory=Counter)  # whether now, metric, state

    @property
    def now(self) -> int:
        """How many came in."""
        return self.days.total()


def read(scope: Scope) -> Created:
    """Count, with one statement.

    Hours are counted as the world does, or quarters of them where the zone is not whole hours away from it on any day
    (Lord Howe Island is half of the year).
    """
    period, sums = scope.period, Created()
    is_whole = not any(_offset(midnight(day, period.zone)) % HOUR for day in period.days)
    for row in ask(scope, STATEMENT, zone=period.zone.key, step="1 hour" if is_whole else "15 minutes"):
        _add(sums, row)
    return sums


def _add(sums: Created, row: Row) -> None:
    is_now, kind, day, weekday, hour, channel, category, *states, number = row
    if kind == BY_STEP:
        sums.days[day] += number
        sums.hours[weekday, hour] += number
    elif kind == BY_ORIGIN:
        sums.channels[channel] += number
        sums.categories[category] += number
    else:
        sums.before += 0 if is_now else number
        for metric, state in zip(Metric.values, states, strict=True):
            sums.promises[is_now, metric, state] += number


def _offset(moment: datetime) -> int:
    offset = moment.utcoffset()
    return int(offset.total_seconds()) if offset else 0
