"""Dated series: the points of ``sim/data/driver_points.csv`` and the lines through them.

A point holds for the month of its date. Between points a series is linear in time; before the first
it keeps that value. After the last observation it is held, or continued by the trend of its last
two years, which is linear in the logit and so can saturate but never leave 0..1.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from sim import shipped
from sim.conditions import MONTHS
from sim.evidence import read_points

HOLD, TREND = "hold", "trend"
AFTER = (HOLD, TREND)
TREND_MONTHS = 24
_TIME = np.arange(float(MONTHS))

Knots = tuple[tuple[float, float], ...]


@cache
def _tables() -> dict[tuple[str, str], Knots]:
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for point in read_points(shipped.data() / "driver_points.csv"):
        value = point.value / 100 if point.unit == "%" else point.value
        found.setdefault((point.metric, point.scope), []).append((float(point.month), value))
    return {key: tuple(sorted(knots)) for key, knots in found.items()}


def dated(series: str, scope: str = "VN") -> Knots:
    """Return the (month, value) points of a driver series; percentages as shares."""
    return _tables()[series, scope]


def only(series: str, scope: str = "VN") -> tuple[float, float]:
    """Return the single (month, value) of a driver series that has one point."""
    (point,) = dated(series, scope)
    return point


@cache
def dated_provinces(series: str, month: int) -> dict[str, float]:
    """Return the values that provinces had in ``month``, by province name."""
    national = ("VN", "localities", "ministries")
    return {
        scope: dict(knots)[month]
        for (name, scope), knots in _tables().items()
        if name == series and scope not in national and month in dict(knots)
    }


def month_of_year(year: float) -> float:
    """Return the (fractional) month number of a decimal year: 2020.0 is January 2020, number 1."""
    return (year - 2020.0) * 12.0 + 1.0


def logit(share):
    """Return log(share / (1 - share)), elementwise."""
    return np.log(share / (1.0 - share))


def sigmoid(score):
    """Return 1 / (1 + exp(-score)), elementwise."""
    return 1.0 / (1.0 + np.exp(-score))


def _slope(months: np.ndarray, values: np.ndarray) -> float:
    """Return the logit change a month over the last two years, or since the first value above 0."""
    last, first = months[-1], months[-1] - TREND_MONTHS
    if not 0.0 < np.interp(first, months, values) < 1.0:
        first = months[values > 0.0][0]
    return (logit(values[-1]) - logit(np.interp(first, months, values))) / max(last - first, 1.0)


def line(knots: Sequence[tuple[float, float]], after: str = HOLD) -> np.ndarray:
    """Return the series through ``knots`` by month, float64[T].

    ``after`` says what follows the last knot: "hold", or for shares "trend".
    """
    months, values = np.array(sorted(knots), dtype=float).T
    series = np.interp(_TIME, months, values)
    if after == TREND and 0.0 < values[-1] < 1.0:
        later = months[-1] < _TIME
        ahead = _TIME[later] - months[-1]
        series[later] = sigmoid(logit(values[-1]) + _slope(months, values) * ahead)
    return series
