"""What the tickets that came in were about and which way they came: the few that make the most, first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from reports.scope import Scope
from reports.searches import during, search
from reports.sums import Sums
from reports.tables import Claim, Table, Words


@dataclass(frozen=True)
class Bar:
    """One channel or category. `cumulative` is the share, in percent, of it and everything above it."""

    key: int | None
    name: str
    count: int
    cumulative: float
    query: str


@dataclass(frozen=True)
class Pareto:
    """Bars, the longest first."""

    slug: str
    title: Words
    bars: tuple[Bar, ...]
    total: int

    shape: ClassVar[str] = "pareto"

    def table(self) -> Table:
        """Return the bars."""
        rows = tuple((bar.name, bar.count, round(bar.cumulative, 1)) for bar in self.bars)
        return Table(self.title, (_("Name"), _("Tickets created"), _("Cumulative share")), rows)

    def claims(self) -> list[Claim]:
        """Return every number with its search."""
        return [Claim(bar.count, bar.query) for bar in self.bars]


@dataclass(frozen=True)
class Origins:
    """Both views of the same tickets."""

    channels: Pareto
    categories: Pareto


def figure(sums: Sums, *, channels: Mapping[int, str], categories: Mapping[int, str]) -> Origins:
    """Count the tickets created in the period by channel and by category; names are given by id."""
    scope, created = sums.scope, sums.created
    return Origins(
        _pareto(scope, "channel", _("Created by channel"), counted=created.channels, names=channels),
        _pareto(scope, "category", _("Created by category"), counted=created.categories, names=categories),
    )


def _pareto(scope: Scope, key: str, title: Words, *, counted: Counter[int | None], names: Mapping[int, str]) -> Pareto:
    total, so_far, bars = counted.total(), 0, []
    created = during("created", scope.period)
    for pk, number in sorted(counted.items(), key=lambda item: (-item[1], item[0] or 0)):
        so_far += number
        name = names.get(pk, f"#{pk}") if pk else str(_("Without category"))
        exactly = "=" if key == "category" else ""  # without the categories inside of it
        term = f"{key}:{exactly}#{pk}" if pk else f"{key}:none"
        bars.append(Bar(pk, name, number, 100 * so_far / total, search(scope, created, term)))
    return Pareto(key, title, tuple(bars), total)
