"""Designs: which shares of the factors the runs of a sensitivity analysis take."""

from dataclasses import dataclass

import numpy as np

from sim.calibrate.sensitivity.factors import LEVER, LUCK, Question

MORRIS, SOBOL = "morris", "sobol"
LEVELS = 4  # of the grid of Morris, which SALib's own default is, too

# Morris goes along the edges of its grid; the outermost twentieths of a prior are left out, as the
# ends of a range are there to exclude what is impossible, not to be likely together.
_OUTERMOST = 0.05


@dataclass(frozen=True, eq=False)
class Design:
    """``shares`` float64[runs, varied factors] for ``question``, as the method wants them.

    Runs come in ``blocks`` of a row: trajectories (Morris) or base samples (Sobol), each of which
    is whole by itself.
    """

    method: str
    question: Question
    blocks: int
    shares: np.ndarray

    @property
    def problem(self) -> dict:
        """Return what SALib calls the problem."""
        return problem(self.question)


def problem(question: Question) -> dict:
    """Return the factors of ``question`` with the bounds of their shares, as SALib reads them."""
    whole = (LEVER, LUCK)
    bounds = [
        [0.0, 1.0] if factor.kind in whole else [_OUTERMOST, 1.0 - _OUTERMOST]
        for factor in question.factors
    ]
    return {"num_vars": len(bounds), "names": list(question.varied), "bounds": bounds}


def morris(question: Question, trajectories: int) -> Design:
    """Return a design of elementary effects (Morris 1991), (factors + 1) x ``trajectories`` runs.

    Each run of a trajectory differs from the one before in one factor, by two thirds of its range.
    """
    from SALib.sample.morris import sample

    shares = sample(problem(question), trajectories, num_levels=LEVELS, seed=question.seed)
    return Design(MORRIS, question, trajectories, shares)


def sobol(question: Question, base: int) -> Design:
    """Return Saltelli's design (2010) over the priors, (factors + 2) x ``base`` runs.

    ``base`` is a power of two, so that the Sobol sequence is balanced.
    """
    from SALib.sample.sobol import sample

    whole = problem(question) | {"bounds": [[0.0, 1.0]] * len(question.varied)}
    shares = sample(whole, base, calc_second_order=False, seed=question.seed)
    return Design(SOBOL, question, base, shares)
