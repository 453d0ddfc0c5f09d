"""Distributing a national figure: shares that differ by logit shifts around an exact mean.

Where only the nation (or a few provinces) is reported, each place or group is given a shift on the
logit scale, and the common level is solved so that the weighted mean is the reported figure.
"""

from functools import cache
from statistics import NormalDist

import numpy as np

STEPS = 2  # of Newton on the logit of the mean, which is nearly linear in the level


@cache
def _quantiles(count: int) -> np.ndarray:
    return np.array([NormalDist().inv_cdf((rank + 0.5) / count) for rank in range(count)])


def normal_scores(values: np.ndarray) -> np.ndarray:
    """Return the standard normal quantile of each value's rank: only the order is used."""
    scores = np.empty(len(values))
    scores[np.argsort(values, kind="stable")] = _quantiles(len(values))
    return scores


def _mean(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return values @ weight if weight.ndim == 1 else np.einsum("mn,mn->m", values, weight)


def _sigmoid(level: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Return sigmoid(level[M, 1] + shift), float32[M, N]; ``shift`` is float32."""
    score = level.astype(np.float32)[:, None] + shift
    np.negative(score, out=score)
    np.exp(score, out=score)
    score += 1
    return np.reciprocal(score, out=score)


def solve_levels(target: np.ndarray, shift: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the level c[M] with mean over n of sigmoid(c + shift[n]) about target[M] (in 0..1).

    ``shift`` is [N] or [M, N]; ``weight`` likewise, with a sum of 1 over n. Newton's method on the
    logit of the mean, in single precision; ``distribute`` makes up for what is left.
    """
    wanted = np.log(target / (1.0 - target))
    shift, weight = shift.astype(np.float32), weight.astype(np.float32)
    level = wanted - _mean(np.atleast_2d(shift), np.atleast_2d(weight))
    for _ in range(STEPS):
        share = _sigmoid(level, shift)
        mean = _mean(share, weight).astype(float)
        slope = (mean - _mean(np.square(share, out=share), weight)) / (mean * (1.0 - mean))
        level += (wanted - np.log(mean / (1.0 - mean))) / slope
    return level


def _distinct(national: np.ndarray, shift: np.ndarray, weight: np.ndarray) -> np.ndarray:
    level = solve_levels(national, shift, weight)
    share = _sigmoid(level, shift.astype(np.float32))
    spread = share - np.square(share)
    share = share.astype(float)
    missing = (national - share @ weight) / (spread @ weight.astype(np.float32))
    spread *= missing.astype(np.float32)[:, None]
    share += spread
    return share


def distribute(national: np.ndarray, shift: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return shares[M, N] in 0..1 whose weighted mean over n is national[M].

    ``shift`` is [N] or [M, N] on the logit scale, ``weight`` [N] (any positive scale). The mean is
    exact to about 1e-10: the last correction is linear in the shares.
    """
    weight = weight / weight.sum()
    same_shift = shift.ndim == 1
    national, back = np.unique(national, return_inverse=True) if same_shift else (national, ...)
    inner = (national > 0.0) & (national < 1.0)
    shares = np.empty((len(national), len(weight)))
    shares[~inner] = (national >= 1.0)[~inner, None]
    if inner.any():
        shares[inner] = _distinct(national[inner], shift if same_shift else shift[inner], weight)
    return shares[back]
