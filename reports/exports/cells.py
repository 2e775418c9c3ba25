"""What one cell of a file says: text that no spreadsheet takes for a formula, instants as the desk's clocks show them.

OWASP, "CSV Injection": a cell that begins with = + - @, TAB or CR is run by Excel and LibreOffice.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

Value = str | Promise | int | float | date | datetime | timedelta | None
Plain = str | int | float | date | datetime | timedelta | None

FORMULA = "=+-@"
LONGEST = 32_767  # characters of a cell in Excel
GUARD = "'"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")  # XML 1.0 has no place for them
BREAK = re.compile(r"[\t\r\n]")
IGNORED = {"Zs", "Zl", "Zp", "Cf", "Cc"}  # blanks, marks without a shape, controls: what a program may skip


def harmless(text: str) -> str:
    """Return text that stays text: with an apostrophe before what could begin a formula, also after blanks."""
    text = CONTROL.sub("", text)[: LONGEST - 1]
    return GUARD + text if _may_run(text) else text


def harmless_in_csv(text: str) -> str:
    """Say it in one line, and guard what follows a semicolon too.

    Where commas are decimal, Excel parts cells at semicolons, and knows no quotes that begin further left.
    """
    first, *rest = harmless(text).split(";")
    guarded = (GUARD + part if _may_run(part.replace('"', "")) else part for part in rest)
    return BREAK.sub(" ", ";".join([first, *guarded]))


def plain(value: Value, zone: ZoneInfo) -> Plain:
    """Return what a spreadsheet stores: texts made harmless, instants on the desk's clock without their zone."""
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    if isinstance(value, str | Promise):
        return harmless(str(value))
    return round(value, 4) if isinstance(value, float) else value


def written(value: Value, zone: ZoneInfo) -> str | int | float:
    """Return what a CSV file says: days and instants as in ISO 8601, lengths of time as h:mm:ss, numbers bare."""
    if isinstance(value, str | Promise):
        return harmless_in_csv(str(value))
    value = plain(value, zone)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return clock(value)
    return "" if value is None else value


def clock(time: timedelta) -> str:
    """Write a length of time: 26:05:00."""
    seconds = round(time.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _may_run(text: str) -> bool:
    """Whether the first sign that is seen could begin a formula, full-width ones too; or a break stands first."""
    if BREAK.match(text):
        return True
    for sign in text:
        if unicodedata.category(sign) not in IGNORED:
            return unicodedata.normalize("NFKC", sign)[:1] in FORMULA
    return False
