"""What the simulations of a study tell: the basis of every inference from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.calibrate.coordinates import Coordinates
from sim.calibrate.forward import Forward
from sim.calibrate.noise import Reports, is_share, random_numbers, to_even
from sim.calibrate.operators import USERS_OPERATORS, Statistic, statistic
from sim.calibrate.priors import priors

if TYPE_CHECKING:
    from sim.calibrate.bank import Bank
    from sim.calibrate.study import Study

# Simulations that stand for reality in recovery. Nothing is learnt from them.
TRUTHS, TRUTHS_OF_A_SMALL_BANK = 400, 0.1


@dataclass(frozen=True, eq=False)
class Knowledge:
    """The simulations of round 1, which are draws from the prior, and what was learnt from all.

    ``scores`` (float64[n, parameters that vary]) are their parameters as normal scores, ``even``
    (float64[n, statistics]) what they came to, as ``noise.to_even`` has it, both in the order of
    ``forward``; ``simulations`` (int64[n]) are their numbers, ``seeds`` (uint32[n]) their luck and
    ``statistics`` all that they came to, in its unit. ``truths`` (bool[n]) are the simulations that
    nothing was learnt from.
    """

    study: "Study"
    coordinates: Coordinates
    forward: Forward
    simulations: np.ndarray
    seeds: np.ndarray
    scores: np.ndarray
    even: np.ndarray
    statistics: pd.DataFrame
    truths: np.ndarray

    def reports(self, study: "Study | None" = None) -> Reports:
        """Return the figures that ``study`` (by default the study itself) is fitted to."""
        study = study or self.study
        return Reports(study, study.targets)

    def places(self, reports: Reports) -> np.ndarray:
        """Return the numbers of the statistics that stand beside the figures of ``reports``."""
        return np.array([self.forward.columns.index(name) for name in reports.columns])

    @property
    def fitted(self) -> list[int]:
        """Return the numbers of the parameters that the study fits."""
        return [self.coordinates.names.index(name) for name in self.study.fitted]

    @cached_property
    def anchors(self) -> np.ndarray:
        """Return the rows of the simulations that may be accepted, int64[anchors]."""
        return np.flatnonzero(~self.truths)

    @cached_property
    def random(self) -> np.ndarray:
        """Return the random numbers of the simulations' errors (``noise.random_numbers``)."""
        return random_numbers(self.study, 1, self.simulations)

    @property
    def errors(self) -> np.ndarray:
        """Return by how much the anchors miss an honest forecast, float64[anchors, statistics]."""
        return self.forward.errors[: len(self.anchors)]


def _statistics(study: "Study") -> list[Statistic]:
    """Return the statistics of all figures of ``study``, however these are read."""
    figures = (*study.targets, *study.held_out)
    found = {
        one.id: one for figure in figures for one in (statistic(figure, o) for o in USERS_OPERATORS)
    }
    return list(found.values())


def _left_out(bank: "Bank") -> np.ndarray:
    """Return the simulations of ``bank`` that nothing is learnt from: the last ones."""
    number = min(TRUTHS, int(TRUTHS_OF_A_SMALL_BANK * len(bank)))
    return np.arange(len(bank)) >= len(bank) - number


def learnt(
    study: "Study",
    banks: Sequence["Bank"],
    workers: int | None = None,
    kept: Path | None = None,
) -> Knowledge:
    """Return what ``banks`` (round 1, and round 2 if there is one) tell.

    The ensemble learns from all rounds: it says what comes of parameters, wherever these were drawn
    from. Draws from the prior are those of round 1 alone. ``kept`` is the file of the ensemble.
    """
    coordinates = Coordinates(priors(study))
    wanted = _statistics(study)
    shares = np.array([is_share(one.metric) for one in wanted])
    columns = [one.id for one in wanted]

    def even(table: pd.DataFrame) -> np.ndarray:
        return to_even(table[columns].to_numpy(), shares)

    first = banks[0]
    truths = _left_out(first)
    scores = [coordinates.scores(bank.parameters) for bank in banks]
    outcomes = [even(bank.statistics) for bank in banks]
    forward = Forward.kept(
        kept,
        coordinates.names,
        columns,
        np.concatenate([scores[0][~truths], *scores[1:]]),
        np.concatenate([outcomes[0][~truths], *outcomes[1:]]),
        workers,
    )
    return Knowledge(
        study=study,
        coordinates=coordinates,
        forward=forward,
        simulations=first.parameters.index.to_numpy(),
        seeds=first.seeds,
        scores=scores[0],
        even=outcomes[0],
        statistics=first.statistics,
        truths=truths,
    )
