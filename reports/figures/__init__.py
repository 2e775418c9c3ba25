"""One file per subject: `figure(sums)` computes it in one place for page, file and mail.

Each figure is a frozen dataclass that also gives itself as a table, and names for each of its numbers the search of
the queue that finds the tickets behind it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from reports.figures import heat_map, pareto, rising, volume
from reports.sums import Sums

Names = Mapping[int, str]

# Charts whose tables are read apart, by the name in their address.
TABLES: dict[str, Callable[[Sums, Names, Names], Any]] = {
    "volume": lambda sums, _channels, _categories: volume.figure(sums),
    "rising": lambda sums, _channels, categories: rising.figure(sums, names=categories),
    "heat-map": lambda sums, _channels, _categories: heat_map.figure(sums),
    "channel": lambda sums, channels, categories: (
        pareto.figure(sums, channels=channels, categories=categories).channels
    ),
    "category": lambda sums, channels, categories: (
        pareto.figure(sums, channels=channels, categories=categories).categories
    ),
}
