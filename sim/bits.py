"""Marks of many citizens at once: bytes that say yes or no, gathered to one bit a citizen.

Bytes are read eight to a word, the first in the lowest place (little-endian), as on every processor
that Numba compiles for.
"""

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros

from sim.compiled import kernel, rule

_ZERO, _ONE = np.uint64(0), np.uint64(1)
_LOW_BITS_OF_BYTES = np.uint64(0x0101010101010101)
_GATHER = np.uint64(0x0102040810204080)
_PAIRS, _FOURS = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
_EIGHTS = np.uint64(0x0F0F0F0F0F0F0F0F)
_TOP_BYTE, _BYTE = np.uint64(56), np.uint64(8)


@rule
def gathered(eight):
    """Return the lowest bits of the eight bytes of ``eight`` (uint64) as one byte (uint64)."""
    return ((eight & _LOW_BITS_OF_BYTES) * _GATHER) >> _TOP_BYTE


@kernel
def pack(eights, bit, packed):
    """Write the bit of number ``bit`` (uint64) of every byte into ``packed`` (uint8).

    ``eights`` (uint64) hold eight bytes a word; ``packed`` gets as many bytes as there are words.
    """
    for number in range(np.uint64(len(eights))):
        packed[number] = np.uint8(gathered(eights[number] >> bit))


@rule
def count_bits(word):
    """Return how many bits of ``word`` (uint64) are set."""
    word = word - ((word >> _ONE) & _PAIRS)
    word = (word & _FOURS) + ((word >> np.uint64(2)) & _FOURS)
    word = (word + (word >> np.uint64(4))) & _EIGHTS
    return np.int64((word * _LOW_BITS_OF_BYTES) >> _TOP_BYTE)


@rule
def list_marked(count, marks, listed):
    """Write the positions of marked bytes into ``listed`` and return how many there are.

    ``marks`` (uint64) hold eight bytes a word, of which any of the lowest two bits is a mark; the
    words are read up to the next multiple of 64 bytes after ``count``. Positions are written eight
    at a time, because how many there are cannot be foreseen by the processor: ``listed`` needs room
    for seven more than are found.
    """
    found = 0
    for block in range((count + 63) // 64):
        marked = _ZERO
        for word in range(8):
            eight = marks[8 * block + word]
            marked |= gathered(eight | (eight >> _ONE)) << (_BYTE * np.uint64(word))
        at = np.uint64(found)
        found += count_bits(marked)
        while marked != _ZERO:
            for _ in range(8):
                listed[at] = 64 * block + np.int64(trailing_zeros(marked))
                at += _ONE
                marked &= marked - _ONE
    return found
