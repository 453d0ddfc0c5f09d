"""Curves that need no model: what a series comes to if it goes on as it began.

Baselines of the hold-out. Each is fitted to the known figures of one series (a metric in a scope)
at the ends of their windows, in years since the launch of the portal, by least squares, and says
what the later figures will be. Curves with more parameters than figures take the natural ceiling of
the series (everybody) as given; one that still has more is left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

_STARTS = ((0.3, 1.0), (1.0, 3.0), (2.0, 5.0))  # rate a year and years since the launch


@dataclass(frozen=True)
class Series:
    """The known figures of a series: ``years`` since the launch, their ``values``, the ceiling."""

    years: np.ndarray
    values: np.ndarray
    ceiling: float


Curve = Callable[[Series], Callable[[np.ndarray], np.ndarray] | None]


def persistence(series: Series) -> Callable[[np.ndarray], np.ndarray] | None:
    """Return the last known value, for ever."""
    last = series.values[np.argmax(series.years)]
    return lambda years: np.full(np.shape(years), last)


def linear(series: Series) -> Callable[[np.ndarray], np.ndarray] | None:
    """Return the straight line through the known values, between nothing and the ceiling."""
    if len(series.years) < 2:
        return None
    slope, start = np.polyfit(series.years, series.values, 1)
    return lambda years: np.clip(start + slope * np.asarray(years), 0.0, series.ceiling)


def logistic(series: Series) -> Callable[[np.ndarray], np.ndarray] | None:
    """Return ceiling / (1 + exp(-rate (t - middle)))."""

    def shape(years, rate, middle):
        return 1.0 / (1.0 + np.exp(-np.clip(rate * (years - middle), -60.0, 60.0)))

    return _fitted(series, shape, ([1e-3, -20.0], [20.0, 40.0]), _STARTS)


def bass(series: Series) -> Callable[[np.ndarray], np.ndarray] | None:
    """Return the Bass curve: innovation p, imitation q, nobody at the launch.

    Bass (1969), Management Science 15, 215-227.
    """

    def shape(years, innovation, imitation):
        grown = np.exp(-np.clip((innovation + imitation) * years, 0.0, 60.0))
        return (1.0 - grown) / (1.0 + imitation / innovation * grown)

    starts = ((0.01, 0.4), (0.001, 1.0), (0.05, 0.1))
    return _fitted(series, shape, ([1e-7, 1e-6], [2.0, 10.0]), starts)


CURVES: dict[str, Curve] = {
    "logistic": logistic,
    "bass": bass,
    "linear": linear,
    "persistence": persistence,
}


def _fitted(
    series: Series,
    shape: Callable[..., np.ndarray],
    bounds: tuple[Sequence[float], Sequence[float]],
    starts: Sequence[Sequence[float]],
) -> Callable[[np.ndarray], np.ndarray] | None:
    """Return ``shape`` times a ceiling, fitted in the relative error of the known values."""
    if len(series.years) < len(bounds[0]):
        return None
    free_ceiling = len(series.years) > len(bounds[0])
    low, high = [*bounds[0]], [*bounds[1]]
    if free_ceiling:
        low.append(series.values.max() / series.ceiling)
        high.append(1.0)

    def curve(years, parameters):
        share = parameters[-1] if free_ceiling else 1.0
        return share * series.ceiling * shape(years, *parameters[: len(bounds[0])])

    def misfit(parameters):
        said = np.maximum(curve(series.years, parameters), 1e-9 * series.ceiling)
        return np.log(said) - np.log(series.values)

    found = [
        least_squares(
            misfit, [*start, *([0.9 * high[-1] + 0.1 * low[-1]] * free_ceiling)], bounds=(low, high)
        )
        for start in starts
    ]
    best = min(found, key=lambda one: one.cost)
    return lambda years: curve(np.asarray(years, float), best.x)
