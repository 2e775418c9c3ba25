"""Where the marks of a chart lie. Pure geometry: the templates draw it as SVG, and the numbers stand in a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10

from reports.figures.heat_map import HeatMap
from reports.figures.pareto import Bar, Pareto
from reports.figures.sla import Promise, State
from reports.figures.volume import Volume

RIGHT, TOP, BOTTOM = 712.0, 14.0, 206.0
NARROWEST, DIGIT = 36.0, 6.5  # the space before the axis, and of one sign there
LABELS_APART, MOST_DAYS = 14.0, 12
NICE = (1, 2, 2.5, 5, 10)
STEPS = 4


@dataclass(frozen=True)
class Tick:
    """A label beside or below a chart."""

    at: float
    text: str


@dataclass(frozen=True)
class Level:
    """A line of the grid."""

    at: float
    value: float


@dataclass(frozen=True)
class DayTick:
    """A day named below the axis."""

    at: float
    day: date


@dataclass(frozen=True)
class Line:
    """One series: its points, where it ends, where its name stands."""

    points: str
    end_x: float
    end_y: float
    label_y: float
    total: int


@dataclass(frozen=True)
class Lines:
    """Created and solved, day by day."""

    created: Line
    solved: Line
    levels: tuple[Level, ...]
    days: tuple[DayTick, ...]
    left: float


def lines(volume: Volume) -> Lines:
    """Lay out the volume."""
    highest = max((max(day.created, day.solved) for day in volume.days), default=0)
    step = nice_step(highest)
    top = step * max(ceil(highest / step), 1)
    left = max(NARROWEST, round(12 + DIGIT * len(f"{top:,.0f}"), 1))
    xs = _spread(len(volume.days), left)
    created = _line([day.created for day in volume.days], xs, top)
    solved = _line([day.solved for day in volume.days], xs, top)
    every = max(ceil(len(volume.days) / MOST_DAYS), 1)
    last = len(volume.days) - 1
    return Lines(
        *_labels_apart(created, solved),
        levels=tuple(Level(_height(value, top), value) for value in _levels(top, step)),
        days=tuple(DayTick(xs[n], d.date) for n, d in enumerate(volume.days) if (last - n) % every == 0),
        left=left,
    )


def nice_step(highest: float) -> float:
    """Return a round distance between the lines of the grid, so that about four are drawn."""
    if highest <= STEPS:
        return 1
    rough = highest / STEPS
    unit = 10.0 ** floor(log10(rough))
    return next(step * unit for step in NICE if step * unit >= rough)


def _levels(top: float, step: float) -> list[float]:
    return [step * number for number in range(round(top / step) + 1)]


def _spread(count: int, left: float) -> list[float]:
    if count == 1:
        return [(left + RIGHT) / 2]
    return [round(left + (RIGHT - left) * number / (count - 1), 1) for number in range(count)]


def _height(value: float, top: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / top, 1)


def _line(values: Sequence[int], xs: Sequence[float], top: float) -> Line:
    ys = [_height(value, top) for value in values]
    points = " ".join(f"{x:g},{y:g}" for x, y in zip(xs, ys, strict=True))
    return Line(points, xs[-1], ys[-1], ys[-1] + 4, sum(values))


def _labels_apart(first: Line, second: Line) -> tuple[Line, Line]:
    """Move two names away from each other where the lines end close together."""
    missing = LABELS_APART - abs(first.label_y - second.label_y)
    if missing <= 0:
        return first, second
    up = -missing / 2 if first.label_y <= second.label_y else missing / 2
    return _moved(first, up), _moved(second, -up)


def _moved(line: Line, by: float) -> Line:
    return Line(line.points, line.end_x, line.end_y, round(line.label_y + by, 1), line.total)


def spark(values: Sequence[int]) -> str:
    """Return the points of a small line without axes, 88 × 26."""
    if len(values) < 2:  # noqa: PLR2004 -- a line has two ends
        return ""
    highest = max(values) or 1
    shown = _thinned(values)
    return " ".join(
        f"{2 + 83 * number / (len(shown) - 1):.1f},{23 - 20 * value / highest:.1f}"
        for number, value in enumerate(shown)
    )


def _thinned(values: Sequence[int]) -> Sequence[int]:
    """Keep about thirty points: more cannot be seen on a finger's breadth."""
    every = max(len(values) // 30, 1)
    return values[(len(values) - 1) % every :: every]


# -- Pareto -------------------------------------------------------------------------------------------------------

BARS_SHOWN = 12
ROW = 26.0  # how high a row is; its middle and its ends are where the line passes


@dataclass(frozen=True)
class ParetoRow:
    """One bar and the part of the line that crosses it, in percent of the width."""

    bar: Bar
    width: float
    at: float
    line: str


@dataclass(frozen=True)
class ParetoChart:
    """Lying bars, the longest on top, and the line that adds them up."""

    rows: tuple[ParetoRow, ...]
    hidden: int


def pareto(figure: Pareto) -> ParetoChart:
    """Lay out the longest bars; the others are in the table. Each row is drawn by itself: it takes any width."""
    shown = figure.bars[:BARS_SHOWN]
    longest = max((bar.count for bar in shown), default=1)
    at = [round(bar.cumulative, 1) for bar in shown]
    rows = (
        ParetoRow(bar, round(100 * bar.count / longest, 1), at[number], _crossing(at, number))
        for number, bar in enumerate(shown)
    )
    return ParetoChart(tuple(rows), len(figure.bars) - len(shown))


def _crossing(at: Sequence[float], number: int) -> str:
    """Return the line from halfway to the row above until halfway to the row below."""
    points = [(at[number], ROW / 2)]
    if number:
        points.insert(0, ((at[number - 1] + at[number]) / 2, 0.0))
    if number + 1 < len(at):
        points.append(((at[number] + at[number + 1]) / 2, ROW))
    return " ".join(f"{x:g},{y:g}" for x, y in points)


# -- Heat map -----------------------------------------------------------------------------------------------------

DARKEST = 6
CELL, CELL_ROW, CELL_NAMES = 29.0, 26.0, 40.0


HOUR_TICKS = tuple(Tick(CELL_NAMES + hour * CELL + 13.5, str(hour)) for hour in range(0, 24, 2))


@dataclass(frozen=True)
class HeatChart:
    """The names of the rows, and for each shade one path that holds all its hours."""

    names: tuple[Tick, ...]
    levels: tuple[str, ...]


def heat(figure: HeatMap) -> HeatChart:
    """Lay out the map: the busiest hour is darkest, an hour without tickets is empty."""
    levels: list[list[str]] = [[] for _ in range(DARKEST + 1)]
    names = []
    for number, weekday in enumerate(figure.weekdays):
        y = number * CELL_ROW
        names.append(Tick(y + 17, str(weekday.name)[:3]))
        for hour in weekday.hours:
            square = f"M{CELL_NAMES + hour.hour * CELL:g} {y:g}h27v24h-27z"
            levels[_level(hour.count, figure.busiest)].append(square)
    return HeatChart(tuple(names), tuple(map("".join, levels)))


def _level(count: int, busiest: int) -> int:
    return ceil(DARKEST * count / busiest) if count else 0


# -- Stacked bar --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One part of a stacked bar, in percent of its length."""

    x: float
    width: float
    state: State


def stacked(promise: Promise) -> tuple[Part, ...]:
    """Lay the states of a promise end to end."""
    whole = sum(entry.count for entry in promise.states)
    shown = [entry for entry in promise.states if entry.count]
    ends = [0.0]
    for entry in shown:
        ends.append(ends[-1] + 100 * entry.count / whole)
    return tuple(
        Part(round(x, 2), round(end - x, 2), entry) for (x, end), entry in zip(pairwise(ends), shown, strict=True)
    )
