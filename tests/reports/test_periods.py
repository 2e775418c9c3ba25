"""Days of a report, and what they are compared with."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reports.measures import Count, Share
from reports.periods import Period, before, preset

LIMA, MADRID = ZoneInfo("America/Lima"), ZoneInfo("Europe/Madrid")
AT = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)  # 09:30 in Lima


@pytest.mark.parametrize(
    ("name", "first", "length"),
    [
        ("today", date(2026, 11, 21), 1),
        ("7d", date(2026, 11, 15), 7),
        ("90d", date(2026, 8, 24), 90),
        ("month", date(2026, 11, 1), 21),
    ],
)
def test_presets_end_today(name: str, first: date, length: int) -> None:
    period = preset(name, at=AT, zone=LIMA)
    assert (period.first, period.last, period.length) == (first, date(2026, 11, 21), length)


def test_today_begins_and_ends_where_the_desk_is() -> None:
    late = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # still the 21st in Lima
    period = preset("today", at=late, zone=LIMA)
    assert period.start == datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
    assert period.end == datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def test_a_day_on_which_clocks_change_is_longer_or_shorter() -> None:
    autumn = Period(date(2026, 10, 25), date(2026, 10, 25), MADRID)
    spring = Period(date(2026, 3, 29), date(2026, 3, 29), MADRID)
    lengths = [p.end.astimezone(UTC) - p.start.astimezone(UTC) for p in (autumn, spring)]
    assert lengths == [timedelta(hours=25), timedelta(hours=23)]


def test_a_period_that_is_not_over_is_compared_to_the_same_time_of_day() -> None:
    earlier = before(preset("7d", at=AT, zone=LIMA), at=AT)
    assert (earlier.first, earlier.last) == (date(2026, 11, 8), date(2026, 11, 14))
    assert earlier.end == datetime(2026, 11, 14, 14, 30, tzinfo=UTC)


def test_a_period_that_is_over_is_compared_with_whole_days() -> None:
    earlier = before(Period(date(2026, 11, 2), date(2026, 11, 8), LIMA), at=AT)
    assert (earlier.first, earlier.last) == (date(2026, 10, 26), date(2026, 11, 1))
    assert earlier.end == datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def test_a_month_is_compared_with_the_month_before() -> None:
    so_far = before(preset("month", at=AT, zone=LIMA), at=AT)
    assert (so_far.first, so_far.last) == (date(2026, 10, 1), date(2026, 10, 21))
    march = before(Period(date(2026, 3, 1), date(2026, 3, 31), LIMA), at=AT)
    assert (march.first, march.last) == (date(2026, 2, 1), date(2026, 2, 28))


def test_a_whole_month_is_compared_with_the_whole_month_before_also_a_longer_one() -> None:
    february = before(Period(date(2027, 2, 1), date(2027, 2, 28), LIMA), at=AT)
    assert (february.first, february.last) == (date(2027, 1, 1), date(2027, 1, 31))


def test_a_month_that_is_not_over_says_with_which_days_it_is_compared() -> None:
    november = before(Period(date(2026, 11, 1), date(2026, 11, 30), LIMA), at=AT)
    assert (november.first, november.last) == (date(2026, 10, 1), date(2026, 10, 21))
    assert november.end == datetime(2026, 10, 21, 14, 30, tzinfo=UTC)


def test_no_percentage_without_anything_before() -> None:
    assert [Count(5, 4).percent, Count(5, 0).percent, Share(1, 0).percent] == [25, None, None]
