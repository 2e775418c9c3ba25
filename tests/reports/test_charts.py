"""Where the marks of charts lie, for any numbers."""

from datetime import date, timedelta

import pytest

from reports import charts
from reports.figures.heat_map import HeatMap, Hour, Weekday
from reports.figures.pareto import Bar, Pareto
from reports.figures.volume import Day, Volume
from reports.measures import Count


def volume(*created: int) -> Volume:
    """Return days with so many tickets."""
    first = date(2026, 11, 1)
    days = tuple(Day(first + timedelta(days=n), count, 0, "", "") for n, count in enumerate(created))
    nothing = Count(0, 0)
    return Volume(nothing, nothing, nothing, days, "", "", "")


@pytest.mark.parametrize("frame", [charts.DESK, charts.PHONE])
@pytest.mark.parametrize(
    ("created", "levels"),
    [
        ((0,), [0, 1]),
        ((1,), [0, 1]),
        ((7, 3), [0, 2, 4, 6, 8]),
        ((1_234_567, 3), [0, 500_000, 1_000_000, 1_500_000]),
    ],
)
def test_levels_are_round_numbers_and_have_their_place(
    created: tuple[int, ...], levels: list[float], frame: charts.Frame
) -> None:
    lines = charts.lines(volume(*created), frame)
    assert [level.value for level in lines.levels] == levels
    assert lines.left >= 12 + charts.DIGIT * len(f"{levels[-1]:,}")
    assert all(lines.left <= float(point.split(",")[0]) <= frame.right for point in lines.created.points.split())


def test_on_a_phone_few_days_are_named_and_the_last_is_one_of_them() -> None:
    lines = charts.lines(volume(*range(90)), charts.PHONE)
    assert len(lines.days) == 5
    assert lines.days[-1].day == date(2027, 1, 29)


def test_on_a_phone_three_hours_share_a_square() -> None:
    counts = {0: 1, 1: 1, 2: 2, 23: 2}
    rows = tuple(
        Weekday(str(number), tuple(Hour(hour, counts.get(hour, 0) * (number == 0), "") for hour in range(24)))
        for number in range(7)
    )
    chart = charts.heat_on_a_phone(HeatMap(rows))
    squares = [path.count("M") for path in chart.levels]
    assert squares == [7 * 8 - 2, 0, 0, 1, 0, 0, 1]
    assert chart.levels[6].startswith("M34 0h")
    assert [tick.text for tick in chart.hours][:2] == ["0–3", "3–6"]


def test_the_line_over_the_bars_goes_on_from_row_to_row() -> None:
    bars = tuple(
        Bar(n, str(n), count, total, "") for n, (count, total) in enumerate([(60, 60.0), (30, 90.0), (10, 100.0)])
    )
    chart = charts.pareto(Pareto("category", "By category", bars, 100))
    lines = [row.line.split() for row in chart.rows]
    assert lines == [["60,13", "75,26"], ["75,0", "90,13", "95,26"], ["95,0", "100,13"]]
    assert [row.width for row in chart.rows] == [100.0, 50.0, 16.7]


def test_bars_that_are_not_drawn_are_counted() -> None:
    bars = tuple(Bar(n, str(n), 1, 100 * (n + 1) / 14, "") for n in range(14))
    chart = charts.pareto(Pareto("channel", "By channel", bars, 14))
    assert (len(chart.rows), chart.hidden) == (12, 2)
