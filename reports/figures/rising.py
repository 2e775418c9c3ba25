"""What comes in clearly more often than before: the first sign of a fault that repeats itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from reports.measures import Count
from reports.scope import Scope
from reports.searches import during, search
from reports.sums import Sums
from reports.sums.topics import Topic
from reports.tables import Claim, Table

FEWEST, TIMES, DEVIATIONS, MOST = 5, 1.5, 3.0, 8


@dataclass(frozen=True)
class Rise:
    """A category or a tag. The query finds the tickets of the period."""

    name: str
    is_tag: bool
    count: Count
    query: str


@dataclass(frozen=True)
class Rising:
    """What rises, the surest first."""

    rows: tuple[Rise, ...]

    shape: ClassVar[str] = "rising"

    def table(self) -> Table:
        """Return a row for each."""
        rows = tuple((row.name, row.count.now, row.count.before) for row in self.rows)
        return Table(_("What is rising"), (_("Category or tag"), _("This period"), _("Period before")), rows)

    def claims(self) -> list[Claim]:
        """Return every number with its search."""
        return [Claim(row.count.now, row.query) for row in self.rows]


def figure(sums: Sums, *, names: Mapping[int, str]) -> Rising:
    """Find the categories and tags of which more tickets came in than chance explains."""
    share, every = _share_of_time(sums.scope), sums.topics.all
    found = [(sureness(topic.tickets, _expected(topic.tickets, every, share)), topic) for topic in sums.topics.each]
    surest = sorted((pair for pair in found if pair[0] >= DEVIATIONS), key=lambda pair: -pair[0])[:MOST]
    return Rising(tuple(_rise(sums.scope, topic, names) for _sure, topic in surest))


def sureness(count: Count, share: float) -> float:
    """Return by how many standard deviations more came in now than if they came as evenly as they should.

    `share` is the share of now in both periods. Given how many came in all, those of now are binomial (Przyborowski
    and Wilenski 1940, Biometrika 31). 0 for what is too little to speak of, or has nothing to be compared with.
    """
    total = count.now + count.before
    if count.now < FEWEST or share == 1 or count.now * (1 - share) < TIMES * count.before * share:
        return 0.0
    return (count.now - total * share) / sqrt(total * share * (1 - share))


def _expected(count: Count, every: Count, share: float) -> float:
    """Return which share of a topic belongs to now: that of the time, or what everything else came to if it rose."""
    now, before = every.now - count.now, every.before - count.before
    return max(share, now / (now + before)) if now + before else share


def _share_of_time(scope: Scope) -> float:
    period, before = scope.period, scope.previous
    now = (max(min(period.end, scope.at), period.start) - period.start).total_seconds()
    return max(now, 1.0) / (max(now, 1.0) + (before.end - before.start).total_seconds())


def _rise(scope: Scope, topic: Topic, names: Mapping[int, str]) -> Rise:
    key = topic.category
    name = topic.tag or names.get(key or 0, f"#{key}")
    term = f"category:=#{key}" if key else f'tag:"{name}"'
    return Rise(name, key is None, topic.tickets, search(scope, during("created", scope.period), term))
