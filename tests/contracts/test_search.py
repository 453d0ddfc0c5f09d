"""Searches: how near they come to a known optimum, what they promise, and how they go on."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_ensemble import posterior
from scipy.optimize import minimize

from sim.answers.measuring import draws_in
from sim.answers.search import complete, read_found, read_search, search
from sim.answers.search.deciding import MOST_CONFIRMATIONS, bounds, closest, decide
from sim.answers.search.evaluating import Evaluation, evaluate
from sim.answers.search.trying import on_the_front, study_of, tried, try_policies
from sim.errors import InputError
from sim.experiment.ensemble.draws import draws_table
from sim.experiment.folder import RunFolder
from sim.experiment.member import live_member
from sim.experiment.stopping import Interrupted
from sim.metrics import kept_in_ensembles
from sim.scenario import Scenario

TARGET = "{metric: adults_using_online_share, by: 2021-06, at_least: 20}"
POLICIES = """\
    - {lever: full_process_supply, start: 2020-03, intensity: {low: 0, high: 1}}
    - lever: leadership
      start: 2020-03
      intensity: {low: 0, high: 0.8}
      cost: {vnd: 100, per: month}
    - {lever: digital_teams, start: 2020-03, intensity: 1, members: {low: 3, high: 20}}
"""


@pytest.fixture
def asked(tmp_path):
    """Return a function that writes a search and returns its file."""

    def write(more="", policies=POLICIES, target=TARGET):
        path = tmp_path / "asked.yaml"
        path.write_text(
            "search:\n  id: asked\n  title: {vi: Thử, en: A trial}\n"
            f"  targets: [{target}]\n{more}  policies:\n{policies}",
            encoding="utf-8",
        )
        return path

    return write


# The file


def test_what_is_searched_for_has_its_bounds(asked):
    plan = read_search(asked())
    assert [(v.name, v.low, v.high) for v in plan.variables] == [
        ("full_process_supply.intensity", 0, 1),
        ("leadership.intensity", 0, 0.8),
        ("digital_teams.members", 3, 20),
    ]
    values = {"full_process_supply.intensity": 0.12345, "leadership.intensity": 0.2}
    scenario = plan.scenario(values | {"digital_teams.members": 20})
    assert [policy.intensity for policy in scenario.policies] == [0.123, 0.2, 1]
    assert scenario.policies[1].cost.vnd == 25  # 100 at the highest intensity
    assert scenario.policies[2].fields == {"members": 20}
    assert plan.strength(values | {"digital_teams.members": 20}) == pytest.approx(1.373)
    assert scenario.targets[0].at_least == 20 and scenario.horizon.end == "2030-12"


def test_a_policy_of_no_intensity_is_left_out(asked):
    plan = read_search(asked())
    lowest = {variable.name: variable.low for variable in plan.variables}
    assert [p.lever for p in plan.scenario(lowest).policies] == ["digital_teams"]


def test_the_rank_asks_that_other_draws_do_as_well(asked):
    assert read_search(asked()).search.rank == 14  # 14 / 17 is above 0.8, 13 / 17 is not
    assert read_search(asked("  probability: 0.9\n  draws: 9\n")).search.rank == 9


ONE = "    - {lever: trust, start: 2020-03, intensity: {low: 0, high: 1}}\n"
MISTAKES = {
    (("", ONE.replace("high", "hgih"))): "a number from 0 to 1",
    (("", ONE.replace("high: 1", "high: 1.5"))): "a number from 0 to 1",
    (("", ONE.replace("low: 0", "low: 1"))): "low below high",
    (("", ONE.replace("trust", "trsut"))): 'did you mean "trust"',
    (("", ONE.replace("{low: 0, high: 1}", "1"))): "nothing to search for",
    (("", ONE.replace("2020-03", "{low: 2020-03, high: 2021-03}"))): "a range only of intensity",
    (("  minimise: cost\n", ONE)): "no cost of trust",
    (("  budget: 5000\n", ONE)): "no cost of trust",
    (("  front: [cost, adoption]\n", ONE)): "no cost of trust",
    (("  front: [adoption]\n", ONE)): "two objectives or more",
    (("  front: [adoption, equality]\n", ONE)): 'did you mean "equity"',
    (("  probability: 0.95\n", ONE)): "19 or more",
    (("  minimize: strength\n", ONE)): 'did you mean "minimise"',
    (("  scenario: baselin\n", ONE)): 'did you mean "baseline"',
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place(asked, mistake):
    with pytest.raises(InputError) as told:
        read_search(asked(*mistake))
    assert MISTAKES[mistake] in str(told.value) and told.value.line
    assert str(told.value.file).endswith("asked.yaml")


def test_the_shipped_search_is_valid():
    plan = read_search("scenarios/searches/fifty-percent-by-2027.yaml")
    assert len(plan.variables) == 3 and plan.search.id == "fifty-percent-by-2027"


# The optimum, on a problem whose answer is known


def saturating(plan, seed=0):
    """Return how candidates are evaluated, and the least strength that meets the target."""
    rng = np.random.default_rng(seed)
    effects = rng.uniform(0.2, 0.9, len(plan.variables))
    luck = rng.normal(0, 0.3, plan.search.draws)

    def level(shares):
        return 40 * (1 - np.prod(1 - effects * shares))

    def evaluated(candidates):
        found = []
        for values in candidates:
            shares = np.array([v.share(values[v.name]) for v in plan.variables])
            levels = level(shares) + luck
            users = np.stack([levels, levels + 2, levels - 3 * shares[0]], axis=1)
            found.append(Evaluation(plan, values, levels[:, None], users, None))
        return found

    needed = 20 - np.sort(luck)[-plan.search.rank]
    at_least = {"type": "ineq", "fun": lambda x: level(x) - needed}
    starts = (np.full(len(effects), start) for start in (0.2, 0.5, 0.9))
    best = min(
        minimize(np.sum, x, bounds=[(0, 1)] * len(x), constraints=[at_least]).fun for x in starts
    )
    return evaluated, best


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_comes_within_two_per_cent_of_the_optimum(asked, seed):
    plan = read_search(asked(f"  seed: {seed}\n"))
    evaluated, best = saturating(plan, seed)
    study = study_of(plan, None)
    try_policies(study, plan, evaluated)
    everything = tried(study, plan)
    feasible = [e.objective("strength") for e in everything if e.margin(plan.search.rank) >= 0]
    assert best - 0.002 < min(feasible) < 1.02 * best + 0.002  # values have three decimals
    assert len(everything) < 96  # it stops when nothing is gained any more
    points = [tuple(sorted(each.values.items())) for each in everything]
    assert len(set(points)) == len(points)


def test_a_journal_goes_on_as_if_nothing_had_happened(asked, tmp_path):
    plan = read_search(asked())
    evaluated, _ = saturating(plan)
    whole = study_of(plan, None)
    try_policies(whole, plan, evaluated)
    journal, calls = tmp_path / "journal.log", []

    def stop_at_the_sixth(candidates):
        calls.append(1)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return evaluated(candidates)

    with pytest.raises(KeyboardInterrupt):
        try_policies(study_of(plan, journal), plan, stop_at_the_sixth)
    with open(journal, "ab") as file:
        file.write(b'{"op_code": 5, "half')  # a kill in the middle of a line, and a lock left over
    journal.with_name("journal.log.lock").touch()
    again = study_of(plan, journal)
    assert len(tried(again, plan)) == 20
    try_policies(again, plan, evaluated)
    assert [e.values for e in tried(again, plan)] == [e.values for e in tried(whole, plan)]
    assert np.array_equal(tried(again, plan)[-1].levels, tried(whole, plan)[-1].levels)


def test_a_front_holds_what_none_other_surpasses(asked):
    plan = read_search(asked("  front: [strength, adoption, equity]\n  evaluations: 64\n"))
    evaluated, _ = saturating(plan)
    study = study_of(plan, None)
    try_policies(study, plan, evaluated)
    everything = tried(study, plan)
    values = np.array([[e.objective(o) for o in plan.search.front] for e in everything])
    front = on_the_front(study)
    assert len(everything) == 64 and 3 < len(front) < 64
    for at, own in enumerate(values):
        surpassed = ((values <= own).all(axis=1) & (values < own).any(axis=1)).any()
        assert surpassed == (at not in front)


# What is decided on fresh draws


def strong(plan, shift):
    """Return a policy that is ``shift`` above the target in the middle of the draws."""
    levels = 20 + shift + np.linspace(-1, 1, plan.search.draws)
    values = {v.name: v.low + (shift + 5) / 10 * (v.high - v.low) for v in plan.variables}
    return Evaluation(plan, values, levels[:, None], np.zeros((len(levels), 3)), None)


def test_the_smallest_that_fresh_draws_confirm_is_taken(asked):
    plan = read_search(asked())
    everything = [strong(plan, shift) for shift in (-2, 0.75, 0.8, 0.9, 1.5, 3)]
    seen = []

    def confirm(values, attempt):
        seen.append(attempt)
        (own,) = [each for each in everything if each.values == values]
        return replace(own, levels=own.levels - 0.2)

    decision = decide(plan, everything, confirm)
    assert decision.found and decision.tried is everything[3] and seen == [0, 1]
    hopeless = decide(plan, everything, lambda v, a: replace(everything[0], values=v))
    assert not hopeless.found
    nothing = decide(plan, everything[:1], confirm)
    assert not nothing.found and nothing.tried is everything[0]
    assert plan.search.draws > MOST_CONFIRMATIONS


def test_what_is_over_budget_is_not_taken(asked):
    costed = POLICIES.replace("}}\n", "}, cost: {vnd: 1, per: month}}\n")
    plan = read_search(asked("  budget: 100\n", costed))
    spent = np.full(plan.search.draws, 90.0)
    affordable = replace(strong(plan, 1.5), spent=spent)
    dear = replace(strong(plan, 0.9), spent=spent * 2)
    decision = decide(plan, [dear, affordable], lambda v, a: affordable)
    assert decision.tried is affordable
    assert closest(plan, [replace(strong(plan, -3), spent=spent), dear]).spent is spent
    table = bounds(plan, replace(dear, spent=spent + 9.5), lambda moved: [dear] * len(moved))
    assert list(table.loc[table["binds"], "name"]) == ["budget"]


def test_a_bound_binds_when_moving_back_from_it_loses_ground(asked):
    plan = read_search(asked(target=TARGET.replace("20}", "45}")))
    evaluated, _ = saturating(plan)
    highest = {variable.name: variable.high for variable in plan.variables}
    (top,) = evaluated([highest])
    table = bounds(plan, top, evaluated)
    assert len(table) == 3 and table["binds"].all() and set(table["end"]) == {"high"}
    assert list(table["margin_lost"]) == sorted(table["margin_lost"], reverse=True)
    (unused,) = evaluated([highest | {"leadership.intensity": 0.0}])
    row = bounds(plan, unused, evaluated).set_index("name").loc["leadership.intensity"]
    assert row["end"] == "low" and not row["binds"]


# On the model

SMALL = "  draws: 4\n  confirm_draws: 4\n  probability: 0.5\n  evaluations: 12\n"
TWO = """\
    - {lever: full_process_supply, start: 2020-03, intensity: {low: 0, high: 1}}
    - {lever: leadership, start: 2020-03, intensity: {low: 0, high: 1}}
"""
NEAR = TARGET.replace("2021-06", "2020-12").replace("20}", "2}")


@pytest.fixture(scope="module")
def source():
    return posterior(12, needs_per_year=0.05)


def test_a_search_ends_in_a_scenario_that_does_what_it_says(asked, source, tmp_path):
    found = search(asked(SMALL, TWO, NEAR), posterior=source, workers=1, out=tmp_path / "out")
    assert found.reached and "bounds" not in found.tables
    scenario = Scenario.load(found.folder / "result.yaml")
    assert scenario == found.scenario and "fresh draws" in scenario.about.en
    of_all = found.tables["attainment"].iloc[-1]
    levels = [
        live_member([scenario], source.draws.loc[d].to_dict(), int(source.seeds[d])).values[
            "asked"
        ]["nation"][0, 0, 12]
        for d in range(4, 8)  # none of which the search has used
    ]
    assert (np.array(levels) >= 2).sum() == of_all["met"] and of_all["draws"] == 4
    again = read_found(found.folder)
    pd.testing.assert_frame_equal(again.tables["tried"], found.tables["tried"])


def test_a_stopped_search_ends_in_the_same_result(asked, source, tmp_path):
    path = asked(SMALL, TWO, NEAR)
    whole = search(path, posterior=source, workers=2, out=tmp_path / "whole")

    def stop_after(done, in_all):
        if done == 8:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        search(path, posterior=source, workers=1, out=tmp_path / "stopped", progress=stop_after)
    (folder,) = (tmp_path / "stopped").iterdir()
    assert not RunFolder(folder).is_complete and not (folder / "result.yaml").exists()
    path.unlink()
    complete(folder, workers=1)
    for name in ("result.yaml", "tables/tried.csv", "tables/attainment.csv"):
        assert (folder / name).read_bytes() == (whole.folder / name).read_bytes()


def test_what_cannot_be_reached_is_said_with_the_bound_that_binds(asked, source):
    path = asked(SMALL, TWO, NEAR.replace("2}", "90}"))
    found = search(path, posterior=source, workers=1)
    assert not found.reached and found.tables["attainment"].iloc[-1]["met"] == 0
    binding = found.tables["bounds"].query("binds")
    assert not binding.empty and set(binding["end"]) == {"high"}
    assert not found.tables["tried"]["feasible"].any()


def test_teams_cost_in_a_search_what_they_add(asked, source):
    teams = """\
    - lever: digital_teams
      start: 2020-03
      intensity: {low: 0, high: 1}
      cost: {vnd: 300000, per: team_month}
"""
    plan = read_search(asked(SMALL + "  minimise: cost\n", teams, NEAR))
    draws = draws_in(draws_table(source), range(2))
    none, all_ = evaluate(plan, [{"digital_teams.intensity": x} for x in (0, 1)], draws, workers=1)
    assert none.spent is None and none.objective("cost") == 0
    added = [
        live_member([plan.base, plan.scenario(all_.values)], draws[0].values, draws[0].seed).values[
            name
        ]["nation"]
        for name in ("baseline", "candidate")
    ]
    at = kept_in_ensembles("nation").index("digital_teams")
    months = (added[1] - added[0])[at, 0, :13]
    assert all_.spent[0] == pytest.approx(300_000 * months.sum(), rel=1e-5)
    assert all_.objective("cost") > 10**11


def test_too_small_a_posterior_is_refused(asked, source, tmp_path):
    with pytest.raises(InputError, match="at most 12 together"):
        search(asked(), posterior=source, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
