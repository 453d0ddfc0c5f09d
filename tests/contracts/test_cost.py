"""Costs are those that a scenario states, added up by month; what nobody states is in no sum."""

import numpy as np
import pytest
from made_ensemble import made, question

from sim.answers.cost import NO_GAIN, cost
from sim.answers.spending import NO_COST

DRAWS = 40
KINDS = (("urban", 0.25), ("rural", 0.5), ("remote", 0.75))
BASE = question("base")


def policy(lever="trust", vnd=None, per="month", start="2021-01", **more):
    stated = {} if vnd is None else {"cost": {"vnd": vnd, "per": per, "source": "stated"}}
    return {"lever": lever, "start": start, "intensity": 0.5, **stated, **more}


def costed(*policies, base=BASE, values=(), **parameters):
    """Return the costs of ``policies`` with what they change in ``values``."""
    changed = {("asked", *key): array for key, array in dict(values).items()}
    drawn = {f"time_saved_{kind}": days for kind, days in KINDS} | {"needs_per_year": 1.0}
    scenarios = [base, question("asked", policies=policies, **parameters)]
    return cost(made(scenarios, DRAWS, changed, drawn), "asked")


def users(effect):
    return {("nation", "adults_using_online"): np.broadcast_to(effect, DRAWS)[:, None, None]}


def test_a_monthly_cost_grows_with_the_ramp_and_ends_with_the_policy():
    full = costed(policy(vnd=100, end="2021-06")).items.loc[0]
    assert (full["p50"], full["months"], full["source"]) == (600, 6, "stated")
    ramped = costed(policy(vnd=100, ramp_months=3, end="2021-06")).items.loc[0]
    assert ramped["p50"] == pytest.approx(100 * (0.25 + 0.5 + 0.75 + 3))


def test_a_cost_that_falls_due_once_does_so_in_the_first_month():
    found = costed(policy(vnd=7, per="once", start="2020-03", ramp_months=12))
    by_year = found.budget[found.budget["number"] == 1].set_index("year")["p50"]
    assert by_year.to_dict() == {2019: 0, 2020: 7, 2021: 0}
    assert costed(policy(vnd=7, per="once", start="2022-03")).items.loc[0, "p50"] == 0


def test_teams_cost_by_what_is_added_while_the_policy_lasts():
    teams = {("nation", "digital_teams"): np.arange(DRAWS)[:, None, None]}
    found = costed(policy("digital_teams", 300, "team_month", end="2021-03"), values=teams)
    row = found.items.loc[0]
    assert row["p50"] == pytest.approx(300 * 3 * (DRAWS - 1) / 2)
    assert row["p05"] == pytest.approx(300 * 3 * 0.05 * (DRAWS - 1))


def test_teams_of_two_policies_are_told_apart_by_kind_or_not_costed():
    remote = policy("digital_teams", 300, "team_month", where={"kinds": ["remote"]})
    urban = policy("digital_teams", 100, "team_month", where={"kinds": ["urban"]})
    teams = {("kind", "digital_teams"): np.array([5, 0, 2])[:, None]}
    assert list(costed(remote, urban, values=teams).items["p50"]) == [300 * 2 * 12, 100 * 5 * 12]
    everywhere = policy("digital_teams", 100, "team_month")
    mixed = costed(remote, everywhere, values=teams)
    assert not mixed.items["costed"].any() and mixed.budget.empty
    assert mixed.items.loc[0, "note"] == "its teams cannot be told from those of policy 2"
    other = costed(policy("trust", 100, "team_month")).items.loc[0]
    assert not other["costed"] and "trust adds no teams" in other["note"]


def test_what_has_no_cost_is_listed_and_in_no_sum():
    found = costed(policy("trust"), policy("leadership", 10), values=users(1000))
    assert list(found.items["costed"]) == [False, True] and not found.complete
    assert found.items.loc[0, "note"] == NO_COST and np.isnan(found.items.loc[0, "p50"])
    assert set(found.budget["lever"]) == {"leadership", "all"}
    assert found.returns["vnd_per_p50"].isna().all()  # the gain is that of both
    assert set(found.returns["vnd_note"]) == {"not every policy has a stated cost"}
    nothing = costed(policy("trust"), values=users(1000))
    assert nothing.returns["vnd_per_p50"].isna().all()
    assert set(nothing.returns["vnd_note"]) == {"no policy has a stated cost"}


def test_the_years_add_up_to_the_items():
    found = costed(policy(vnd=100, ramp_months=7), policy("leadership", 9, "once"))
    assert found.complete
    everything = found.budget[found.budget["lever"] == "all"]
    assert everything["p50"].sum() == pytest.approx(found.items["p50"].sum())


def test_a_policy_of_the_baseline_costs_nothing_more():
    there = policy(vnd=100)
    base = question("base", policies=[there])
    found = costed(there, policy("leadership", 9), base=base)
    assert list(found.items["number"]) == [2]
    assert list(costed(there, there, base=base).items["number"]) == [2]


def test_cost_per_user_is_all_spent_so_far_over_the_gain():
    found = costed(policy(vnd=50, start="2020-01"), values=users(200)).returns
    found = found.set_index(["measure", "year"])["vnd_per_p50"]
    assert found["users", 2021] == pytest.approx(24 * 50 / 200)
    assert found["user_years", 2020] == pytest.approx(12 * 50 / 400)  # 2019 counts as well
    assert found["user_years", 2021] == pytest.approx(24 * 50 / 600)


def test_no_price_where_the_gain_may_be_nothing():
    unsure = np.where(np.arange(DRAWS) % 2, 500.0, -1.0)
    for effect, note in ((unsure, NO_GAIN), (-3.0, "a loss, not a gain")):
        rows = costed(policy(vnd=100), values=users(effect)).returns
        rows = rows[rows["measure"] == "users"]
        assert rows["vnd_per_p50"].isna().all() and set(rows["vnd_note"]) == {note}
    nearly_sure = np.where(np.arange(DRAWS) < 1, -1.0, 500.0)
    rows = costed(policy(vnd=100), values=users(nearly_sure)).returns
    assert np.isfinite(rows.loc[rows["measure"] == "users", "vnd_per_p95"]).all()


def test_days_saved_count_the_dossiers_that_no_clerk_filed():
    dossiers = {
        ("kind", "citizen_dossiers"): np.array([100.0, 200.0, 40.0])[:, None],
        ("kind", "own_full_process_share"): np.array([10.0, 20.0, 50.0])[:, None],
        ("kind", "citizen_dossiers_full_process_share"): 90.0,
    }
    days_a_month = 0.25 * 10 + 0.5 * 40 + 0.75 * 20
    returns = costed(policy(vnd=1), values=dossiers).returns.set_index(["measure", "year"])
    assert returns.loc[("days_saved", 2021), "gain_p50"] == pytest.approx(25 * days_a_month)
    own = costed(policy(vnd=1), values=dossiers, time_saved_remote=1.0).returns
    own = own.set_index(["measure", "year"])
    assert own.loc[("days_saved", 2021), "gain_p50"] == pytest.approx(25 * (2.5 + 20 + 20))


def test_whole_years_only():
    found = costed(policy(vnd=100))
    assert list(found.returns["year"].unique()) == [2019, 2020, 2021]
