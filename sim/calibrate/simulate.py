"""One simulation of a bank: the shipped baseline with given parameters, as its statistics."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from sim.calibrate.operators import observe, statistics
from sim.model import AdoptionModel
from sim.parameters import parameters
from sim.scenario import Scenario


@lru_cache(maxsize=4)
def baseline(end: str, scale: int) -> Scenario:
    """Return the shipped baseline at 1:``scale`` to the month ``end``."""
    return Scenario.load("baseline", scale=scale, end=end)


def simulate(values: Mapping[str, float], seed: int, end: str, scale: int) -> np.ndarray:
    """Return the statistics (float64, NaN where the window ends after ``end``) of one run.

    The run is the shipped baseline at 1:``scale`` to the month ``end``, with ``values`` in the
    place of the registry's and the luck of ``seed``. Raises InputError for an unknown parameter or
    a value out of its range, FloatingPointError when a statistic is not finite.
    """
    model = AdoptionModel(
        baseline(end, scale), seed=seed, point=parameters(**values), threads=1, collect=False
    )
    model.run_for(model.horizon)
    found = observe(model)
    wrong = [
        one.id
        for one, value in zip(statistics(), found, strict=True)
        if one.end <= end and not np.isfinite(value)
    ]
    if wrong:
        raise FloatingPointError(f"not finite: {', '.join(wrong)}")
    return found
