"""Influence: how many of a citizen's contacts recommend online services.

Contacts are the six nearest neighbours on the ring of the village; each tie is rewired with a
certain chance to somebody far away, in the province or anywhere in the country (a small world in
which no graph is stored). Everybody sees last month's state, packed as one bit a citizen.
"""

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros

from sim import draws
from sim.bits import count_bits
from sim.compiled import rule

TIES = 6
_REACH = 3  # neighbours on each side
_LOW_BYTE = np.uint64(0xFF)
_BYTE = np.uint64(8)
_WORD_BITS = np.uint64(63)
_WORD_SHIFT = np.uint64(6)
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_28, _BITS_28, _FROM_28 = np.uint64(28), np.uint64((1 << 28) - 1), 2.0**-28


@rule
def recommends(bits, position):
    """Return 1 if the citizen at ``position`` recommended online services last month, else 0."""
    where = np.uint64(position)
    return (bits[where >> _WORD_SHIFT] >> (where & _WORD_BITS)) & _ONE


@rule
def neighbours(bits, first, index, size):
    """Return six bits: whether the neighbours at -3, -2, -1, +1, +2, +3 on the ring recommend."""
    if _REACH <= index < size - _REACH:
        where = np.uint64(first + index - _REACH)
        word, shift = where >> _WORD_SHIFT, where & _WORD_BITS
        seven = (bits[word] >> shift) | ((bits[word + _ONE] << _ONE) << (_WORD_BITS - shift))
        return (seven & np.uint64(7)) | ((seven >> _ONE) & np.uint64(56))
    six = _ZERO
    for tie in range(TIES):
        step = tie - _REACH if tie < _REACH else tie - _REACH + 1
        around = np.uint64(index + step + _REACH * size) % np.uint64(size)
        six |= recommends(bits, np.uint64(first) + around) << np.uint64(tie)
    return six


@rule
def rewired_ties(word, rewired_share):
    """Return six bits: which ties lead out of the village, from six random bytes of ``word``."""
    below = np.uint64(rewired_share * 256.0)
    six = _ZERO
    for tie in range(TIES):
        six |= np.uint64((word & _LOW_BYTE) < below) << np.uint64(tie)
        word >>= _BYTE
    return six


@rule
def far_contact(word, low, high, reach, guide, start):
    """Return the position of a random citizen of a range of strata.

    ``reach[s]`` is the share of all adults who live in strata before ``s`` and ``start[s]`` the
    position of the first simulated citizen of ``s``: strata are met by their true size, however
    many of their citizens are simulated. ``low`` and ``high`` bound the range in terms of
    ``reach``; ``guide`` shortens the search (see ``reach_guide``). ``word`` holds 56 random bits.
    """
    target = low + np.float64(word & _BITS_28) * _FROM_28 * (high - low)
    stratum = np.uint64(guide[np.uint64(np.int64(target * (len(guide) - 1)))])
    while reach[stratum + _ONE] <= target:
        stratum += _ONE
    size = start[stratum + _ONE] - start[stratum]
    return start[stratum] + np.int64(np.float64(word >> _28) * _FROM_28 * size)


def reach_guide(reach: np.ndarray, cells: int = 1024) -> np.ndarray:
    """Return, for each of ``cells`` equal parts of the country, the stratum in which it begins."""
    edges = np.arange(cells + 1) / cells
    return np.minimum(np.searchsorted(reach, edges, side="right") - 1, len(reach) - 2)


@rule
def near_recommending(rewired, bits, first, index, size):
    """Return how many of the neighbours to whom a tie was kept recommend online services.

    ``index`` counts within the village, whose citizens have positions from ``first``; ``rewired``
    says with one bit a tie which ones lead far away instead (``rewired_ties``).
    """
    return count_bits(neighbours(bits, first, index, size) & ~rewired)


@rule
def far_recommending(rewired, word, bits, low, high, reach, guide, start, p):
    """Return how many of the far contacts, one for each rewired tie, recommend online services.

    ``word`` are the random bits that the ties were drawn from; the citizen's province reaches from
    ``low`` to ``high`` in terms of ``reach``.
    """
    found = 0
    in_province = np.uint64(p.far_in_province * 256.0)
    while rewired != _ZERO:
        tie = trailing_zeros(rewired)
        rewired &= rewired - _ONE
        far = draws.mix(word + tie)
        near = (far & _LOW_BYTE) < in_province
        position = far_contact(
            far >> _BYTE, low if near else 0.0, high if near else 1.0, reach, guide, start
        )
        found += np.int64(recommends(bits, position))
    return found
