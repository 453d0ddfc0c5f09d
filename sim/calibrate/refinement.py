"""The last step of inference: simulate the draws, and move each to where it meets its figures.

The neural ensemble is a forecast; the simulator is exact and, with the same luck, smooth. So every
accepted simulation keeps its seed, is simulated where the ensemble moved it, and moved again with
what the simulation came to beyond the ensemble (``d`` of ``sim.calibrate.adjustment``), until only
the error of the figures is between the two. Of its passes a draw keeps the one in which the sum
that is made least was least.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from sim.calibrate.adjustment import adjusted
from sim.calibrate.infer import accepted
from sim.calibrate.knowledge import Knowledge
from sim.calibrate.noise import Reports, to_even
from sim.calibrate.operators import statistics
from sim.calibrate.simulations import Work, simulated
from sim.errors import InputError

PASSES = 4


@dataclass(frozen=True, eq=False)
class Refined:
    """The draws: ``parameters`` (all of the registry), ``seeds``, and what they came to.

    ``simulations`` are the numbers of the accepted simulations that they began as, ``scores`` where
    they are in the coordinates of the knowledge; ``misfit`` is the distance from the printed
    figures and ``moved`` that from where they began, both squared and in standard deviations.
    """

    scores: np.ndarray
    parameters: pd.DataFrame
    seeds: np.ndarray
    simulations: np.ndarray
    statistics: pd.DataFrame
    misfit: np.ndarray
    moved: np.ndarray


@dataclass
class _State:
    """Where the draws are: the best pass of each, and what the next one starts from."""

    scores: np.ndarray
    outcome: np.ndarray  # of the figures, as to_even has them
    total: np.ndarray
    statistics: np.ndarray


def refined(
    knowledge: Knowledge, reports: Reports, number: int, work: Work, passes: int = PASSES
) -> Refined:
    """Return ``number`` draws that were simulated themselves, in ``passes`` passes.

    There are fewer where simulations failed, or where no pass came nearer than the beginning.
    ``work`` is told its progress over all passes.
    """
    nearest, errors = accepted(knowledge, reports, reports.target, number)
    rows = knowledge.anchors[nearest]
    at, variance = knowledge.places(reports), reports.variance()
    anchors, seeds = knowledge.scores[rows], knowledge.seeds[rows]
    goal = reports.target - errors

    def total(scores: np.ndarray, outcome: np.ndarray) -> np.ndarray:
        apart = ((goal - outcome) ** 2 / variance).sum(axis=1)
        return np.nan_to_num(apart + ((scores - anchors) ** 2).sum(axis=1), nan=np.inf)

    begun = knowledge.even[rows][:, at]
    known = knowledge.statistics.iloc[rows].to_numpy()
    now = _State(anchors.copy(), begun, total(anchors, begun), known.copy())
    best = _State(*(array.copy() for array in vars(now).values()))
    for turn in range(passes):
        scores = _moved(knowledge, at, anchors, goal, variance, now)
        parameters = knowledge.coordinates.values(scores)
        table = simulated(knowledge.study, parameters, seeds, _told(work, turn, passes))
        outcome = to_even(table[reports.columns].to_numpy(), reports.shares)
        tried = _State(scores, outcome, total(scores, outcome), table.to_numpy())
        _take(now, tried, np.isfinite(outcome).all(axis=1))
        _take(best, tried, tried.total < best.total)
    return _result(knowledge, reports, rows, best, anchors, passes)


def _told(work: Work, turn: int, passes: int) -> Work:
    if (tell := work.progress) is None:
        return work
    return replace(work, progress=lambda done, in_all: tell(turn * in_all + done, passes * in_all))


@threadpool_limits.wrap(limits=1)
def _moved(knowledge, at, anchors, goal, variance, now: _State) -> np.ndarray:
    beyond = now.outcome - knowledge.forward(now.scores)[:, at]
    return adjusted(
        knowledge.forward, at, anchors, goal - beyond, np.diag(variance), start=now.scores
    )


def _take(state: _State, other: _State, where: np.ndarray) -> None:
    """Let ``state`` take the rows ``where`` from ``other``."""
    for name, array in vars(state).items():
        array[where] = getattr(other, name)[where]


def _result(knowledge, reports, rows, best: _State, anchors, passes: int) -> Refined:
    lived = (best.scores != anchors).any(axis=1) if passes else np.ones(len(rows), bool)
    if lived.sum() < 2:
        raise InputError("no draw could be simulated", "a study whose posterior can be lived in")
    scores, rows = best.scores[lived], rows[lived]
    apart = (best.outcome[lived] - reports.target) ** 2 / reports.variance()
    return Refined(
        scores=scores,
        parameters=knowledge.coordinates.values(scores),
        seeds=knowledge.seeds[rows],
        simulations=knowledge.simulations[rows],
        statistics=pd.DataFrame(best.statistics[lived], columns=[one.id for one in statistics()]),
        misfit=apart.sum(axis=1),
        moved=((scores - anchors[lived]) ** 2).sum(axis=1),
    )
