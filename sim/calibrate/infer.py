"""The posterior as far as a bank tells it, and the box in which a second round is simulated.

Of the simulations with parameters from the prior those are accepted that are nearest to the
figures, errors included, and moved by what the neural ensemble says of their distance
(``sim.calibrate.adjustment``). All parameters move, fitted and nuisance, so that a draw stands for
one consistent world. What the ensemble does not know counts as error: its covariance is added to
that of the figures, and each accepted simulation keeps its own.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr
from threadpoolctl import threadpool_limits

from sim.calibrate.adjustment import adjusted
from sim.calibrate.knowledge import Knowledge, learnt
from sim.calibrate.noise import Reports
from sim.errors import InputError
from sim.parameters import registry

if TYPE_CHECKING:
    from sim.calibrate.bank import Bank
    from sim.calibrate.priors import Box
    from sim.calibrate.study import Study

_OUTERMOST, _MARGIN = 0.0025, 0.05  # of the draws left out at an end; of the range added there
_EDGE, _MOST_AT_EDGE = 0.05, 0.25  # a share of the range, and of the draws that may lie in it
_PROBABILITIES = ("probability", "share", "correlation", "0..1")


@dataclass(frozen=True, eq=False)
class Approximation:
    """Draws before any is simulated: ``scores`` [draws, parameters] of the ``rows`` accepted."""

    scores: np.ndarray
    rows: np.ndarray


def accepted(
    knowledge: Knowledge, reports: Reports, target: np.ndarray, number: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ``number`` anchors nearest to ``target``, and the errors of their figures.

    The first are positions in ``knowledge.anchors``, ascending, so that their order says nothing;
    the errors are float64[number, figures]. Distances are in the covariance of the simulations.
    """
    at, rows = knowledge.places(reports), knowledge.anchors
    errors = reports.errors(knowledge.random[rows])
    simulated = knowledge.even[rows][:, at] + errors
    away = simulated - target
    metric = np.linalg.pinv(np.atleast_2d(np.cov(simulated.T)))
    distance = np.einsum("ns,st,nt->n", away, metric, away)
    nearest = np.sort(np.argsort(distance, kind="stable")[:number])
    return nearest, errors[nearest]


@threadpool_limits.wrap(limits=1)  # sums in one order give the same bytes everywhere
def approximated(
    knowledge: Knowledge, reports: Reports, target: np.ndarray, number: int
) -> Approximation:
    """Return ``number`` draws given that the figures came to ``target`` (``noise.to_even``)."""
    at = knowledge.places(reports)
    nearest, errors = accepted(knowledge, reports, target, number)
    unknown = knowledge.errors[:, at]
    variance = np.diag(reports.variance()) + np.atleast_2d(np.cov(unknown.T))
    rows = knowledge.anchors[nearest]
    goal = target - errors - unknown[nearest]
    scores = adjusted(knowledge.forward, at, knowledge.scores[rows], goal, variance)
    return Approximation(scores, rows)


def number_of_draws(knowledge: Knowledge) -> int:
    """Return how many draws the study's posterior has: at most half of what may be accepted."""
    return min(knowledge.study.draws, len(knowledge.anchors) // 2)


def truncated_box(
    bank: "Bank", study: "Study", workers: int | None = None, kept: Path | None = None
) -> "Box":
    """Return where the second round is to look: by fitted parameter, its lowest and highest value.

    The box holds all but the outermost draws of the first posterior, with a margin; ``kept`` is the
    file of the ensemble that learnt from the first round. Raises InputError where draws crowd at an
    edge of the study's range that is not a bound of nature.
    """
    knowledge = learnt(study, [bank], workers, kept)
    reports = knowledge.reports()
    found = approximated(knowledge, reports, reports.target, number_of_draws(knowledge))
    box = {}
    for name, place in zip(study.fitted, knowledge.fitted, strict=True):
        shares = ndtr(found.scores[:, place])
        insist_on_room(study, name, shares)
        ends = np.quantile(shares, [_OUTERMOST, 1.0 - _OUTERMOST]) + (-_MARGIN, _MARGIN)
        low, high = study.fitted[name].low, study.fitted[name].high
        first, last = low + (high - low) * np.clip(ends, 0.0, 1.0)
        box[name] = (float(first), float(last))
    return box


def crowded(shares: np.ndarray) -> tuple[float, float]:
    """Return the shares of draws that lie in the outer twentieth of the range, low and high.

    ``shares`` are where the draws lie in the range, 0 to 1.
    """
    return float((shares < _EDGE).mean()), float((shares > 1.0 - _EDGE).mean())


def is_natural(name: str, value: float) -> bool:
    """Return whether parameter ``name`` can by its nature not go beyond ``value``."""
    return registry()[name].unit in _PROBABILITIES and value in (0.0, 1.0)


def insist_on_room(study: "Study", name: str, shares: np.ndarray) -> None:
    """Raise InputError where draws of ``name`` crowd at an edge that is not a bound of nature.

    ``shares`` are where the draws lie in the study's range, 0 to 1.
    """
    ends = (study.fitted[name].low, study.fitted[name].high)
    for word, end, crowd in zip(("low", "high"), ends, crowded(shares), strict=True):
        if crowd <= _MOST_AT_EDGE or is_natural(name, end):
            continue
        row = registry()[name]
        beyond = end > row.low if word == "low" else end < row.high
        hint = (
            f"Give {name} a range beyond {end:g} under fitted: in the study."
            if beyond
            else f"{end:g} is the registry's own bound: widen it there if it can be beyond, or ask "
            "which figure pulls it there (dvctt validate shows the trade-offs)."
        )
        raise InputError(
            f"{crowd:.0%} of the draws of {name} at the {word} edge of its range, {end:g}",
            f"at most {_MOST_AT_EDGE:.0%} in the outer {_EDGE:.0%} of the range",
            hint=hint,
        )
