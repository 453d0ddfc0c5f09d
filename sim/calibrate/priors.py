"""What the parameters may be before any figure is looked at, and draws from it.

A parameter that a study fits is as likely anywhere in its range. Another one is drawn around the
value of the registry within the registry's range, by a PERT distribution: a Beta distribution
whose mode is that value and whose mean is (low + 4 mode + high) / 6 (Malcolm et al. 1959,
Operations Research 7, 646-669). Parameters are independent, but that the age bands must leave a
share for the oldest.

Draw ``i`` of a round is a pure function of the study's seed, the round and ``i``: it has a stream
of its own of a counter-based generator (Philox; Salmon et al. 2011), of which only the raw words
are used, so that it does not change with the library.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv

from sim.parameters import Parameter, registry

if TYPE_CHECKING:
    import pandas as pd

    from sim.calibrate.study import Study

UNIFORM, PERT, FIXED = "uniform", "PERT", "fixed"
Box = Mapping[str, tuple[float, float]]  # lowest and highest value by parameter

# What the younger age bands leave are the adults of 65 and over, who were 7.7 and 9.3 % of the
# whole population in the censuses of 2019 and 2024.
YOUNGER = ("age_18_29_share", "age_30_44_share", "age_45_64_share")
LEAST_OLDEST = 0.03


@dataclass(frozen=True)
class Prior:
    """The prior of one parameter; ``mode`` is the value of the registry."""

    name: str
    kind: str
    distribution: str
    low: float
    mode: float
    high: float
    unit: str
    source: str

    @property
    def shape(self) -> tuple[float, float]:
        """Return the two shape parameters of the Beta distribution between low and high."""
        if self.distribution != PERT:
            return 1.0, 1.0
        span = self.high - self.low
        return 1.0 + 4.0 * (self.mode - self.low) / span, 1.0 + 4.0 * (self.high - self.mode) / span

    @property
    def mean(self) -> float:
        """Return the expected value."""
        above, below = self.shape
        return self.low + (self.high - self.low) * above / (above + below)


@dataclass(frozen=True)
class Priors:
    """The priors of all parameters of the registry, in its order."""

    each: tuple[Prior, ...]

    @cached_property
    def names(self) -> list[str]:
        """Return the names of the parameters."""
        return [prior.name for prior in self.each]

    @cached_property
    def _columns(self) -> tuple[np.ndarray, ...]:
        shapes = np.array([prior.shape for prior in self.each]).T
        low, high = np.array([(prior.low, prior.high) for prior in self.each]).T
        return *shapes, low, high

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the values below which the ``shares`` (0..1) of each prior lie.

        ``shares`` and the result are float64[n, parameters].
        """
        a, b, low, high = self._columns
        return np.clip(low + (high - low) * betaincinv(a, b, shares), low, high)

    def draw(self, seed: int, round: int, indices: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Return the draws ``indices`` of ``round``: seeds (uint32[n]) and parameters.

        The parameters are float64[n, parameters]; the seed chooses the luck of the simulation.
        """
        streams = [_stream(seed, round, index) for index in indices]
        seeds = np.array([stream.random_raw() >> 32 for stream in streams], np.uint32)
        values = self._next(streams)
        while len(again := np.flatnonzero(~self._possible(values))):
            values[again] = self._next([streams[at] for at in again])
        return seeds, values

    def _next(self, streams: list[np.random.Philox]) -> np.ndarray:
        words = np.array([stream.random_raw(len(self.each)) for stream in streams], np.uint64)
        return self.quantiles((words >> np.uint64(11)) * 2.0**-53)

    def _possible(self, values: np.ndarray) -> np.ndarray:
        """Return which rows of ``values`` leave a share of adults for the oldest, bool[n]."""
        younger = values[:, [self.names.index(name) for name in YOUNGER]].sum(axis=1)
        return younger <= 1.0 - LEAST_OLDEST

    def table(self) -> "pd.DataFrame":
        """Return the priors, a row a parameter, with their means and quantiles 5, 50 and 95 %."""
        import pandas as pd

        table = pd.DataFrame([vars(prior) for prior in self.each])
        at = table.columns.get_loc("high") + 1
        table.insert(at, "mean", [prior.mean for prior in self.each])
        for percent in (5, 50, 95):
            at += 1
            shares = np.full((1, len(self.each)), percent / 100)
            table.insert(at, f"q{percent:02d}", self.quantiles(shares)[0])
        return table


def _stream(seed: int, round: int, index: int) -> np.random.Philox:
    return np.random.Philox(key=(round << 32) | seed, counter=int(index) << 128)


def _prior(row: Parameter, study: "Study", box: Box) -> Prior:
    low, high, distribution, source = row.low, row.high, PERT, row.source
    if row.kind == "fitted":
        distribution = UNIFORM
    if row.kind == "fixed" or not low < high:
        low, high, distribution = row.value, row.value, FIXED
    if fitted := study.fitted.get(row.name):
        low, high, distribution, source = fitted.low, fitted.high, UNIFORM, fitted.source
    low, high = box.get(row.name, (low, high))
    return Prior(row.name, row.kind, distribution, low, row.value, high, row.unit, source)


def priors(study: "Study", box: Box | None = None) -> Priors:
    """Return the priors of ``study``, those of its fitted parameters cut to ``box`` if given."""
    return Priors(tuple(_prior(row, study, box or {}) for row in registry().values()))
