"""What a file holds, whatever its format."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reports.exports.cells import Value
from reports.tables import Table, Words


@dataclass(frozen=True)
class Sheet:
    """Headings and rows, which may come from anywhere and are read once. Instants are written as in the zone."""

    title: str
    headers: Sequence[Words]
    rows: Iterable[Sequence[Value]]
    zone: ZoneInfo

    @classmethod
    def of(cls, table: Table, zone: ZoneInfo) -> "Sheet":
        """Return a figure as a sheet."""
        return cls(str(table.title), table.headers, table.rows, zone)
