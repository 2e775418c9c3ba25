"""The plain form of a figure: for the table below a chart, for files and for mail."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise

Words = str | Promise
Cell = Words | int | float | date | timedelta | None


@dataclass(frozen=True)
class Table:
    """Headings and rows. Cells are values, not words: numbers stay numbers, durations stay durations."""

    title: Words
    headers: tuple[Words, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Claim:
    """A number, and the search of the queue that must find exactly so many tickets."""

    number: int
    query: str
