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

TOP = 14.0
NARROWEST, DIGIT = 36.0, 6.5  # the space before the axis, and of one sign there
LABELS_APART = 14.0
NICE = (1, 2, 2.5, 5, 10)
STEPS = 4


@dataclass(frozen=True)
class Frame:
    """Where the lines end on the right and below, and how many days are named there."""

    right: float
    bottom: float
    most_days: int


DESK, PHONE = Frame(712.0, 206.0, 12), Frame(334.0, 170.0, 5)


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
    frame: Frame


def lines(volume: Volume, frame: Frame = DESK) -> Lines:
    """Lay out the volume."""
    highest = max((max(day.created, day.solved) for day in volume.days), default=0)
    step = nice_step(highest)
    top = step * max(ceil(highest / step), 1)
    left = max(NARROWEST, round(12 + DIGIT * len(f"{top:,.0f}"), 1))
    xs = _spread(len(volume.days), left, frame.right)
    created = _line([day.created for day in volume.days], xs, top, bottom=frame.bottom)
    solved = _line([day.solved for day in volume.days], xs, top, bottom=frame.bottom)
    every = max(ceil(len(volume.days) / frame.most_days), 1)
    last = len(volume.days) - 1
    return Lines(
        *_labels_apart(created, solved),
        levels=tuple(Level(_height(value, top, frame.bottom), value) for value in _levels(top, step)),
        days=tuple(DayTick(xs[n], d.date) for n, d in enumerate(volume.days) if (last - n) % every == 0),
        left=left,
        frame=frame,
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


def _spread(count: int, left: float, right: float) -> list[float]:
    if count == 1:
        return [(left + right) / 2]
    return [round(left + (right - left) * number / (count - 1), 1) for number in range(count)]


def _height(value: float, top: float, bottom: float) -> float:
    return round(bottom - (bottom - TOP) * value / top, 1)


def _line(values: Sequence[int], xs: Sequence[float], top: float, *, bottom: float) -> Line:
    ys = [_height(value, top, bottom) for value in values]
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
CELL_ROW, HOURS_OF_A_DAY = 26.0, 24


@dataclass(frozen=True)
class HeatChart:
    """The names of the rows and columns, and for each shade one path that holds all its hours."""

    names: tuple[Tick, ...]
    levels: tuple[str, ...]
    hours: tuple[Tick, ...]


def heat(figure: HeatMap) -> HeatChart:
    """Lay out the map: the busiest hour is darkest, an hour without tickets is empty."""
    hours = tuple(Tick(40 + hour * 29 + 13.5, str(hour)) for hour in range(0, HOURS_OF_A_DAY, 2))
    return _heat(figure, together=1, left=40, cell=29, hours=hours)


def heat_on_a_phone(figure: HeatMap) -> HeatChart:
    """Lay out the map with three hours in each square."""
    hours = tuple(Tick(34 + place * 38 + 18, f"{3 * place}–{3 * place + 3}") for place in range(8))
    return _heat(figure, together=3, left=34, cell=38, hours=hours)


def _heat(figure: HeatMap, *, together: int, left: int, cell: int, hours: tuple[Tick, ...]) -> HeatChart:
    levels: list[list[str]] = [[] for _ in range(DARKEST + 1)]
    starts = range(0, HOURS_OF_A_DAY, together)
    counts = [
        [sum(hour.count for hour in row.hours[start : start + together]) for start in starts] for row in figure.weekdays
    ]
    busiest, width = max(map(max, counts), default=0), cell - 2
    for number, row in enumerate(counts):
        for place, count in enumerate(row):
            square = f"M{left + place * cell} {number * CELL_ROW:g}h{width}v24h-{width}z"
            levels[_level(count, busiest)].append(square)
    names = tuple(Tick(number * CELL_ROW + 17, str(day.name)[:3]) for number, day in enumerate(figure.weekdays))
    return HeatChart(names, tuple(map("".join, levels)), hours)


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
