"""When a report is due: over weeks, ends of months and the nights in which clocks change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from reports.schedules.dates import Rhythm

LIMA, SANTIAGO, MADRID = ZoneInfo("America/Lima"), ZoneInfo("America/Santiago"), ZoneInfo("Europe/Madrid")
DAILY, MONDAYS = Rhythm("daily", hour=8), Rhythm("weekly", weekday=0, hour=8)


def utc(*parts: int) -> datetime:
    """Return an instant."""
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rhythm", "zone", "after", "due"),
    [
        (DAILY, LIMA, utc(2026, 11, 18, 12, 59), utc(2026, 11, 18, 13, 0)),
        (DAILY, LIMA, utc(2026, 11, 18, 13, 0), utc(2026, 11, 19, 13, 0)),
        (DAILY, LIMA, utc(2026, 11, 19, 3, 0), utc(2026, 11, 19, 13, 0)),  # the day before, where the desk is
        (MONDAYS, LIMA, utc(2026, 11, 18, 12, 0), utc(2026, 11, 23, 13, 0)),
        (MONDAYS, LIMA, utc(2026, 11, 23, 13, 0), utc(2026, 11, 30, 13, 0)),
        (Rhythm("weekly", weekday=6, hour=0), LIMA, utc(2026, 11, 18, 12, 0), utc(2026, 11, 22, 5, 0)),
        (Rhythm("monthly", day=1, hour=0), LIMA, utc(2026, 12, 1, 5, 0), utc(2027, 1, 1, 5, 0)),
        (Rhythm("monthly", day=31), LIMA, utc(2026, 11, 18, 12, 0), utc(2026, 11, 30, 13, 0)),
        (Rhythm("monthly", day=31), LIMA, utc(2027, 1, 31, 13, 0), utc(2027, 2, 28, 13, 0)),
        (Rhythm("monthly", day=29), LIMA, utc(2028, 2, 1, 0, 0), utc(2028, 2, 29, 13, 0)),
        # Clocks go from 2:00 to 3:00: the hour that is missing counts as the one after.
        (Rhythm("daily", hour=2), MADRID, utc(2026, 3, 28, 12, 0), utc(2026, 3, 29, 1, 0)),
        (Rhythm("daily", hour=8), MADRID, utc(2026, 3, 28, 12, 0), utc(2026, 3, 29, 6, 0)),
        # Clocks go from 3:00 back to 2:00: once, the first time.
        (Rhythm("daily", hour=2), MADRID, utc(2026, 10, 24, 12, 0), utc(2026, 10, 25, 0, 0)),
        (Rhythm("daily", hour=2), MADRID, utc(2026, 10, 25, 0, 0), utc(2026, 10, 26, 1, 0)),
        # In Chile the day itself begins at 1:00.
        (Rhythm("daily", hour=0), SANTIAGO, utc(2026, 9, 5, 12, 0), utc(2026, 9, 6, 4, 0)),
    ],
)
def test_the_next_turn(rhythm: Rhythm, zone: ZoneInfo, after: datetime, due: datetime) -> None:
    assert rhythm.following(after, zone) == due
    assert rhythm.latest(due, zone) == due.astimezone(zone).date()
    assert rhythm.latest(due - timedelta(microseconds=1), zone) < due.astimezone(zone).date()


@pytest.mark.parametrize("zone", [LIMA, SANTIAGO, MADRID])
@pytest.mark.parametrize("hour", [0, 2, 3, 8, 23])
def test_each_day_has_one_turn_all_year_round(zone: ZoneInfo, hour: int) -> None:
    at, days = utc(2026, 1, 1, 12, 0), []
    rhythm = Rhythm("daily", hour=hour)
    while at < utc(2027, 1, 1, 12, 0):
        at = rhythm.following(at, zone)
        days.append(rhythm.latest(at, zone))
    assert [(later - sooner).days for sooner, later in pairwise(days)] == [1] * (len(days) - 1)


@pytest.mark.parametrize(
    ("rhythm", "due_on", "first", "last"),
    [
        (DAILY, date(2026, 11, 18), date(2026, 11, 17), date(2026, 11, 17)),
        (MONDAYS, date(2026, 11, 23), date(2026, 11, 16), date(2026, 11, 22)),
        (Rhythm("monthly", day=1), date(2027, 1, 1), date(2026, 12, 1), date(2026, 12, 31)),
        (Rhythm("monthly", day=15), date(2028, 3, 15), date(2028, 2, 1), date(2028, 2, 29)),
        (Rhythm("monthly", day=31), date(2026, 11, 30), date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_what_a_report_covers(rhythm: Rhythm, due_on: date, first: date, last: date) -> None:
    period = rhythm.period(due_on, LIMA)
    assert (period.first, period.last) == (first, last)
