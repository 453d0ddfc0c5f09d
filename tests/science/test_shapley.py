"""Shares of an effect: what Shapley's axioms promise, and what sampled orders keep of it."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.answers import why
from sim.answers.measuring import Measure
from sim.answers.parts import SETTINGS, coalition_scenario, parts_of
from sim.answers.shapley import antithetic_orders, everybody, exact, prefixes, sampled
from sim.answers.why import ALL, contributions
from sim.errors import InputError
from sim.experiment.ensemble import Ensemble
from sim.experiment.member import live_member

numbers = st.floats(-100, 100)


def games(parts):
    """Return games: a worth for each of the 2**parts coalitions."""
    size = everybody(parts) + 1
    return st.lists(numbers, min_size=size, max_size=size).map(
        lambda worth: {coalition: np.array(value) for coalition, value in enumerate(worth)}
    )


some_game = st.integers(1, 5).flatmap(lambda parts: st.tuples(st.just(parts), games(parts)))


def swapped(coalition):
    """Return ``coalition`` with the first two parts exchanged."""
    first, second = coalition & 1, coalition >> 1 & 1
    return coalition & ~3 | first << 1 | second


@given(some_game)
def test_shares_add_up_to_the_whole_effect(asked):
    parts, worth = asked
    whole = worth[everybody(parts)] - worth[0]
    assert exact(worth, parts).sum() == pytest.approx(whole, abs=1e-9)


@given(games(4))
def test_parts_that_are_alike_get_the_same(worth):
    alike = {c: (worth[c] + worth[swapped(c)]) / 2 for c in worth}
    shares = exact(alike, 4)
    assert shares[0] == pytest.approx(shares[1], abs=1e-9)


@given(games(4), st.integers(0, 3), numbers)
def test_a_part_that_adds_the_same_to_everything_gets_just_that(worth, part, more):
    bit = 1 << part
    plain = {c: worth[c & ~bit] + (more if c & bit else 0.0) for c in worth}
    assert exact(plain, 4)[part] == pytest.approx(more, abs=1e-9)


@given(games(3), games(3), numbers)
def test_shares_of_a_sum_are_the_sums_of_shares(one, other, factor):
    together = {c: one[c] + factor * other[c] for c in one}
    expected = exact(one, 3) + factor * exact(other, 3)
    assert exact(together, 3) == pytest.approx(expected, abs=1e-6)


@given(games(4))
def test_all_orders_give_the_exact_shares(worth):
    assert sampled(worth, permutations(range(4)), 4) == pytest.approx(exact(worth, 4), abs=1e-9)


@given(games(5), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_sampled_shares_add_up_to_the_whole_effect_too(worth, pairs, seed):
    orders = antithetic_orders(5, pairs, np.random.default_rng(seed))
    assert len(orders) == 2 * pairs
    assert sampled(worth, orders, 5).sum() == pytest.approx(worth[31] - worth[0], abs=1e-9)


def test_orders_come_with_their_reverse_and_grow_from_nobody_to_everybody():
    order, reverse = antithetic_orders(6, 1, np.random.default_rng(1))
    assert order == reverse[::-1] and sorted(order) == list(range(6))
    assert prefixes((2, 0, 1)) == [0, 4, 5, 7]


def saturating(parts=8):
    """Return a game of diminishing returns, as levers that close the same gap play it."""
    strengths = np.linspace(0.1, 0.8, parts)
    return {
        c: np.array(1 - np.prod([1 - s for i, s in enumerate(strengths) if c >> i & 1]))
        for c in range(2**parts)
    }


def test_the_reverse_order_makes_sampling_more_exact():
    worth, parts, rng = saturating(), 8, np.random.default_rng(7)
    truth = exact(worth, parts)

    def error(orders):
        return np.square(sampled(worth, orders, parts) - truth).sum()

    paired = np.mean([error(antithetic_orders(parts, 4, rng)) for _ in range(200)])
    free = np.mean([error([rng.permutation(parts) for _ in range(8)]) for _ in range(200)])
    assert paired < free / 2


# On the model itself


@pytest.fixture(scope="module")
def lived(ask, pull):
    """Return a short ensemble of the baseline and of two levers that act and one that does not."""
    levers = (
        pull("full_process_supply", 0.6),
        pull("leadership", 0.8),
        pull("online_payment", 0.0),
        pull("leadership", 0.2, start="2021-06"),
    )
    scenarios = [ask(), ask(levers).model_copy(update={"id": "levers"})]
    seeds = (5, 6)
    members = tuple(live_member(scenarios, {}, seed) for seed in seeds)
    draws = pd.DataFrame({"draw": range(2), "seed": seeds})
    return Ensemble({s.id: s for s in scenarios}, draws, pd.DataFrame(index=range(2)), members)


def nation(month="2021-12"):
    return Measure("adults_using_online_share", "nation", "nation", month)


def test_levers_add_up_to_the_paired_effect_of_the_scenario(lived):
    table = contributions(lived, "levers", workers=1)
    assert set(table["method"]) == {"exact"}
    for at, (scope, group) in enumerate((("nation", 0), ("kind", 2), ("agency", 0))):
        of_measure = table[at * 4 : at * 4 + 4].set_index("part")["mean"]
        metric = table.loc[at * 4, "metric"]
        effect = lived.effect("levers", scope, metric)[:, group, -1].mean()
        assert of_measure[ALL] == pytest.approx(effect, abs=1e-9) and effect != 0
        assert of_measure.drop(ALL).sum() == pytest.approx(effect, abs=1e-9)


def test_a_lever_that_does_nothing_gets_exactly_nothing(lived):
    table = contributions(lived, "levers", [nation("2021-03")], workers=1).set_index("part")
    assert table.loc["online_payment", ["mean", "p05", "p95", "standard_error"]].eq(0).all()
    assert table.loc["leadership", "policies"] == "2 4"
    assert (table.loc[["full_process_supply", "leadership"], "mean"] > 0).all()


def test_sampled_orders_come_near_and_add_up(lived, monkeypatch):
    exact_ = contributions(lived, "levers", [nation()], by="policy", workers=1).set_index("part")
    monkeypatch.setattr(why, "MOST_EXACT", 3)
    near = contributions(lived, "levers", [nation()], by="policy", pairs=2, workers=1)
    assert set(near["method"]) == {"sampled"}
    near = near.set_index("part")["mean"]
    assert near[ALL] == pytest.approx(exact_.loc[ALL, "mean"], abs=1e-9)
    assert near.to_numpy() == pytest.approx(exact_["mean"].to_numpy(), abs=0.2 * near[ALL])
    assert near["3 online_payment"] == 0


def test_only_what_differs_from_the_baseline_is_a_part(ask, pull):
    there, more, gone = pull("trust"), pull("leadership"), pull("campaign")
    baseline = ask([there, gone])
    parts = parts_of(baseline, ask([there, more], needs_per_year=1.2))
    assert [part.name for part in parts] == ["leadership", SETTINGS]
    own = ask([there, more], needs_per_year=1.2)

    def of(coalition):
        return coalition_scenario(baseline, own, parts, coalition)

    def levers(coalition):
        return sorted(policy.lever for policy in of(coalition).policies)

    assert [levers(c) for c in (0, 3)] == [["campaign", "trust"], ["leadership", "trust"]]
    assert levers(1) == ["campaign", "leadership", "trust"] and levers(2) == ["trust"]
    assert of(1).parameters == {} and of(2).parameters == {"needs_per_year": 1.2}
    with pytest.raises(InputError, match="sets nothing"):
        parts_of(baseline, baseline)


def test_an_ensemble_of_another_version_is_refused(lived):
    other = replace(lived, draws=lived.draws.assign(seed=9))
    with pytest.raises(InputError, match="comes out differently"):
        contributions(other, "levers", [nation()], workers=1)
    with pytest.raises(InputError, match="is the baseline"):
        contributions(lived, lived.baseline, workers=1)
