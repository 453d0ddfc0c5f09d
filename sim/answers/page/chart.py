"""The geometry of a line chart that fits any width: shapes in per cent, words in the page's font.

The template draws the shapes as one stretched SVG and writes all words over it as text of the page,
so that they keep their size on a phone, on a projector and on paper.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.ticker import MaxNLocator

from sim.calendar import month_index, month_label
from sim.plots import wording
from sim.plots.reported import Mark

_MARGIN = 2.0  # per cent of the width left free at both ends
_ALONE = 3  # months: width of the band of a value that stands apart


class Series(NamedTuple):
    """One line: its quantiles by month (columns p05 to p95), its look, the label at its end."""

    quantiles: pd.DataFrame
    look: str
    label: str
    banded: bool = True


class Tick(NamedTuple):
    """One label of an axis at ``at`` per cent; the template may leave out a ``minor`` one."""

    at: float
    label: str
    minor: bool = False


class Piece(NamedTuple):
    """A stretch of a line that is drawn without a break, as SVG points (0..1000 each way)."""

    line: str
    outer: str
    inner: str


class Drawn(NamedTuple):
    """One line as the template draws it, with its label at ``top`` per cent of the height."""

    look: str
    pieces: list[Piece]
    dots: list[str]
    top: float
    label: str
    above: bool


class Spot(NamedTuple):
    """A reported figure or a target, in per cent of the width and of the height from the top."""

    left: float
    top: float
    look: str


class Chart(NamedTuple):
    """All that the template needs to draw one chart."""

    lines: list[Drawn]
    spots: list[Spot]
    rows: list[Tick]
    columns: list[Tick]
    zero: float


class _Frame:
    """Where months and values lie, in per cent of the plot."""

    def __init__(self, first: int, last: int, low: float, high: float):
        self.first, self.last = first, last
        ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        step = ticks[1] - ticks[0]
        self.ticks = [tick for tick in ticks if low - step < tick < high + step]
        self.low, self.high = min(self.ticks[0], low), max(self.ticks[-1], high)

    def left(self, month: float) -> float:
        span = max(1, self.last - self.first)
        return _MARGIN + (100 - 2 * _MARGIN) * (month - self.first) / span

    def top(self, value: float) -> float:
        return 100 * (self.high - value) / (self.high - self.low)

    def points(self, months: Sequence[int], values: Sequence[float]) -> list[str]:
        return [
            f"{10 * self.left(month):.1f},{10 * self.top(value):.1f}"
            for month, value in zip(months, values, strict=True)
        ]


def line_chart(
    series: Sequence[Series],
    marks: Sequence[Mark],
    say: Callable[[float, int], str],
    lang: str,
) -> Chart:
    """Return the chart of ``series``, one value a year, with ``marks``.

    Their index are the Decembers and perhaps another last month, as labels. ``say(value,
    decimals)`` names a value of the axis.
    """
    months = [month_index(label) for label in series[0].quantiles.index]
    seen = [each.quantiles[["p05", "p95"]] for each in series if each.banded]
    seen += [each.quantiles[["p50"]] for each in series if not each.banded]
    values = [0.0, *pd.concat(seen).stack(), *(mark.value for mark in marks)]
    frame = _Frame(months[0], months[-1], min(values), max(values) or 1.0)
    ends = [each.quantiles["p50"].iloc[-1] for each in series]
    highest = max(range(len(series)), key=lambda at: (ends[at], at))
    step = frame.ticks[1] - frame.ticks[0]
    decimals = next(d for d in range(4) if abs(round(step, d) - step) < 1e-9 or d == 3)
    return Chart(
        [_drawn(each, frame, months, at == highest) for at, each in enumerate(series)],
        [
            Spot(frame.left(mark.last), frame.top(mark.value), "aim" if mark.target else "told")
            for mark in marks
            if months[0] <= mark.last <= months[-1]
        ],
        [Tick(frame.top(tick), say(tick, decimals)) for tick in frame.ticks],
        _year_ends(frame, months, lang),
        frame.top(0.0),
    )


def _drawn(each: Series, frame: _Frame, months: list[int], above: bool) -> Drawn:
    middle = each.quantiles["p50"]
    return Drawn(
        each.look,
        [_piece(each, frame, months[own], each.quantiles[own]) for own in _stretches(months)],
        frame.points(months, middle),
        frame.top(middle.iloc[-1]),
        each.label,
        above,
    )


def _stretches(months: list[int]) -> list[slice]:
    """Set a last month that ends no year apart: it counts fewer months than the years before."""
    if month_label(months[-1]).endswith("-12") or len(months) == 1:
        return [slice(None)]
    return [slice(None, -1), slice(-1, None)]


def _piece(each: Series, frame: _Frame, months: list[int], q: pd.DataFrame) -> Piece:
    """Return one stretch; a single month has a band as wide as ``_ALONE`` months."""
    at = [months[0] - _ALONE / 2, months[0] + _ALONE / 2] if len(months) == 1 else months
    wide = q.loc[q.index.repeat(2)] if len(months) == 1 else q

    def band(low: str, high: str) -> str:
        if not each.banded:
            return ""
        return " ".join(frame.points(at, wide[high]) + frame.points(at, wide[low])[::-1])

    line = "" if len(months) == 1 else " ".join(frame.points(months, q["p50"]))
    return Piece(line, band("p05", "p95"), band("p25", "p75"))


def _year_ends(frame: _Frame, months: list[int], lang: str) -> list[Tick]:
    """Name the year below each December, and the month below another last month."""
    ticks = []
    for number, month in enumerate(reversed(months)):
        label = month_label(month)
        whole = label.endswith("-12")
        name = label[:4] if whole else wording.month(label, lang)
        ticks.append(Tick(frame.left(month), name, number % 2 == 1))
    return ticks[::-1]
