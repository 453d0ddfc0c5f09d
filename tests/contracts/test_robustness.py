"""Ranks of policies over draws and assumptions, and the rules under which a policy fails."""

import numpy as np
import pandas as pd
import pytest
from made_ensemble import made, posterior, question

from sim.answers.discovery import LEAST_DRAWS, discover, falls_short, misses
from sim.answers.measuring import Measure
from sim.answers.robustness import (
    AS_FITTED,
    ASSUMPTIONS,
    OPERATORS,
    beats,
    duels,
    ranks,
    robustness,
    verdicts,
)
from sim.errors import InputError
from sim.experiment.ensemble import ensemble
from sim.metrics import METRICS
from sim.parameters import registry

USERS = "adults_using_online_share"


def test_ranks_count_the_draws_in_which_each_is_best():
    effects = np.array([[3.0, 1.0, -1.0], [3.0, 4.0, -1.0], [3.0, 1.0, -1.0], [3.0, 1.0, -2.0]])
    table = ranks(effects, ["a", "b", "c"]).set_index("scenario")
    assert table["best_share"].to_dict() == {"a": 0.75, "b": 0.25, "c": 0.0}
    assert table["rank_p50"].to_dict() == {"a": 1, "b": 2, "c": 3}
    assert (table.loc["b", "rank_p05"], table.loc["b", "rank_p95"]) == (1.15, 2)
    assert table["finding"].tolist() == [True, True, True]
    pairs = duels(effects, ["a", "b", "c"]).set_index(["scenario", "other"])["share"]
    assert (pairs["a", "b"], pairs["b", "a"], pairs["c", "a"]) == (0.75, 0.25, 0)


def test_policies_are_compared_pair_by_pair(lived):
    found, _ = lived
    pairs = beats(found).set_index(["scenario", "other"])["share"]
    assert set(pairs.index) == {("supply", "nothing"), ("nothing", "supply")}
    users = [found.values(name, "nation", USERS)[:, 0, -1] for name in ("supply", "nothing")]
    assert pairs["supply", "nothing"] == (users[0] > users[1]).mean() > 0


def test_ties_are_shared():
    table = ranks(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0]]), ["a", "b", "c"])
    assert list(table["best_share"]) == [0.5, 0.5, 0]
    assert list(table["rank_p50"]) == [1.5, 1.5, 3]


def test_the_assumptions_are_at_the_ends_of_the_registry():
    for assumption in ASSUMPTIONS:
        row = registry()[assumption.parameter]
        assert assumption.value in (row.low, row.high)
    assert registry()["lockdown_effect"].low == 0
    assert set(OPERATORS.values()) <= set(METRICS)


@pytest.fixture(scope="module")
def lived():
    """Return a short ensemble of two policies, and a table of their robustness."""
    pull = {"start": "2020-06", "intensity": 0.9}
    scenarios = [
        question("base", end="2021-12"),
        question("supply", policies=[{"lever": "full_process_supply", **pull}]),
        question("nothing", policies=[{"lever": "trust", "start": "2020-06", "intensity": 0}]),
    ]
    scenarios = [s.model_copy(update={"population": base_population(s)}) for s in scenarios]
    found = ensemble(scenarios, posterior=posterior(3, needs_per_year=0.1), draws=3, workers=1)
    return found, robustness(found, workers=1)


def base_population(scenario):
    return scenario.population.model_copy(update={"scale": 1000})


def test_every_assumption_is_lived_with_every_operator(lived):
    found, table = lived
    cases = table.groupby(["assumption", "operator"], sort=False)
    assert len(cases) == (1 + len(ASSUMPTIONS)) * len(OPERATORS)
    fitted = table[(table["assumption"] == AS_FITTED) & (table["operator"] == "adults")]
    effect = found.effect("supply", "nation", USERS)[:, 0, -1]
    assert fitted.set_index("scenario").loc["supply", "p50"] == pytest.approx(np.median(effect))
    of_supply = table[table["scenario"] == "supply"].set_index(["assumption", "operator"])["p50"]
    low, high = (of_supply[f"clerk filing {end}", "adults"] for end in ("low", "high"))
    assert low != high  # moving an assumption moves the answer
    assert (table.loc[table["scenario"] == "nothing", ["p05", "p95"]] == 0).all(axis=None)


def test_the_verdict_says_what_holds_in_every_case(lived):
    table = verdicts(lived[1]).set_index("scenario")
    assert (
        table.loc["supply", "robust"] == "gain" and table.loc["nothing", "robust"] == "no finding"
    )
    assert (table.loc["supply", "best_in"], table.loc["supply", "cases"]) == (15, 15)
    mixed = lived[1].copy()
    here = (mixed["scenario"] == "supply") & (mixed["assumption"] == AS_FITTED)
    mixed.loc[here, "finding"] = False
    verdict = verdicts(mixed).set_index("scenario").loc["supply", "robust"]
    assert verdict == "hangs on an assumption"
    with pytest.raises(InputError, match="a baseline and policies"):
        robustness(made([question("alone")], 2))


# Scenario discovery


def draws(count, parameters=30, seed=1):
    """Return ``count`` draws of parameters, even in 0..1."""
    values = np.random.default_rng(seed).random((count, parameters))
    return pd.DataFrame(values, columns=[f"p{at}" for at in range(parameters)])


def test_a_box_in_which_a_policy_fails_is_found():
    parameters = draws(200)
    failed = ((parameters["p3"] > 0.6) & (parameters["p7"] <= 0.5)).to_numpy()
    found = discover(parameters.assign(fixed=1.0), failed)
    first = found.rules.iloc[0]
    assert found.note is None and found.skill > 0.9 and found.failed == failed.sum()
    assert first["density"] > 0.95 and first["coverage"] > 0.9
    assert "p3 > 0." in first["rule"] and "p7 <= 0." in first["rule"]
    assert first["density"] == first["failed"] / first["draws"]


@pytest.mark.parametrize("seed", range(5))
def test_luck_gives_no_rules(seed):
    failed = np.random.default_rng(seed + 100).random(100) < 0.4
    found = discover(draws(100, 130, seed), failed)
    assert found.rules.empty and "no rule holds" in found.note


def test_two_bounds_on_one_parameter_are_one_interval():
    parameters = draws(300, 3)
    failed = parameters["p1"].between(0.3, 0.6).to_numpy()
    assert " < p1 <= 0." in discover(parameters, failed).rules.iloc[0]["rule"]


def test_too_few_failures_are_not_explained():
    failed = np.arange(50) < LEAST_DRAWS - 1
    found = discover(draws(50), failed)
    assert found.skill is None and found.rules.empty and "9 of 50" in found.note


def test_a_policy_fails_where_it_misses_a_target_or_has_too_little_effect():
    target = {"metric": USERS, "by": "2021-06", "at_least": 10}
    scenarios = [question("before"), question("after", targets=[target])]
    levels = np.array([9.0, 10.0, 11.0])[:, None, None]
    found = made(scenarios, 3, {("after", "nation", USERS): levels})
    assert list(misses(found, "after", scenarios[1].targets[0])) == [True, False, False]
    measure = Measure(USERS, "nation", "nation", "2021-06")
    assert list(falls_short(found, "after", measure, 10.5)) == [True, True, False]
    late = scenarios[1].targets[0].model_copy(update={"by": "2025-12"})
    with pytest.raises(InputError, match="one up to 2021-12"):
        misses(found, "after", late)
