"""Small statistics: what each means, in one place. Percentiles are computed by PostgreSQL, the rest is pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True)
class Count:
    """How many, and how many in the period before."""

    now: int
    before: int

    @property
    def change(self) -> int:
        """How many more (or fewer, below zero)."""
        return self.now - self.before

    @property
    def percent(self) -> int | None:
        """The change in percent of before; None when there were none."""
        return round(100 * self.change / self.before) if self.before else None


@dataclass(frozen=True)
class Share:
    """So many of so many. Without any, there is no share."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """The share in percent."""
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Spread:
    """How long something took: the middle, what nine of ten stayed below, and of how many."""

    count: int
    median: timedelta | None = None
    p90: timedelta | None = None

    @classmethod
    def of(cls, count: int, seconds: Sequence[Any] | None) -> "Spread":
        """Read median and 90th percentile as PostgreSQL interpolates them (percentile_cont)."""
        if not count or not seconds:
            return cls(0)
        median, p90 = (timedelta(seconds=float(value)) for value in seconds)
        return cls(count, median, p90)


NOTHING = Spread(0)
