"""Shapley values: a fair share of an effect for each of the parts that bring it about together.

A coalition is a whole number whose bit i says whether part i takes part; ``worth`` maps coalitions
to arrays of one shape. The share of a part is what it adds to the parts before it, on average over
all orders in which they may come (Shapley 1953). Shares add up to the worth of all parts less that
of none, whether all orders count or only some.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import factorial

import numpy as np

Worth = Mapping[int, np.ndarray]


def everybody(parts: int) -> int:
    """Return the coalition of all of ``parts`` parts."""
    return (1 << parts) - 1


def exact(worth: Worth, parts: int) -> np.ndarray:
    """Return the shares, [part, ...]; ``worth`` has all 2**parts coalitions."""
    shares = np.zeros((parts, *np.shape(worth[0])))
    for coalition in range(everybody(parts)):
        before = coalition.bit_count()
        weight = factorial(before) * factorial(parts - before - 1) / factorial(parts)
        for part in range(parts):
            if not coalition >> part & 1:
                shares[part] += weight * (worth[coalition | 1 << part] - worth[coalition])
    return shares


def antithetic_orders(parts: int, pairs: int, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Return random orders, each followed by its reverse, which evens out early against late."""
    orders = []
    for _ in range(pairs):
        order = tuple(int(part) for part in rng.permutation(parts))
        orders += [order, order[::-1]]
    return orders


def prefixes(order: Sequence[int]) -> list[int]:
    """Return the coalitions that grow part by part in ``order``, from nobody to everybody."""
    found = [0]
    for part in order:
        found.append(found[-1] | 1 << part)
    return found


def sampled(worth: Worth, orders: Iterable[Sequence[int]], parts: int) -> np.ndarray:
    """Return the shares, [part, ...], over ``orders`` only; ``worth`` has all their prefixes."""
    shares, count = np.zeros((parts, *np.shape(worth[0]))), 0
    for order in orders:
        count += 1
        before = 0
        for part, after in zip(order, prefixes(order)[1:], strict=True):
            shares[part] += worth[after] - worth[before]
            before = after
    return shares / count
