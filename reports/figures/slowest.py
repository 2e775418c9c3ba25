"""Which kinds of tickets take longest: how long each category waits until it is solved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from reports.measures import Spread
from reports.scope import Scope
from reports.searches import during, search
from reports.sums import Sums
from reports.tables import Claim, Table

NOTHING = timedelta(0)


@dataclass(frozen=True)
class Category:
    """One category and how long its tickets waited."""

    key: int | None
    name: str
    wait: Spread
    query: str


@dataclass(frozen=True)
class Slowest:
    """Categories, the slowest first."""

    rows: tuple[Category, ...]

    @property
    def longest(self) -> float:
        """The longest median, in seconds."""
        return max(((row.wait.median or NOTHING).total_seconds() for row in self.rows), default=0.0)

    def table(self) -> Table:
        """Return a row per category."""
        rows = tuple((row.name, row.wait.count, row.wait.median, row.wait.p90) for row in self.rows)
        headers = (_("Category"), _("Tickets solved"), _("Median"), _("90 of 100 below"))
        return Table(_("Time to solve by category"), headers, rows)

    def claims(self) -> list[Claim]:
        """Return every number with its search."""
        return [Claim(row.wait.count, row.query) for row in self.rows]


def figure(sums: Sums, *, names: Mapping[int, str]) -> Slowest:
    """Measure the tickets first solved in the period, by what they are about today."""
    waits = sums.solved.waits["category"]
    found = (_category(sums.scope, pk, wait, names=names) for pk, wait in waits.items())
    return Slowest(tuple(sorted(found, key=lambda row: (row.wait.median or NOTHING, row.name), reverse=True)))


def _category(scope: Scope, pk: int | None, wait: Spread, *, names: Mapping[int, str]) -> Category:
    name = names.get(pk, f"#{pk}") if pk else str(_("Without category"))
    term = f"category:=#{pk}" if pk else "category:none"
    return Category(pk, name, wait, search(scope, during("solved", scope.period), term))
