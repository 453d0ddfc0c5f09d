"""Priors are what the study and the registry say, and each draw is a function of its number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.calibrate.priors import priors
from sim.calibrate.study import parse
from sim.parameters import registry

STUDY = parse(
    """\
id: tiny
title: {vi: "Thử", en: A trial}
fitted:
  social_weight: {low: 1, high: 3, source: assumed}
  needs_per_year: {low: 0.8, high: 1.2, source: assumed}
"""
)
PRIORS = priors(STUDY)
MANY = 4000
OLDEST = ("age_18_29_share", "age_30_44_share", "age_45_64_share")


@pytest.fixture(scope="module")
def drawn():
    seeds, values = PRIORS.draw(1, 1, range(MANY))
    return seeds, dict(zip(PRIORS.names, values.T, strict=True))


def test_every_parameter_has_a_prior_with_a_source():
    assert PRIORS.names == list(registry())
    assert all(prior.source.strip() for prior in PRIORS.each)
    table = PRIORS.table().set_index("name")
    assert (table.low <= table["mode"]).all() and (table["mode"] <= table.high).all()
    assert (table.q05 <= table.q50).all() and (table.q50 <= table.q95).all()


def test_fixed_parameters_never_vary(drawn):
    for row in registry().values():
        values = drawn[1][row.name]
        if row.kind == "fixed":
            assert set(values) == {row.value}
        else:
            assert len(set(values)) > MANY / 2, row.name


def test_draws_stay_in_the_registrys_range(drawn):
    for row in registry().values():
        assert row.low <= drawn[1][row.name].min() and drawn[1][row.name].max() <= row.high


def test_fitted_parameters_are_uniform(drawn):
    for name, low, high in (
        ("social_weight", 1, 3),  # of the study
        ("needs_per_year", 0.8, 1.2),  # of the study, though not fitted in the registry
        ("online_intercept", *(registry()["online_intercept"].low, -1)),  # of the registry
    ):
        assert stats.kstest(drawn[1][name], stats.uniform(low, high - low).cdf).pvalue > 1e-3


def test_the_others_follow_pert(drawn):
    for row in registry().values():
        if row.kind != "uncertain" or row.name in (*OLDEST, "needs_per_year"):
            continue
        span = row.high - row.low
        a, b = 1 + 4 * (row.value - row.low) / span, 1 + 4 * (row.high - row.value) / span
        pert = stats.beta(a, b, row.low, span)
        values = drawn[1][row.name]
        expected = (row.low + 4 * row.value + row.high) / 6
        assert pert.mean() == pytest.approx(expected)
        assert values.mean() == pytest.approx(expected, abs=5 * pert.std() / MANY**0.5), row.name
        assert stats.kstest(values, pert.cdf).pvalue > 1e-5, row.name


def test_the_younger_leave_a_share_for_the_oldest(drawn):
    younger = sum(drawn[1][name] for name in OLDEST)
    assert younger.min() > 0.6 and younger.max() <= 0.97
    independent = [stats.beta(*p.shape, p.low, p.high - p.low) for p in PRIORS.each
                   if p.name in OLDEST]  # fmt: skip
    rng = np.random.default_rng(1)
    assert sum(each.rvs(MANY, random_state=rng) for each in independent).max() > 0.97


def test_a_draw_is_a_function_of_seed_round_and_number_alone():
    seeds, values = PRIORS.draw(7, 1, range(30))
    for numbers in ([29], [3, 0, 11], np.arange(30)[::-3], range(10, 30)):
        again_seeds, again = PRIORS.draw(7, 1, numbers)
        assert np.array_equal(again_seeds, seeds[list(numbers)])
        assert np.array_equal(again, values[list(numbers)])


def test_other_seeds_rounds_and_numbers_give_other_draws():
    rows = [(7, 1, [0, 1]), (8, 1, [0, 1]), (7, 2, [0, 1]), (7, 1, np.array([50, 51]))]
    drawn = [PRIORS.draw(*row) for row in rows]
    seeds = np.concatenate([seeds for seeds, _ in drawn])
    values = np.concatenate([values for _, values in drawn])
    assert len(set(seeds.tolist())) == len(seeds) == 8
    free = [at for at, prior in enumerate(PRIORS.each) if prior.distribution != "fixed"]
    assert all(len(set(values[:, at])) == 8 for at in free)


def test_draws_are_not_those_of_another_version_of_numpy():
    """The words of a counter-based generator are fixed by its definition."""
    seeds, values = PRIORS.draw(1, 1, [0])
    assert seeds[0] == 3531059172
    share = (values[0][PRIORS.names.index("social_weight")] - 1) / 2
    word = np.random.Philox(key=(1 << 32) | 1, counter=0).random_raw(1 + len(PRIORS.names))[
        1 + PRIORS.names.index("social_weight")
    ]
    assert share == pytest.approx((int(word) >> 11) / 2**53, abs=1e-12)


def test_a_box_cuts_the_priors_of_the_fitted():
    cut = priors(STUDY, {"social_weight": (1.2, 1.4)})
    _, values = cut.draw(1, 2, range(200))
    _, uncut = PRIORS.draw(1, 2, range(200))
    at = PRIORS.names.index("social_weight")
    assert 1.2 <= values[:, at].min() < 1.21 and 1.39 < values[:, at].max() <= 1.4
    others = [i for i in range(len(PRIORS.names)) if i != at]
    assert np.array_equal(values[:, others], uncut[:, others])


WORDS = st.integers(0, 2**53 - 1)  # what a draw can be, in steps of 2**-53


@given(WORDS, WORDS)
def test_quantiles_rise_from_low_to_high(one, other):
    low, high = np.array([(prior.low, prior.high) for prior in PRIORS.each]).T
    shares = np.sort([one, other])[:, None] * 2.0**-53 * np.ones(len(PRIORS.each))
    below, above = PRIORS.quantiles(shares)
    assert (low <= below).all() and (below <= above + 1e-12).all() and (above <= high).all()
