"""The one draw for runs without a range: it fits whatever the luck, not by its own luck alone."""

import numpy as np

from sim.calibrate.noise import Reports, to_even
from sim.calibrate.refinement import Refined
from sim.calibrate.simulations import Work, simulated
from sim.calibrate.study import Study

CANDIDATES, LUCKS = 40, 9


def best_by_any_luck(study: Study, reports: Reports, found: Refined, work: Work) -> int:
    """Return the number of the draw whose median misfit over several seeds is least.

    A draw was moved until it met the figures with its own seed; runs at the point parameters have
    other seeds. The draws nearest to the figures are tried with the seeds 1 to ``LUCKS``.
    """
    candidates = np.argsort(found.misfit, kind="stable")[:CANDIDATES]
    parameters = found.parameters.iloc[np.repeat(candidates, LUCKS)]
    seeds = np.tile(np.arange(1, LUCKS + 1, dtype=np.uint32), len(candidates))
    table = simulated(study, parameters, seeds, work)
    outcome = to_even(table[reports.columns].to_numpy(), reports.shares)
    misfit = ((outcome - reports.target) ** 2 / reports.variance()).sum(axis=1)
    misfit = np.nan_to_num(misfit, nan=np.inf).reshape(len(candidates), LUCKS)
    return int(candidates[np.argmin(np.median(misfit, axis=1))])
