"""CSV (RFC 4180): UTF-8 with the mark that Excel wants, commas, every text in quotes, numbers bare."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain, islice

from reports.exports.cells import Value, written
from reports.exports.sheets import Sheet

MARK = "\ufeff"
ROWS_AT_ONCE = 500


def pieces(sheet: Sheet) -> Iterator[bytes]:
    """Write a sheet, some rows at a time."""
    yield MARK.encode()
    rows: Iterator[Sequence[Value]] = chain([tuple(sheet.headers)], sheet.rows)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield _lines(some, sheet).encode()


def _lines(rows: Iterable[Sequence[Value]], sheet: Sheet) -> str:
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([written(value, sheet.zone) for value in row] for row in rows)
    return text.getvalue()
