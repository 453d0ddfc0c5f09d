"""Parameters as normal scores: where a value lies in its prior, as a standard normal deviate.

In these coordinates the prior of every parameter is N(0, 1), an adjustment of any size stays within
the prior's range, and distances mean the same for all.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import betainc, ndtr, ndtri

from sim.calibrate.priors import FIXED, Priors

# Beyond this the share of the prior is below the grid that it is drawn on.
FARTHEST = 8.0


@dataclass(frozen=True)
class Coordinates:
    """The normal scores of the parameters that vary under ``priors``."""

    priors: Priors

    @cached_property
    def names(self) -> list[str]:
        """Return the parameters that vary, in the order of the registry."""
        return [prior.name for prior in self.priors.each if prior.distribution != FIXED]

    @cached_property
    def _varying(self) -> np.ndarray:
        return np.array([prior.distribution != FIXED for prior in self.priors.each])

    def scores(self, parameters: pd.DataFrame) -> np.ndarray:
        """Return the scores of ``parameters`` (a column a parameter), float64[n, varying]."""
        chosen = [prior for prior in self.priors.each if prior.distribution != FIXED]
        found = np.empty((len(parameters), len(chosen)))
        for at, prior in enumerate(chosen):
            share = (parameters[prior.name].to_numpy() - prior.low) / (prior.high - prior.low)
            found[:, at] = ndtri(betainc(*prior.shape, np.clip(share, 0.0, 1.0)))
        return np.clip(found, -FARTHEST, FARTHEST)

    def values(self, scores: np.ndarray) -> pd.DataFrame:
        """Return the parameters (all of the registry) of ``scores``, float64[n, varying]."""
        shares = np.full((len(scores), len(self.priors.each)), 0.5)
        shares[:, self._varying] = ndtr(np.clip(scores, -FARTHEST, FARTHEST))
        return pd.DataFrame(self.priors.quantiles(shares), columns=self.priors.names)
