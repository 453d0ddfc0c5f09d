"""How good a probabilistic answer was, once the truth is known."""

import numpy as np


def crps(draws: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Return the continuous ranked probability score of ``draws`` [n, ...] of ``truth`` [...].

    E|X - y| - E|X - X'| / 2, in the unit of the draws; 0 is perfect, and of one draw it is the
    absolute error (Gneiting and Raftery 2007, JASA 102, 359-378).
    """
    ordered = np.sort(draws, axis=0)
    count = len(ordered)
    weight = (2.0 * np.arange(1, count + 1) - count - 1.0).reshape(-1, *[1] * (ordered.ndim - 1))
    return np.abs(ordered - truth).mean(axis=0) - (weight * ordered).sum(axis=0) / count**2


def covered(draws: np.ndarray, truth: np.ndarray, level: float) -> np.ndarray:
    """Return whether the central interval with ``level`` (0..1) of ``draws`` [n, ...] has it."""
    low, high = np.quantile(draws, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], axis=0)
    return (low <= truth) & (truth <= high)


def rank(draws: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Return how many of ``draws`` [n, ...] are below ``truth`` [...]."""
    return (draws < truth).sum(axis=0)
