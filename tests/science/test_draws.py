"""Draws are uniform, independent in every direction, and pure functions of their arguments."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from sim import draws

OF_MONTH = range(draws.NEED_AND_ACCOUNT, draws.TEAM_PLACES_AND_QUEUE + 1)
FOR_LIFE = range(draws.AGE, draws.PROVINCE_SUPPLY + 1)
DECISIONS = (*OF_MONTH, *FOR_LIFE)
SEVERAL = settings(deadline=None, derandomize=True, max_examples=60)
FAR_FROM_CHANCE = 5.0  # standard deviations; the draws tested are fixed, so nothing is flaky
WORDS = st.integers(0, 2**63)


@njit
def _all_halves(key, count, high, low):
    for who in range(count):
        high[who], low[who] = draws.halves(key, who)


@njit
def _all_uniform(key, count, found):
    for who in range(count):
        found[who] = draws.uniform(key, who)


def halves(seed, decision, month=0, count=100_000):
    found = np.empty((2, count))
    _all_halves(draws.key(seed, decision, month), count, *found)
    return found


def uniform(seed, decision, month=0, count=100_000):
    found = np.empty(count)
    _all_uniform(draws.key(seed, decision, month), count, found)
    return found


def surprise(table):
    """Return how far the chi-square of counts from equal counts is from what chance gives."""
    expected = table.sum() / table.size
    freedom = table.size - 1
    return (((table - expected) ** 2 / expected).sum() - freedom) / np.sqrt(2 * freedom)


def correlation(a, b):
    """Return the correlation of two rows of draws in its standard deviations under independence."""
    return np.corrcoef(a, b)[0, 1] * np.sqrt(len(a))


@njit
def _many_halves(key, first, others, count, high, low):
    draws.halves_of_many(key, first, others, count, high, low)


@SEVERAL
@given(WORDS, st.integers(0, 10**8), st.lists(st.integers(0, 5_000), max_size=40))
def test_draws_of_many_at_once_are_those_of_each(key, first, others):
    high, low = np.full((2, len(others) + 1), np.nan)
    numbers = np.array([*others, 7])
    _many_halves(np.uint64(key), first, numbers, len(others), high, low)
    found = list(zip(high[:-1], low[:-1], strict=True))
    assert found == [draws.halves(np.uint64(key), first + other) for other in others]
    assert np.isnan((high[-1], low[-1])).all()


@pytest.mark.parametrize("decision", DECISIONS)
def test_draws_are_uniform(decision):
    for drawn in (*halves(1, decision, 7), uniform(1, decision, 7)):
        assert drawn.min() >= 0.0 and drawn.max() < 1.0
        assert abs(surprise(np.histogram(drawn, bins=256, range=(0, 1))[0])) < FAR_FROM_CHANCE


@pytest.mark.parametrize("decision", DECISIONS)
def test_neighbouring_citizens_draw_independently(decision):
    for drawn in halves(1, decision, 7):
        assert abs(correlation(drawn[:-1], drawn[1:])) < FAR_FROM_CHANCE
        pairs = np.histogram2d(drawn[::2], drawn[1::2], bins=16, range=[[0, 1], [0, 1]])[0]
        assert abs(surprise(pairs)) < FAR_FROM_CHANCE


def test_the_draws_of_one_citizen_are_independent_across_months():
    months = [halves(1, draws.CHOICE_AND_ROUTE, month)[0] for month in range(24)]
    assert all(abs(correlation(a, b)) < FAR_FROM_CHANCE for a, b in pairwise(months))
    year_apart = zip(months, months[12:], strict=False)
    assert all(abs(correlation(a, b)) < FAR_FROM_CHANCE for a, b in year_apart)
    life = np.array(months)[:, :5_000].ravel()
    assert abs(surprise(np.histogram(life, bins=256, range=(0, 1))[0])) < FAR_FROM_CHANCE


def test_all_decisions_of_a_citizen_are_independent():
    drawn = np.concatenate([halves(1, decision, 3) for decision in DECISIONS])
    between = np.corrcoef(drawn) - np.eye(len(drawn))
    assert np.abs(between).max() * np.sqrt(drawn.shape[1]) < FAR_FROM_CHANCE
    high, low = halves(1, draws.ATTEMPT_AND_FORMALITY, 3)
    together = np.histogram2d(high, low, bins=16, range=[[0, 1], [0, 1]])[0]
    assert abs(surprise(together)) < FAR_FROM_CHANCE


def test_neighbouring_seeds_draw_independently():
    seeds = [uniform(seed, draws.SKILL) for seed in range(20)]
    assert all(abs(correlation(a, b)) < FAR_FROM_CHANCE for a, b in pairwise(seeds))


def test_no_two_sequences_share_a_number():
    streams = [
        np.array(uniform(seed, decision, month, 1_000))
        for seed in (0, 1, 2, 3, 2**32 - 1)
        for decision in DECISIONS
        for month in (0, 1, 132)
    ]
    drawn = np.concatenate(streams)
    assert len(np.unique(drawn)) == len(drawn)


@SEVERAL
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(DECISIONS),
    st.integers(0, 132),
    st.lists(st.integers(0, 80_000_000), min_size=1, max_size=20),
    st.randoms(use_true_random=False),
)
def test_a_draw_depends_on_its_arguments_only(seed, decision, month, citizens, shuffler):
    once = {who: draws.uniform(draws.key(seed, decision, month), who) for who in citizens}
    shuffler.shuffle(citizens)
    for who in citizens[: len(citizens) // 2 + 1] * 2:
        draws.uniform(draws.key(seed + 1, decision, month), who)
        assert draws.uniform(draws.key(seed, decision, month), who) == once[who]


@SEVERAL
@given(WORDS, st.integers(0, 80_000_000))
def test_the_halves_are_the_two_ends_of_the_bits_of_a_uniform_draw(key, who):
    word = int(draws.bits(np.uint64(key), who))
    high, low = draws.halves(np.uint64(key), who)
    assert (high, low) == ((word >> 32) / 2**32, (word % 2**32) / 2**32)
    assert draws.uniform(np.uint64(key), who) == (word >> 11) / 2**53


@SEVERAL
@given(WORDS, st.integers(0, 63))
def test_every_input_bit_moves_about_half_of_the_output_bits(word, bit):
    moved = int(draws.mix(np.uint64(word))) ^ int(draws.mix(np.uint64(word ^ (1 << bit))))
    assert 8 <= moved.bit_count() <= 56


def test_provinces_draw_standard_normal_scores():
    drawn = np.array([draws.province_normal(seed, "effort") for seed in range(200)])
    assert drawn.shape == (200, 63)
    assert abs(drawn.mean()) < FAR_FROM_CHANCE / np.sqrt(drawn.size)
    assert abs(drawn.var() - 1) < FAR_FROM_CHANCE * np.sqrt(2 / drawn.size)
    supply = np.array([draws.province_normal(seed, "supply") for seed in range(200)])
    assert abs(correlation(drawn.ravel(), supply.ravel())) < FAR_FROM_CHANCE
    with pytest.raises(KeyError):
        draws.province_normal(1, "luck")
