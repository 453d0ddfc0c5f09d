"""Marks gathered to bits are those that NumPy finds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from sim import bits

SEVERAL = settings(deadline=None, derandomize=True, max_examples=200)
MARKS = st.lists(st.integers(0, 3), min_size=1, max_size=400)


def in_eights(marks, room=1):
    """Return bytes as words of eight, with zeros up to the next multiple of ``room`` words."""
    padded = np.zeros(-(-len(marks) // (8 * room)) * 8 * room, np.uint8)
    padded[: len(marks)] = marks
    return padded.view(np.uint64)


@njit
def _list_marked(count, marks, listed):
    return bits.list_marked(count, marks, listed)


@SEVERAL
@given(MARKS, st.sampled_from([0.02, 0.3, 1.0]), st.integers(0, 2**32 - 1))
def test_marked_bytes_are_listed_in_order(marks, share, luck):
    kept = np.random.default_rng(luck).random(len(marks)) < share
    marks = np.array(marks) * kept
    listed = np.full(len(marks) + 8, -1)
    found = _list_marked(len(marks), in_eights(marks, room=8), listed)
    assert listed[:found].tolist() == np.flatnonzero(marks).tolist()


@SEVERAL
@given(st.lists(st.integers(0, 255), min_size=1, max_size=300), st.integers(0, 7))
def test_packed_bits_are_those_of_the_bytes(values, bit):
    eights = in_eights(values)
    packed = np.zeros(len(eights), np.uint8)
    bits.pack(eights, np.uint64(bit), packed)
    expected = np.packbits((eights.view(np.uint8) >> bit) & 1, bitorder="little")
    assert packed.tolist() == expected.tolist()


@SEVERAL
@given(st.integers(0, 2**64 - 1))
def test_bits_are_counted(word):
    assert bits.count_bits(np.uint64(word)) == word.bit_count()
