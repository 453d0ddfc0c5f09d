"""The geometry of a picture of intervals: one row a group, bars over a common axis."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup
from matplotlib.ticker import MaxNLocator

from sim.answers.page.chart import Tick
from sim.answers.page.numbers import Number, Table
from sim.answers.page.speech import Speech
from sim.answers.page.subject import EFFECT
from sim.plots import wording


class Bar(NamedTuple):
    """One row: left edge and width of a thin and a thick bar, and a mark, in per cent."""

    name: str
    outer: tuple[float, float]
    inner: tuple[float, float]
    mark: float
    clear: bool
    said: Markup


class Intervals(NamedTuple):
    """All that the template needs: rows by heading, the axis and where zero is."""

    part: str
    blocks: list[tuple[str, list[Bar]]]
    ticks: list[Tick]
    zero: float


class Scale:
    """An axis that holds zero and all ``values``; places are per cent of its width."""

    def __init__(self, values: Iterable[float]):
        low, high = min(0.0, *values), max(0.0, *values)
        self._ticks = MaxNLocator(nbins=5, steps=[1, 2, 5, 10]).tick_values(low, high or 1.0)

    def at(self, value: float) -> float:
        """Return where ``value`` is."""
        first, last = self._ticks[0], self._ticks[-1]
        return float(100 * (value - first) / (last - first))

    def between(self, one: float, other: float) -> tuple[float, float]:
        """Return left edge and width of what lies between two values."""
        left, right = sorted((self.at(one), self.at(other)))
        return left, right - left

    def ticks(self, say: Callable[[float, str, int], str], lang: str) -> list[Tick]:
        """Return the labels of the axis."""
        decimals = 0 if self._ticks[1] - self._ticks[0] >= 1 else 1
        return [
            Tick(self.at(tick), say(tick, lang, decimals), number % 2 == 1)
            for number, tick in enumerate(self._ticks)
        ]


def interval_chart(table: Table, part: str, speech: Speech) -> Intervals:
    """Return the picture of ``part`` of every row of ``table``: 50 % inside 90 %, the median.

    Rows of a scope stand together under its name.
    """
    frame = table.frame
    scale = Scale(frame[[f"{part}_p05", f"{part}_p95"]].to_numpy().ravel())
    blocks: dict[str, list[Bar]] = {}
    for position, (_, row) in enumerate(frame.iterrows()):
        bar = _bar(row, table.anchor(position), part, scale, speech)
        blocks.setdefault(speech.name(row["scope"]), []).append(bar)
    say = wording.signed if part == EFFECT else wording.percent
    ticks = scale.ticks(say, speech.lang)
    return Intervals(part, list(blocks.items()), ticks, scale.at(0.0))


def _bar(row: pd.Series, anchor: str, part: str, scale: Scale, speech: Speech) -> Bar:
    low, lower, middle, upper, high = (
        float(row[f"{part}_{level}"]) for level in ("p05", "p25", "p50", "p75", "p95")
    )
    number = Number(middle, anchor)
    return Bar(
        speech.name(row["group"]),
        scale.between(low, high),
        scale.between(lower, upper),
        scale.at(middle),
        bool(row["finding"]) if part == EFFECT else True,
        speech.points(number) if part == EFFECT else speech.percent(number),
    )
