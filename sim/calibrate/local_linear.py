"""The baseline of inference: regression-adjusted ABC with a local linear regression.

Beaumont, Zhang and Balding (2002), Genetics 162, 2025-2035: the simulations nearest to the figures
are accepted, weighted by the Epanechnikov kernel, and corrected by a weighted linear regression of
the parameters on the statistics.
"""

import numpy as np

ACCEPTED = 0.1  # of the simulations
_RIDGE = 1e-3  # of the weight, so that nearly equal statistics do no harm


def local_linear(scores: np.ndarray, simulated: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return adjusted draws [accepted, parameters] of ``scores`` given the figures ``target``.

    ``simulated`` [n, figures] are what ``scores`` [n, parameters] came to, with errors.
    """
    away = (simulated - target) / simulated.std(axis=0)
    distance = (away**2).sum(axis=1)
    count = max(int(ACCEPTED * len(scores)), away.shape[1] + 2)
    near = np.argsort(distance, kind="stable")[:count]
    weight = 1.0 - distance[near] / distance[near].max()
    design = np.column_stack([np.ones(count), away[near]])
    weighted = weight[:, None] * design
    penalty = np.diag(np.append(0.0, np.full(away.shape[1], _RIDGE * weight.sum())))
    slopes = np.linalg.solve(design.T @ weighted + penalty, weighted.T @ scores[near])
    moved = scores[near] - away[near] @ slopes[1:]
    return moved[weight > 0.0]
