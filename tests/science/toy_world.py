"""A world that is quick to simulate: the parameters and figures of a study, a formula in between.

Statistics follow the normal scores of the fitted parameters and of a dozen nuisance parameters with
some curvature, and luck from the seed, so that what inference should find is known.
"""

from functools import cache

import numpy as np
import pandas as pd

from sim.calibrate.bank import Bank
from sim.calibrate.coordinates import Coordinates
from sim.calibrate.noise import from_even, is_share, to_even
from sim.calibrate.operators import statistics
from sim.calibrate.priors import priors
from sim.calibrate.study import Study

STUDY = Study.load("baseline").model_copy(update={"simulations": (1500,), "draws": 200})
NUISANCES, LUCK = 12, 0.05


@cache
def _formula():
    """Return centre, straight and curved effects of the scores on every statistic."""
    rng = np.random.default_rng(5)
    fitted, size = len(STUDY.fitted), len(statistics())
    straight = rng.normal(0.0, 0.3, (size, fitted + NUISANCES))
    straight[:, fitted:] *= 0.4
    curved = rng.normal(0.0, 0.04, (size, fitted + NUISANCES))
    return centre(), straight, curved


def centre():
    """Return what the world comes to at the prior's median: near the reported figures."""
    reported = {figure.id: figure.value for figure in STUDY.targets}
    values = np.array([reported.get(one.id.partition("@")[0], 20.0) for one in statistics()])
    return to_even(values, _shares())


@cache
def _shares():
    return np.array([is_share(one.metric) for one in statistics()])


@cache
def coordinates():
    return Coordinates(priors(STUDY))


@cache
def _order():
    names = coordinates().names
    fitted = [names.index(name) for name in STUDY.fitted]
    return np.array(fitted + [at for at in range(len(names)) if at not in fitted][:NUISANCES])


def outcome(parameters: pd.DataFrame, seeds) -> np.ndarray:
    """Return the statistics of simulations, float64[n, statistics]."""
    start, straight, curved = _formula()
    scores = coordinates().scores(parameters)[:, _order()]
    luck = np.array([np.random.default_rng(int(s)).normal(0, LUCK, len(start)) for s in seeds])
    even = start + scores @ straight.T + np.clip(scores, -3, 3) ** 2 @ curved.T + luck
    return from_even(even, _shares())


def simulate(values, seed, end, scale):
    """Take the place of ``sim.calibrate.simulate.simulate``."""
    return outcome(pd.DataFrame([values]), [seed])[0]


def bank(number=1500, study=STUDY, first=0) -> Bank:
    """Return a bank of round 1 with simulations ``first`` to ``first + number - 1``."""
    drawn = priors(study)
    index = np.arange(first, first + number)
    seeds, values = drawn.draw(study.seed, 1, index)
    parameters = pd.DataFrame(values, index, drawn.names)
    found = pd.DataFrame(outcome(parameters, seeds), index, [one.id for one in statistics()])
    return Bank(study, 1, {}, seeds, parameters, found, parameters.iloc[:0])
