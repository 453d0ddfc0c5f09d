"""The simulated population adds up to the table at every scale, and is made of the same people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.behaviour.learning import SCALE
from sim.behaviour.need import RATE_UNIT
from sim.citizens import Citizens
from sim.model import AdoptionModel
from sim.parameters import likeliest, registry
from sim.places import population
from sim.places.population import REMOTE, URBAN
from sim.places.provinces import PROVINCES

P = likeliest()
STRATA = population.strata(P)
SCALES = (1, 10, 100, 1000)
SEEDS = (1, 2, 77)


def sample(scale, seed=1):
    villages = population.villages(P, scale, seed)
    return villages, population.weights(STRATA, villages)


def simulated_citizens(scale, seed=1):
    villages, weight = sample(scale, seed)
    return Citizens(STRATA, villages, weight, seed, P)


def lasting_numbers(villages):
    """Return the lasting number of every simulated citizen."""
    within = np.arange(villages.size.sum()) - np.repeat(villages.first, villages.size)
    return np.repeat(villages.citizen, villages.size) + within


def shared(villages, others):
    """Return the positions of the citizens that are in both samples, in each of them."""
    return np.intersect1d(
        lasting_numbers(villages), lasting_numbers(others), True, return_indices=True
    )[1:]


# Totals


@pytest.mark.parametrize("adults", [62_000_000, 71_000_000, 76_400_000])
def test_provinces_have_their_share_of_the_adults(adults):
    strata = population.strata(P._replace(adults=float(adults)))
    residents = np.array([np.mean(list(p.population.values())) for p in PROVINCES])
    found = np.bincount(strata.province, weights=strata.adults)
    assert found.sum() == adults
    assert np.abs(found - adults * residents / residents.sum()).max() <= 1


def test_provinces_have_their_urban_share():
    urban = np.bincount(STRATA.province, weights=STRATA.adults * (STRATA.kind == URBAN))
    adults = np.bincount(STRATA.province, weights=STRATA.adults)
    assert np.abs(urban - adults * [p.urban_share for p in PROVINCES]).max() <= 0.5


def test_there_are_as_many_villages_as_counted():
    assert STRATA.villages.sum() == 98_455
    dead = STRATA.dead == 1
    assert STRATA.villages[dead].sum() == P.dead_zone_villages
    assert 0.01 < STRATA.villages[dead].sum() / 98_455 < 0.04
    assert (STRATA.adults >= STRATA.villages).all() and (STRATA.villages > 0).all()


def test_dead_zones_are_remote_and_remote_places_are_in_the_mountains():
    assert (STRATA.kind[STRATA.dead == 1] == REMOTE).all()
    mountain = np.array([p.mountain for p in PROVINCES])[STRATA.province]
    assert (mountain[STRATA.kind == REMOTE] != "no").all()
    with_dead_zones = np.unique(STRATA.province[STRATA.dead == 1])
    assert np.array_equal(with_dead_zones, np.unique(STRATA.province[STRATA.kind == REMOTE]))


@pytest.mark.parametrize("name", ["dead_zone_villages", "dead_village_size", "villages",
                                  "remote_share_mountain", "remote_share_part",
                                  "remote_village_size"])  # fmt: skip
def test_totals_hold_in_the_whole_range_of_the_parameters(name):
    for value in (registry()[name].low, registry()[name].high):
        strata = population.strata(P._replace(**{name: value}))
        assert strata.adults.sum() == P.adults and strata.villages.sum() == P.villages
        assert (strata.kind[strata.dead == 1] == REMOTE).all()
        assert (strata.adults > 0).all()


@settings(deadline=None, derandomize=True, max_examples=100)
@given(st.integers(0, 10**8), st.lists(st.floats(0.01, 1e6), min_size=1, max_size=80))
def test_apportioning_is_exact_and_fair(total, shares):
    shares = np.array(shares)
    parts = population.apportion(total, shares)
    assert parts.sum() == total
    assert np.abs(parts - total * shares / shares.sum()).max() <= 1 + 1e-6


# Samples


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("scale", SCALES)
def test_weighted_adults_agree_with_the_table_at_any_scale(scale, seed):
    villages, weight = sample(scale, seed)
    adults = np.bincount(villages.stratum, weights=villages.size) * weight
    assert adults == pytest.approx(STRATA.adults, rel=1e-12)
    groups = 2 * STRATA.province + (STRATA.kind == URBAN)
    by_group = np.bincount(groups, weights=adults)
    assert np.array_equal(np.rint(by_group), np.bincount(groups, weights=STRATA.adults))
    assert round(adults.sum()) == P.adults


@pytest.mark.parametrize("scale", SCALES)
def test_a_sample_is_of_about_the_size_asked_for(scale):
    villages, _ = sample(scale)
    assert 0.95 < villages.size.sum() * scale / P.adults < 1.1
    assert (np.bincount(villages.stratum) >= min(4, STRATA.villages.min())).all()


def test_at_full_scale_everybody_counts_for_one():
    villages, weight = sample(1)
    assert (weight == 1).all() and (villages.fraction == 1).all()
    assert len(villages) == 98_455 and villages.size.sum() == P.adults
    assert np.array_equal(np.bincount(villages.stratum), STRATA.villages)
    assert np.array_equal(villages.first, villages.citizen)


@pytest.mark.parametrize("scale", SCALES)
def test_villages_lie_one_after_the_other_in_the_order_of_strata(scale):
    villages, _ = sample(scale)
    assert (np.diff(villages.stratum) >= 0).all() and (np.diff(villages.number) > 0).all()
    assert np.array_equal(villages.first[1:], np.cumsum(villages.size)[:-1])
    assert villages.size.min() >= 16 and (villages.fraction <= 1).all()
    whole = sample(1)[0]
    assert np.array_equal(whole.stratum[villages.number], villages.stratum)
    assert np.array_equal(whole.citizen[villages.number], villages.citizen)


@pytest.mark.parametrize("scale", [10, 100, 1000])
def test_the_sampled_villages_stand_for_all_villages(scale):
    """A team is one a village: its helps must not grow because villages are cut short."""
    represented = []
    for seed in range(10):
        villages, weight = sample(scale, seed)
        represented.append((weight[villages.stratum] * villages.fraction).sum() / 98_455)
    assert np.mean(represented) == pytest.approx(1, abs=0.015)


def test_dead_zone_villages_are_sampled_more_often():
    villages, weight = sample(100)
    ordinary = (STRATA.kind == REMOTE) & (STRATA.dead == 0)
    assert np.median(weight[STRATA.dead == 1]) < np.median(weight[ordinary]) / 2


def test_another_seed_takes_other_villages():
    numbers = [set(sample(1000, seed)[0].number.tolist()) for seed in SEEDS]
    assert len(numbers[0] & numbers[1]) < 0.1 * len(numbers[0])


# People


def test_the_same_people_live_at_every_scale():
    few, some = simulated_citizens(1000), simulated_citizens(20)
    here, there = shared(few.villages, some.villages)
    assert len(here) > 1000
    for name in ("age", "skill", "need_rate"):
        assert np.array_equal(getattr(few.columns, name)[here], getattr(some.columns, name)[there])


def test_the_same_people_live_the_same_life_at_every_scale(ask):
    """Contacts and a village's team depend on who else is simulated; all else does not."""
    alone = ask(social_weight=0, online_intercept=-2, end="2021-06")
    models = [AdoptionModel(alone, scale=scale, collect=False) for scale in (1000, 20)]
    here, there = shared(*(model.villages for model in models))
    for model in models:
        model.run_for(model.horizon)
    for few, some in zip(*(model.citizens.columns for model in models), strict=True):
        assert np.array_equal(few[here], some[there])
    assert (models[0].citizens.columns.last_online[here] > 0).sum() > 100


def test_ages_skills_and_needs_are_those_of_the_parameters():
    citizens = simulated_citizens(100)
    shares = citizens.adults_by_cell.sum(axis=0) / P.adults
    given = [P.age_18_29_share, P.age_30_44_share, P.age_45_64_share]
    assert shares == pytest.approx([*given, 1 - sum(given)], abs=0.005)
    assert citizens.adults_by_cell.sum(axis=1) == pytest.approx(STRATA.adults, rel=1e-12)
    age, skill, need = (citizens.columns[i] for i in range(3))
    means = [skill[age == band].mean() for band in range(4)]
    assert means == sorted(means, reverse=True)
    assert need.mean() / RATE_UNIT == pytest.approx(1, abs=0.005)
    assert need.std() / RATE_UNIT == pytest.approx(P.need_spread, rel=0.05)


@pytest.mark.parametrize("spread", [0, 1])
def test_needs_average_to_the_mean_rate_however_they_differ(ask, spread):
    model = AdoptionModel(ask(need_spread=spread), collect=False)
    assert model.citizens.columns.need_rate.mean() / RATE_UNIT == pytest.approx(1, abs=0.01)


def test_live_state_is_small():
    citizens = simulated_citizens(1000)
    assert citizens.bytes_each <= 24
    assert sum(column.nbytes for column in citizens.columns) <= 24 * len(citizens)


def test_a_citizen_can_be_looked_at_alone(baseline):
    citizens, villages = baseline.citizens, baseline.villages
    for position in (0, 12_345, len(citizens) - 1):
        seen, village = citizens[position], citizens.village_of(position)
        first, size = villages.first[village], villages.size[village]
        assert first <= position < first + size
        assert seen["village"] == villages.number[village]
        assert seen["skill"] == citizens.columns.skill[position] / SCALE
        assert seen["last_dossier"] == citizens.columns.last_dossier[position]
    with pytest.raises(IndexError):
        citizens[len(citizens)]
    with pytest.raises(IndexError):
        citizens[-1]
