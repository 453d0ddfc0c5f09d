"""Which draws an ensemble is made of, and how many it takes."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.experiment.ensemble.data import Ensemble
from sim.experiment.estimate import DRAWS

if TYPE_CHECKING:
    from sim.calibrate.posterior import Posterior

FIRST_BATCH = 20
_HEADLINE = "adults_using_online_share"
_Z90 = 1.645


def draws_table(posterior: "Posterior") -> pd.DataFrame:
    """Return draw number, seed and every parameter, a row a draw."""
    numbers = {"draw": np.arange(len(posterior.draws)), "seed": np.asarray(posterior.seeds)}
    return pd.concat([pd.DataFrame(numbers), posterior.draws.reset_index(drop=True)], axis=1)


def draws_to_begin_with(draws: int | None, precision: float | None, available: int) -> int:
    """Return how many draws to run first; raise InputError for what cannot be had."""
    if precision is not None:
        if draws is not None:
            raise InputError("both a number of draws and a precision", "one of them")
        if not precision > 0:
            raise InputError(f"precision {precision}", "points above 0")
        return min(FIRST_BATCH, available)
    wanted = DRAWS if draws is None else draws
    if not 2 <= wanted <= available:
        raise InputError(f"{wanted} draws", f"2 to {available}, as many as the posterior has")
    return wanted


def draws_needed(found: Ensemble, precision: float) -> int:
    """Return how many draws it takes to know the mean headline to +- ``precision`` points.

    The headline is adults using online services at the end: the effect on it, or its level where
    there is one scenario. The 90 % interval of the mean is meant, of the scenario that varies most.
    """
    others = list(found.scenarios)[1:]
    ends = [found.effect(each, "nation", _HEADLINE)[:, 0, -1] for each in others]
    if not others:
        ends = [found.values(found.baseline, "nation", _HEADLINE)[:, 0, -1]]
    widest = max(float(np.std(end, ddof=1)) for end in ends)
    return int(np.ceil((_Z90 * widest / precision) ** 2))


def insist_on_different_draws(found: Ensemble) -> None:
    """Raise InputError when two draws came to the very same numbers: they are one draw twice."""
    seen: dict[bytes, int] = {}
    for number, member in enumerate(found.members):
        content = member.values[found.baseline]["nation"].tobytes()
        if content in seen:
            raise InputError(
                f"draws {seen[content]} and {number} are identical",
                "draws that differ, or the range over them means nothing",
            )
        seen[content] = number
