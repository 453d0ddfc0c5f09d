"""Contacts are the ring of the village but for rewired ties, and far contacts are met fairly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from sim import decision, draws
from sim.behaviour import choice, influence
from sim.model import AdoptionModel
from sim.parameters import as_record, parameters


def packed(flags):
    """Return ``flags`` (0 or 1 a citizen) as the bits that the pass reads, with a spare word."""
    padded = np.zeros((len(flags) // 64 + 2) * 64, np.uint8)
    padded[: len(flags)] = flags
    return np.packbits(padded, bitorder="little").view(np.uint64)


def share_recommending(flags, first, size, index, p, seed=1):
    """Return the share for one citizen of a village; the country is one stratum of all flags."""
    return recommending(flags, first, size, index, p, seed) / influence.TIES


@njit
def _recommending(key, who, first, size, index, bits, reach, guide, start, p):
    word = draws.bits(key, who)
    rewired = influence.rewired_ties(word, p.rewired_share)
    near = influence.near_recommending(rewired, bits, first, index, size)
    far = influence.far_recommending(rewired, word, bits, 0.0, 1.0, reach, guide, start, p)
    return near + far


def recommending(flags, first, size, index, p, seed):
    reach, start = np.array([0.0, 1.0]), np.array([0, len(flags)])
    key, guide = draws.key(seed, draws.TIES), influence.reach_guide(reach)
    of_village = first + index, first, size, index
    return _recommending(key, *of_village, packed(flags), reach, guide, start, p)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.integers(1, 200), st.integers(0, 150), st.integers(0, 2**32 - 1))
def test_without_rewiring_contacts_are_three_neighbours_on_each_side(size, first, luck):
    flags = np.random.default_rng(luck).integers(0, 2, first + size + 70, dtype=np.uint8)
    ring = flags[first : first + size]
    p = as_record(parameters(rewired_share=0))
    for index in {0, min(1, size - 1), min(2, size - 1), size // 2, max(size - 3, 0), size - 1}:
        contacts = [ring[(index + step) % size] for step in (-3, -2, -1, 1, 2, 3)]
        found = share_recommending(flags, first, size, index, p)
        assert found == pytest.approx(sum(contacts) / 6)


def test_with_full_rewiring_the_village_does_not_matter():
    village, elsewhere = np.zeros(64_000, np.uint8), np.ones(64_000, np.uint8)
    village[:64], elsewhere[:64] = 1, 0
    p = as_record(parameters(rewired_share=1, far_in_province=0))
    shares = [share_recommending(elsewhere, 0, 64, index, p) for index in range(64)]
    assert np.mean(shares) > 0.99
    shares = [share_recommending(village, 0, 64, index, p) for index in range(64)]
    assert np.mean(shares) < 0.01


@njit
def _rewire(share, ties):
    for who in range(len(ties)):
        six = influence.rewired_ties(draws.bits(np.uint64(5), who), share)
        for tie in range(6):
            ties[who, tie] = (six >> np.uint64(tie)) & np.uint64(1)


@pytest.mark.parametrize("rewired_share", [0.15, 0.5])
def test_ties_are_rewired_with_their_chance_and_one_by_one(rewired_share):
    ties = np.empty((20_000, 6))
    _rewire(rewired_share, ties)
    step = np.floor(rewired_share * 256) / 256
    assert ties.mean(axis=0) == pytest.approx(step, abs=5 * np.sqrt(step * (1 - step) / 20_000))
    between = np.corrcoef(ties.T) - np.eye(6)
    assert np.abs(between).max() < 5 / np.sqrt(20_000)


@njit
def _meet(words, low, high, reach, guide, start, met):
    for i in range(len(words)):
        met[i] = influence.far_contact(words[i], low, high, reach, guide, start)


def meet(adults, simulated, low, high, count=200_000):
    """Return positions of far contacts, strata having ``adults`` and ``simulated`` citizens."""
    reach = np.concatenate(([0.0], np.cumsum(adults) / np.sum(adults)))
    start = np.concatenate(([0], np.cumsum(simulated)))
    words = np.random.default_rng(1).integers(0, 2**56, count, dtype=np.uint64)
    met = np.empty(count, np.int64)
    bounds = (reach[low], reach[high])
    _meet(words, *bounds, reach, influence.reach_guide(reach), start, met)
    return met, start


def test_far_contacts_are_met_in_proportion_to_true_adults():
    adults = np.array([5_000_000, 40_000, 900_000, 3, 2_000_000, 700_000])
    met, start = meet(adults, np.array([50, 400, 90, 16, 20, 70]), 0, 6)
    found = np.histogram(met, bins=start)[0] / len(met)
    expected = adults / adults.sum()
    spread = np.sqrt(expected * (1 - expected) / len(met))
    assert (np.abs(found - expected) < 5 * spread + 1e-6).all()
    inside = np.bincount(met[met < 50], minlength=50)
    assert inside.std() < 3 * np.sqrt(inside.mean())


def test_contacts_in_the_province_are_of_its_strata():
    met, start = meet(np.array([5, 1, 3, 2, 4]), np.array([40, 30, 20, 20, 90]), 1, 4)
    found = np.histogram(met, bins=start)[0] / len(met)
    assert found == pytest.approx(np.array([0, 1, 3, 2, 0]) / 6, abs=0.01)


def test_the_guide_only_shortens_the_search():
    adults = np.random.default_rng(2).integers(1, 10_000, 300)
    reach = np.concatenate(([0.0], np.cumsum(adults) / adults.sum()))
    guide = influence.reach_guide(reach)
    for target in np.linspace(0, 1, 5_000, endpoint=False):
        assert reach[guide[int(target * (len(guide) - 1))]] <= target


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.floats(0, 1, exclude_max=True), st.floats(0, 50), st.floats(0, 50), st.floats(0, 6))
def test_a_choice_that_none_and_all_contacts_leave_the_same_hangs_on_no_number(
    draw, alone, helped, weight
):
    p = as_record(parameters(social_weight=weight))
    options = [
        choice.chosen(draw, alone, helped, choice.social_influence(count / influence.TIES, p))
        for count in range(influence.TIES + 1)
    ]
    towards_filing_alone = [(choice.OFFICE, choice.HELPED, choice.ALONE).index(o) for o in options]
    assert towards_filing_alone == sorted(towards_filing_alone)


@njit
def _choose(draw, watched, odds, month, places, p, found):
    for who in range(len(draw)):
        village = who % len(places.first)
        index = who % places.size[village]
        rewired = influence.rewired_ties(
            draws.bits(month.keys.ties, np.uint64(who)), p.rewired_share
        )
        found[who] = decision.choose(
            draw[who], watched, odds[who, 0], odds[who, 1], rewired, np.uint64(who), index,
            village, month, places, p,
        )  # fmt: skip


def test_contacts_are_asked_wherever_the_choice_hangs_on_them():
    """Who is watched asks all contacts; the others spare far ones and come to the same choice."""
    model = AdoptionModel("baseline", scale=20_000, collect=False)
    chance = np.random.default_rng(1)
    model.citizens.recommending[:] = chance.integers(0, 2**63, len(model.citizens.recommending))
    now = model._this_month()
    draw, odds = chance.random(30_000), chance.exponential(0.4, (30_000, 2))
    asked, spared = np.zeros((2, len(draw), 2), np.int64)
    of_model = now, model._places, model._record
    _choose(draw, True, odds, *of_model, asked)
    _choose(draw, False, odds, *of_model, spared)
    assert (asked[:, 0] == spared[:, 0]).all()
    assert 0.05 < (asked[:, 1] != spared[:, 1]).mean() < 0.9
    assert (spared[:, 1] <= asked[:, 1]).all()
