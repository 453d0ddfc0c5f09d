"""Distributing a national figure: shares that differ by logit shifts around an exact mean.

Where only the nation (or a few provinces) is reported, each place or group is given a shift on the
logit scale, and the common level is solved so that the weighted mean is the reported figure.
"""

from functools import cache
from itertools import pairwise
from statistics import NormalDist

import numpy as np

STEPS = 2  # of Newton on the logit of the mean, which is nearly linear in the level
EXTREME = 1e-4  # nearer to 0 or 1 than this there are no differences worth distributing
BEND = 1e-12  # second difference above which a series is not linear


@cache
def _quantiles(count: int) -> np.ndarray:
    return np.array([NormalDist().inv_cdf((rank + 0.5) / count) for rank in range(count)])


def normal_scores(values: np.ndarray) -> np.ndarray:
    """Return the standard normal quantile of each value's rank: only the order is used."""
    scores = np.empty(len(values))
    scores[np.argsort(values, kind="stable")] = _quantiles(len(values))
    return scores


def _mean(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return weighted means by row; unlike a matrix product, no row depends on the others."""
    return np.einsum("mn,mn->m" if weight.ndim == 2 else "mn,n->m", values, weight)


def _sigmoid(level: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Return sigmoid(level[m] + shift) as float32[M, N]; ``shift`` is float32[N] or [M, N]."""
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


def _distributed(national: np.ndarray, shift: np.ndarray, weight: np.ndarray) -> np.ndarray:
    level = solve_levels(national, shift, weight)
    share = _sigmoid(level, shift.astype(np.float32))
    spread = share - np.square(share)
    share = share.astype(float)
    missing = (national - _mean(share, weight)) / _mean(spread, weight.astype(np.float32))
    spread *= missing.astype(np.float32)[:, None]
    share += spread
    return share


def distribute(national: np.ndarray, shift: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return shares[M, N] in 0..1 whose weighted mean over n is national[M]; equal at the extremes.

    ``shift`` is [N] or [M, N] on the logit scale, ``weight`` [N] (any positive scale). The mean is
    exact to about 1e-10: the last correction is linear in the shares.
    """
    weight = weight / weight.sum()
    inner = (national > EXTREME) & (national < 1.0 - EXTREME)
    shares = np.empty((len(national), len(weight)))
    shares[~inner] = national[~inner, None]
    if inner.any():
        here = shift if shift.ndim == 1 else shift[inner]
        shares[inner] = _distributed(national[inner], here, weight)
    return shares


def distribute_line(national: np.ndarray, shift: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return shares[T, N] like ``distribute``, for a series that is mostly linear in time.

    Shares are solved in the months where the series bends and are linear between them, which keeps
    the mean on the line.
    """
    bends = np.flatnonzero(np.abs(np.diff(national, 2)) > BEND) + 1
    solved = np.concatenate(([0], bends, [len(national) - 1]))
    at_bends = distribute(national[solved], shift, weight)
    shares = np.empty((len(national), len(weight)))
    for number, (first, last) in enumerate(pairwise(solved)):
        start, between = at_bends[number], shares[first:last]
        rise = (at_bends[number + 1] - start) / (last - first)
        np.multiply(np.arange(last - first)[:, None], rise, out=between)
        between += start
    shares[-1] = at_bends[-1]
    return shares
