"""The error between what a run comes to and what was printed.

Statistics are compared where errors are about even: shares as logits, counts as logarithms. The
error of a figure has three parts, added to simulated statistics before anything is inferred:

- rounding and vague words ("nearly 18 %"): the number that was counted is anywhere in the interval
  that would have been printed like this (``Figure.interval``);
- reporting: a standard deviation by the quality of the source, ``REPORTING``;
- the model's own discrepancy, by group of figures, from the study.

The errors of simulation ``i`` are a pure function of the study's seed, the round and ``i``, and do
not change with the figures that are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from sim import evidence
from sim.calibrate.operators import statistics
from sim.metrics import METRICS

if TYPE_CHECKING:
    from sim.calibrate.study import Study

# Standard deviation of a report as a share of its value, assumed: a state body counts; the press
# passes on, a survey asks some thousands, and a number without a document may be anything near.
REPORTING = {"official": 0.0, "press": 0.02, "survey": 0.05, "derived": 0.05, "unverified": 0.1}

# Below this a statistic only says "next to nobody", at 1:1000 a few simulated citizens.
LEAST_SHARE, LEAST_COUNT = 1e-4, 1e3
_STREAM = 1 << 31  # rounds of a bank count from 1; their errors from here


def is_share(metric: str) -> bool:
    """Return whether ``metric`` is a percentage."""
    return METRICS[metric].unit == "%"


def to_even(values: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return ``values`` [..., n] as logits where ``shares`` [n] (in percent), else as logs."""
    share = np.clip(values / 100.0, LEAST_SHARE, 1.0 - LEAST_SHARE)
    return np.where(shares, np.log(share / (1.0 - share)), np.log(np.maximum(values, LEAST_COUNT)))


def from_even(even: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return the percentages and counts whose ``to_even`` is ``even`` [..., n]."""
    return np.where(shares, 100.0 / (1.0 + np.exp(-even)), np.exp(np.where(shares, 0.0, even)))


def random_numbers(study: "Study", round: int, indices: Sequence[int]) -> np.ndarray:
    """Return even random numbers in (0, 1) for the errors of simulations, float64[n, S, 2].

    ``S`` counts ``operators.statistics()``; the two are for rounding and for everything else.
    """
    size = 2 * len(statistics())
    key = ((_STREAM + round) << 32) | study.seed
    words = np.array(
        [np.random.Philox(key=key, counter=int(i) << 128).random_raw(size) for i in indices],
        np.uint64,
    ).reshape(-1, len(statistics()), 2)
    return ((words >> np.uint64(11)) + 0.5) * 2.0**-53


@dataclass(frozen=True)
class Reports:
    """The figures that a study looks at, as inference sees them; arrays are float64[figures].

    The study's operator says what the reported share of citizens is read as.
    """

    study: "Study"
    figures: tuple[evidence.Figure, ...]

    @cached_property
    def columns(self) -> list[str]:
        """Return the ids of the statistics that stand beside the figures."""
        return [self.study.statistic(figure).id for figure in self.figures]

    @cached_property
    def shares(self) -> np.ndarray:
        """Return which figures are percentages, bool[figures]."""
        return np.array([is_share(self.study.statistic(f).metric) for f in self.figures])

    @cached_property
    def _interval(self) -> tuple[np.ndarray, np.ndarray]:
        low, high = np.array([figure.interval for figure in self.figures]).T
        return low, high

    @cached_property
    def target(self) -> np.ndarray:
        """Return the middle of what the figures may stand for, as ``to_even`` has it."""
        low, high = self._interval
        return to_even((low + high) / 2.0, self.shares)

    @cached_property
    def spread(self) -> np.ndarray:
        """Return the standard deviation of reporting and discrepancy, as ``to_even`` has it."""
        relative = [
            np.hypot(self.study.spread(f) / f.value, REPORTING[f.quality]) for f in self.figures
        ]
        share = np.array([f.value for f in self.figures]) / 100.0
        return np.array(relative) / np.where(self.shares, 1.0 - share, 1.0)

    def variance(self) -> np.ndarray:
        """Return the variance of the whole error, as ``to_even`` has it."""
        low, high = (to_even(end, self.shares) for end in self._interval)
        return self.spread**2 + (high - low) ** 2 / 12.0

    def errors(self, random: np.ndarray) -> np.ndarray:
        """Return the errors of simulations with ``random`` numbers, float64[n, figures].

        ``random`` is what ``random_numbers`` gives for them.
        """
        known = [one.id for one in statistics()]
        even = random[:, [known.index(name) for name in self.columns]]
        low, high = self._interval
        counted = to_even(low + (high - low) * even[..., 0], self.shares)
        return counted - self.target + self.spread * ndtri(even[..., 1])
