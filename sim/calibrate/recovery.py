"""Can the method find what is true? Simulations that stand for reality, and what is inferred.

Each of some hundred simulations, left out of everything that was learnt, takes the place of the
reported figures, errors included. The posterior given its figures is compared with its parameters:
central intervals should cover them as often as they say, and ranks of the truth among the draws
should be uniform (simulation-based calibration; Talts et al. 2018, arXiv:1804.06788).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr
from scipy.stats import chi2
from threadpoolctl import threadpool_limits

from sim.calibrate import scores
from sim.calibrate.infer import approximated
from sim.calibrate.inverse import Inverse
from sim.calibrate.knowledge import Knowledge
from sim.calibrate.local_linear import local_linear
from sim.calibrate.ordered import in_order

DRAWS = 300  # of each posterior; fewer would make its intervals too narrow
BINS = 10  # of the rank histograms
LEVEL = 0.05  # of the test of uniformity, over all parameters together
IDENTIFIED = 0.6  # contraction from which the figures, not the prior, tell a parameter
MAIN, LOCAL, INVERSE = "forward ensemble", "local linear", "inverse ensemble"
_TOGETHER = 25  # truths in a task, which takes all simulations along


@dataclass(frozen=True)
class _Task:
    knowledge: Knowledge
    target: np.ndarray


def _main_draws(task: _Task) -> np.ndarray:
    """Return where the draws of the fitted parameters lie in their ranges, [truths, draws, k]."""
    knowledge, reports = task.knowledge, task.knowledge.reports()
    number = min(DRAWS, len(knowledge.anchors) // 2)
    found = [approximated(knowledge, reports, target, number).scores for target in task.target]
    return ndtr(np.stack(found)[:, :, knowledge.fitted])


@dataclass(frozen=True, eq=False)
class Recovery:
    """``draws`` by method, one float64[draws, fitted] a truth, all in shares of the range (0..1).

    ``truth`` is float64[truths, fitted]; ``names`` are the fitted parameters.
    """

    names: list[str]
    truth: np.ndarray
    draws: dict[str, list[np.ndarray]]

    def table(self) -> pd.DataFrame:
        """Return a row a method and parameter.

        ``cover_50`` and ``cover_90``: share of truths in the central intervals; ``crps_ratio``:
        score over that of the prior; ``contraction``: 1 - variance of posterior over prior, the
        median over truths; ``uniform_p``: p-value of the rank histogram, chi-square; ``uniform``:
        whether uniformity stands after Holm's correction for all parameters of the method.
        """
        rows = []
        for method, draws in self.draws.items():
            columns = [
                self._row(method, at, [one[:, at] for one in draws])
                for at in range(len(self.names))
            ]
            for row, stands in zip(columns, holm([c["uniform_p"] for c in columns]), strict=True):
                rows.append(row | {"uniform": stands})
        return pd.DataFrame(rows)

    def _row(self, method: str, at: int, draws: Sequence[np.ndarray]) -> dict:
        truth = self.truth[:, at]
        pairs = list(zip(draws, truth, strict=True))
        prior = (np.arange(1000) + 0.5) / 1000
        score = np.mean([scores.crps(one, value) for one, value in pairs])
        against = np.mean([scores.crps(prior, value) for value in truth])
        counts = self.ranks(method, at)
        contraction = float(np.median([1.0 - 12.0 * one.var() for one in draws]))
        return {
            "method": method,
            "parameter": self.names[at],
            "truths": len(truth),
            "cover_50": np.mean([scores.covered(one, value, 0.5) for one, value in pairs]),
            "cover_90": np.mean([scores.covered(one, value, 0.9) for one, value in pairs]),
            "crps_ratio": score / against,
            "contraction": contraction,
            "rests_on": label(contraction),
            "uniform_p": uniformity(counts),
        }

    def ranks(self, method: str, at: int) -> np.ndarray:
        """Return the rank histogram of parameter number ``at``: truths by bin, int64[BINS]."""
        pairs = zip(self.draws[method], self.truth[:, at], strict=True)
        share = [(scores.rank(one[:, at], value) + 0.5) / (len(one) + 1) for one, value in pairs]
        return np.histogram(share, bins=BINS, range=(0.0, 1.0))[0]

    def histograms(self) -> pd.DataFrame:
        """Return the rank histograms of the main method, a row a parameter and bin."""
        return pd.DataFrame(
            {"parameter": name, "bin": bin, "truths": count}
            for at, name in enumerate(self.names)
            for bin, count in enumerate(self.ranks(MAIN, at))
        )


def uniformity(counts: np.ndarray) -> float:
    """Return the p-value of Pearson's chi-square test that all bins are as likely."""
    expected = counts.sum() / len(counts)
    return float(chi2.sf(((counts - expected) ** 2 / expected).sum(), len(counts) - 1))


def holm(p_values: Sequence[float], level: float = LEVEL) -> list[bool]:
    """Return which hypotheses stand (Holm 1979): errors in any of them are ``level`` together."""
    stands, rejecting = [True] * len(p_values), True
    for place, at in enumerate(np.argsort(p_values, kind="stable")):
        rejecting = rejecting and p_values[at] <= level / (len(p_values) - place)
        stands[at] = not rejecting
    return stands


def label(contraction: float) -> str:
    """Return what a parameter rests on, by its ``contraction`` (0..1)."""
    return "identified" if contraction >= IDENTIFIED else "prior-driven"


def recovered(knowledge: Knowledge, workers: int | None = None) -> Recovery:
    """Return what is inferred of every truth, by the main method and by those it is held against.

    All see the same simulations and the same errors.
    """
    reports, at = knowledge.reports(), knowledge.places(knowledge.reports())
    rows = np.flatnonzero(knowledge.truths)
    outcome = knowledge.even[:, at] + reports.errors(knowledge.random)
    target, learnt_from = outcome[rows], knowledge.anchors
    parts = [slice(first, first + _TOGETHER) for first in range(0, len(rows), _TOGETHER)]
    tasks = [_Task(knowledge, target[part]) for part in parts]
    main = np.concatenate(in_order(_main_draws, tasks, workers))
    fitted = knowledge.scores[:, knowledge.fitted]
    with threadpool_limits(1):
        local = [local_linear(fitted[learnt_from], outcome[learnt_from], y) for y in target]
        inverse = Inverse.trained(fitted[learnt_from], outcome[learnt_from], workers)
        direct = [inverse.draws(y) for y in target]
    return Recovery(
        list(knowledge.study.fitted),
        ndtr(fitted[rows]),
        {
            MAIN: list(main),
            LOCAL: [ndtr(one) for one in local],
            INVERSE: [ndtr(one) for one in direct],
        },
    )
