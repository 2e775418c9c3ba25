"""XLSX through openpyxl's writer, which keeps its rows in a file: memory does not grow with them."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from reports.exports.cells import Value, plain
from reports.exports.sheets import Sheet

BYTES_AT_ONCE = 64 * 1024
LONGEST_TITLE = 31
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
FORMATS = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", timedelta: "[h]:mm:ss"}
WIDTH, WIDEST = 3, 48


def pieces(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """Write the workbook into a file without a name, then hand that out piece by piece."""
    with TemporaryFile() as file:
        write(sheets, file)
        file.seek(0)
        while piece := file.read(BYTES_AT_ONCE):
            yield piece


def write(sheets: Iterable[Sheet], file: IO[bytes]) -> None:
    """Write one workbook; each sheet needs a title of its own."""
    book = Workbook(write_only=True)
    titles: set[str] = set()
    for sheet in sheets:
        title = _title(sheet.title, titles)
        titles.add(title.casefold())
        _fill(book.create_sheet(title), sheet)
    book.save(file)


def _fill(page: Any, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    for number, header in enumerate(sheet.headers):
        page.column_dimensions[_letters(number)].width = min(max(len(str(header)) + WIDTH, 12), WIDEST)
    page.append([_cell(page, header, sheet, bold=True) for header in sheet.headers])
    for row in sheet.rows:
        page.append([_cell(page, value, sheet) for value in row])


def _cell(page: Any, value: Value, sheet: Sheet, *, bold: bool = False) -> Any:
    kept = plain(value, sheet.zone)
    shown_as = FORMATS.get(type(kept))
    if not (bold or shown_as):
        return kept
    cell = WriteOnlyCell(page, cast("Any", kept))
    if shown_as:
        cell.number_format = shown_as
    if bold:
        cell.font = Font(bold=True)
    return cell


def _title(title: str, taken: set[str]) -> str:
    """Return a title that Excel accepts and no other sheet has."""
    cut = NOT_IN_TITLES.sub(" ", title).strip()[:LONGEST_TITLE] or "1"
    number = 2
    while cut.casefold() in taken:
        cut = f"{cut[: LONGEST_TITLE - 3].rstrip()} {number}"
        number += 1
    return cut


def _letters(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
