"""Where labels can stand, and the choice of a spot for each so that they keep clear of each other.

Every label has spots around its point. Each takes its best spot in turn, then takes again, knowing
where the others stand, until nobody moves; of several orders of choosing the best result is kept.
All lengths are pixels of the slide.
"""

from typing import NamedTuple

import numpy as np

SIDES = {  # horizontal and vertical direction
    "above": (0, 1),
    "below": (0, -1),
    "right": (1, 0),
    "left": (-1, 0),
    "above right": (1, 1),
    "above left": (-1, 1),
    "below right": (1, -1),
    "below left": (-1, -1),
}
_DISTANCES = (20, 31, 45, 67, 97, 133, 183, 250)
_TIED_FROM = 45
_CLEARANCE, _LINE_CLEARANCE = 11, 3  # from another label, from a line
_TIE_POINTS = np.linspace(0, 1, 16)[:, None]
_OVERLAP, _CROSSING, _HIDDEN, _RANK = 1000.0, 500.0, 100.0, 7.0  # what a pixel or a point costs
_SWEEPS, _ORDERS = 6, 8


class Spots(NamedTuple):
    """The n spots of one label: boxes (n, 4: x0, y0, x1, y1) and what each costs by itself.

    ``ties`` (n, 16, 2) are points along the thin line to the label's point, NaN where it needs
    none; ``across`` (n) is the horizontal direction.
    """

    boxes: np.ndarray
    ties: np.ndarray
    across: np.ndarray
    cost: np.ndarray


def around(
    anchor: np.ndarray,
    size: tuple[float, float],
    sides: tuple[str, ...],
    room: np.ndarray,
    hidden: np.ndarray,
) -> Spots:
    """Return the spots of a label of ``size`` around ``anchor``.

    ``room`` (4) is where labels may stand; ``hidden`` (m, 2) are points better left visible.
    """
    turns = [(SIDES[side], away, rank) for away in _DISTANCES for rank, side in enumerate(sides)]
    across, up = np.array([direction for direction, _, _ in turns]).T
    away, rank = np.array([turn[1:] for turn in turns]).T
    width, height = size
    x0 = anchor[0] + across * away - width * (1 - across) / 2
    y0 = anchor[1] + up * away - height * (1 - up) / 2
    boxes = np.stack([x0, y0, x0 + width, y0 + height], axis=1)
    middle = np.stack([x0 + width / 2, y0 + height / 2], axis=1)
    ties = anchor + _TIE_POINTS * (middle - anchor)[:, None, :]
    ties[away < _TIED_FROM] = np.nan
    outside = width * height - _overlap(boxes, room[None, :])[:, 0]
    covered = _contains(_padded(boxes, _LINE_CLEARANCE), hidden[None]).sum(axis=2)[:, 0]
    cost = _OVERLAP * outside + _HIDDEN * covered + away + _RANK * rank
    return Spots(boxes, ties, across, cost)


def choose(spots: list[Spots], taken: np.ndarray) -> list[int]:
    """Return for every label the number of its spot, given boxes ``taken`` (k, 4) before."""
    shuffle = np.random.default_rng(0)  # always the same orders: the picture repeats
    orders = [np.arange(len(spots)), np.arange(len(spots))[::-1]]
    orders += [shuffle.permutation(len(spots)) for _ in range(_ORDERS - len(orders))]
    unhindered = sum(float(label.cost.min()) for label in spots)
    best, chosen = np.inf, []
    for order in orders:
        total, result = _settle(spots, taken, order.tolist())
        if total < best:
            best, chosen = total, result
        if best <= unhindered:
            break
    return chosen


def _settle(spots: list[Spots], taken: np.ndarray, order: list[int]) -> tuple[float, list[int]]:
    chosen: dict[int, int] = {}
    total = 0.0
    for _ in range(_SWEEPS):
        before = dict(chosen)
        total = 0.0
        for label in order:
            others = [(spots[other], at) for other, at in chosen.items() if other != label]
            costs = spots[label].cost + _conflicts(spots[label], others, taken)
            chosen[label] = int(costs.argmin())
            total += float(costs.min())
        if chosen == before:
            break
    return total, [chosen[label] for label in range(len(spots))]


def _conflicts(own: Spots, others: list[tuple[Spots, int]], taken: np.ndarray) -> np.ndarray:
    """Return what the other labels add to the cost of each spot."""
    boxes = np.array([spots.boxes[at] for spots, at in others]).reshape(-1, 4)
    ties = np.array([spots.ties[at] for spots, at in others]).reshape(-1, len(_TIE_POINTS), 2)
    all_boxes = _padded(np.vstack([taken.reshape(-1, 4), boxes]))
    overlap = _overlap(own.boxes, all_boxes).sum(axis=1)
    own_tie = _contains(all_boxes, own.ties).sum(axis=(0, 2))
    other_tie = _contains(_padded(own.boxes), ties).sum(axis=(1, 2))
    crossing = _cross(own.ties, ties).sum(axis=1)
    return _OVERLAP * overlap + _CROSSING * (own_tie + other_tie + crossing)


def _cross(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return whether each tie of ``one`` (n, m, 2) crosses each of ``other`` (k, m, 2): (n, k)."""
    a, b = one[:, None, 0], one[:, None, -1]
    c, d = other[None, :, 0], other[None, :, -1]
    return (_turn(a, b, c) * _turn(a, b, d) < 0) & (_turn(c, d, a) * _turn(c, d, b) < 0)


def _turn(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Return on which side of the line from ``a`` to ``b`` the point ``c`` lies (its sign)."""
    ab, ac = b - a, c - a
    return ab[..., 0] * ac[..., 1] - ab[..., 1] * ac[..., 0]


def _padded(boxes: np.ndarray, clearance: float = _CLEARANCE) -> np.ndarray:
    return boxes + np.array([-1, -1, 1, 1]) * clearance


def _overlap(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the shared area of every box of ``one`` (n, 4) with every one of ``other`` (k, 4)."""
    low = np.maximum(one[:, None, :2], other[None, :, :2])
    high = np.minimum(one[:, None, 2:], other[None, :, 2:])
    return np.clip(high - low, 0, None).prod(axis=2)


def _contains(boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return whether each of the boxes (n, 4) holds each of the points (k, m, 2): (n, k, m)."""
    above = points[None] > boxes[:, None, None, :2]
    below = points[None] < boxes[:, None, None, 2:]
    return (above & below).all(axis=3)
