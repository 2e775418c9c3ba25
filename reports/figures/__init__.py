"""One file per subject: `figure(scope)` computes it in one place for page, file and mail.

Each figure is a frozen dataclass that also gives itself as a table, and names for each of its numbers the search of
the queue that finds the tickets behind it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from reports.figures import heat_map, pareto, volume
from reports.scope import Scope

Names = Mapping[int, str]

# Charts whose tables are read apart, by the name in their address.
TABLES: dict[str, Callable[[Scope, Names, Names], Any]] = {
    "volume": lambda scope, _channels, _categories: volume.figure(scope),
    "heat-map": lambda scope, _channels, _categories: heat_map.figure(scope),
    "channel": lambda scope, channels, categories: (
        pareto.figure(scope, channels=channels, categories=categories).channels
    ),
    "category": lambda scope, channels, categories: (
        pareto.figure(scope, channels=channels, categories=categories).categories
    ),
}
