"""Moving accepted simulations to where they would come to what was reported.

Regression adjustment (Beaumont et al. 2002, Genetics 162, 2025-2035) subtracts from an accepted
simulation what its distance to the figures explains of its parameters. Here the regression is the
neural ensemble from parameters to statistics, and all parameters move together: each simulation
``i``, with parameters ``x_i`` (normal scores), goes to the ``x`` that makes

    |x - x_i|^2 + (t_i - f(x) - d_i)' C^-1 (t_i - f(x) - d_i)

least, where ``f`` is the ensemble, ``t_i`` the figures less the error of simulation ``i``, ``d_i``
what is known of it beyond the ensemble, and ``C`` the variance of the error. Where ``f`` is linear
this is the local-linear adjustment with the prior's own covariance, and exact (randomised maximum
likelihood; Oliver, He and Reynolds 1996).
"""

import numpy as np

from sim.calibrate.forward import Forward

_STEPS = 10
_BLOCK = 128  # simulations moved at once, so that their derivatives stay in the cache
_GAIN = 1e-2  # of the least sum, below which a block has arrived


def adjusted(
    forward: Forward,
    at: np.ndarray,
    anchors: np.ndarray,
    goal: np.ndarray,
    variance: np.ndarray,
    start: np.ndarray | None = None,
) -> np.ndarray:
    """Return the scores [n, names] to which ``anchors`` move so that ``f`` comes to ``goal``.

    ``goal`` [n, at] is ``t_i - d_i`` for the statistics numbered ``at``, ``variance`` [at, at]
    ``C``; ``start`` is where to begin, the anchors by default. Damped Gauss-Newton steps.
    """
    root = np.linalg.inv(np.linalg.cholesky(variance))
    begin = anchors if start is None else start
    blocks = [slice(first, first + _BLOCK) for first in range(0, len(anchors), _BLOCK)]
    moved = [
        _Block(forward, at, anchors[part], goal[part], root).moved(begin[part]) for part in blocks
    ]
    return np.concatenate(moved)


class _Block:
    def __init__(self, forward, at, anchors, goal, root):
        self.forward, self.at, self.anchors, self.goal, self.root = forward, at, anchors, goal, root

    def _at(self, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return misfit and derivatives, both in standard errors, and the sum to make least."""
        value, slope = self.forward.derivatives(scores, self.at)
        misfit = (self.goal - value) @ self.root.T
        total = ((scores - self.anchors) ** 2).sum(axis=1) + (misfit**2).sum(axis=1)
        return misfit, self.root @ slope, total

    def _full_step(self, scores, misfit, slope) -> np.ndarray:
        away = slope @ (scores - self.anchors)[:, :, None]
        curvature = slope @ slope.transpose(0, 2, 1) + np.eye(slope.shape[1])
        step = np.linalg.solve(curvature, misfit[:, :, None] + away)
        return self.anchors + (slope.transpose(0, 2, 1) @ step)[:, :, 0]

    def moved(self, scores: np.ndarray) -> np.ndarray:
        scores, length = scores.copy(), np.ones(len(scores))
        misfit, slope, total = self._at(scores)
        for _ in range(_STEPS):
            ahead = self._full_step(scores, misfit, slope) - scores
            tried = scores + length[:, None] * ahead
            misfit_tried, slope_tried, total_tried = self._at(tried)
            better = total_tried < total
            gain = np.where(better, total - total_tried, 0.0).max()
            scores[better], total[better] = tried[better], total_tried[better]
            misfit[better], slope[better] = misfit_tried[better], slope_tried[better]
            length = np.where(better, np.minimum(1.0, 2.0 * length), length / 4.0)
            if better.all() and gain < _GAIN:
                break
        return scores
