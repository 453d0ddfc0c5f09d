"""Ensembles: paired draws, the same bytes however they came about, and what may be claimed."""

import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.calibrate.posterior import shipped
from sim.errors import InputError
from sim.experiment.ensemble import complete, ensemble, read_ensemble
from sim.experiment.ensemble.data import Ensemble
from sim.experiment.ensemble.draws import draws_needed, insist_on_different_draws
from sim.experiment.ensemble.files import member_file
from sim.experiment.ensemble.summary import is_finding, quantiles
from sim.experiment.lockstep import Lockstep
from sim.experiment.member import live_member, point_of
from sim.experiment.outcome import read
from sim.metrics import SCOPES
from sim.scenario import Scenario, parse

ADOPTION = "adults_using_online_share"
POLICY = """\
id: early-fee-cuts
title: {vi: "Miễn phí sớm", en: "Early fee cuts"}
extends: baseline
horizon: {end: 2021-06}
policies:
  - {lever: fee_cut, start: 2020-09, intensity: 1}
"""
NOTHING = POLICY.replace("early-fee-cuts", "no-cuts").replace("intensity: 1", "intensity: 0")


@pytest.fixture(scope="module")
def policy() -> Scenario:
    return parse(POLICY)


@pytest.fixture(scope="module")
def pair(policy) -> list[Scenario]:
    return [Scenario.load("baseline", end="2021-06"), policy]


@pytest.fixture(scope="module")
def folder(pair, tmp_path_factory):
    """Return a finished ensemble of three draws."""
    return ensemble(pair, shipped(), draws=3, workers=1, out=tmp_path_factory.mktemp("out")).folder


def same(one: Ensemble, other: Ensemble) -> bool:
    return all(
        np.array_equal(one.values(s, scope, m), other.values(s, scope, m), equal_nan=True)
        for s in one.scenarios
        for scope in SCOPES
        for m in one.metrics(scope)
    )


def test_months_before_the_policy_are_lived_once_and_come_out_the_same(pair, policy):
    together = live_member(pair, {}, seed=4)
    alone = live_member([policy], {}, seed=4)
    for scope, values in alone.values[policy.id].items():
        np.testing.assert_array_equal(together.values[policy.id][scope], values)


def test_the_baseline_stands_for_the_scenario_until_the_policy_starts(pair):
    lockstep = Lockstep.at_points([(each, point_of(each, {})) for each in pair], seed=1)
    for _ in range(9):  # December 2019 to August 2020
        lockstep.step()
    assert [model.month for model in lockstep.models] == [9, 0]
    lockstep.step()
    assert [model.month for model in lockstep.models] == [10, 10]


def test_a_null_policy_has_exactly_no_effect():
    null = parse(NOTHING)
    found = ensemble(
        [Scenario.load("baseline", end="2021-06"), null], shipped(), draws=2, workers=1
    )
    for scope in SCOPES:
        for metric in found.metrics(scope):
            assert not found.effect(null.id, scope, metric).any(), metric
    assert not found.gained(null.id, "province").any()


def test_shapes_and_names(folder):
    found = read_ensemble(folder)
    assert found.values("baseline", "province", ADOPTION).shape == (3, 63, 19)
    assert len(found.groups("province34")) == 34 and found.groups("nation") == ["nation"]
    assert found.months[0] == "2019-12" and found.year_ends == ["2019-12", "2020-12", "2021-06"]
    assert found.gained("early-fee-cuts", "kind").shape == (3, 3, 3, 2)
    with pytest.raises(InputError, match='did you mean "adults_using_online_share"'):
        found.values("baseline", "nation", "adult_using_online_share")


def test_the_net_of_gained_and_lost_is_the_effect(folder):
    found = read_ensemble(folder)
    people = found.gained("early-fee-cuts", "nation")[:, 0, -1]
    effect = found.effect("early-fee-cuts", "nation", "adults_using_online")[:, 0, -1]
    np.testing.assert_allclose(people[:, 0] - people[:, 1], effect, atol=2)


def test_draws_have_parameters_and_seeds_of_their_own(folder):
    found, posterior = read_ensemble(folder), shipped()
    assert found.draws["seed"].tolist() == [int(seed) for seed in posterior.seeds[:3]]
    pd.testing.assert_frame_equal(found.parameters, posterior.draws.iloc[:3].reset_index(drop=True))


def test_two_workers_make_the_same_ensemble(pair, folder):
    assert same(read_ensemble(folder), ensemble(pair, shipped(), draws=3, workers=2))


def test_what_is_missing_is_completed_to_the_same_bytes(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    whole = {p.relative_to(copy): p.read_bytes() for p in copy.rglob("*.parquet")}
    member_file(copy, 1).unlink()
    shutil.rmtree(copy / "tables")
    manifest = copy / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"complete"', '"running"'), "utf-8")
    with pytest.raises(InputError, match="dvctt resume"):
        read_ensemble(copy)
    complete(copy, workers=1)
    assert {p.relative_to(copy): p.read_bytes() for p in copy.rglob("*.parquet")} == whole


def test_a_member_lost_from_a_complete_ensemble_is_run_again(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    whole = member_file(copy, 1).read_bytes()
    member_file(copy, 1).write_bytes(whole[:100])
    with pytest.raises(InputError, match="Delete the file"):
        complete(copy, workers=1)
    member_file(copy, 1).unlink()
    complete(copy, workers=1)
    assert same(read_ensemble(copy), read_ensemble(folder))


def test_an_extended_ensemble_runs_only_what_is_new(pair, folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    times = {n: member_file(copy, n).stat().st_mtime_ns for n in range(3)}
    extended = complete(copy, draws=4, workers=1)
    assert {n: member_file(copy, n).stat().st_mtime_ns for n in range(3)} == times
    assert same(extended, ensemble(pair, shipped(), draws=4, workers=1))


def test_a_damaged_member_is_refused(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    member_file(copy, 2).write_bytes(b"nothing")
    with pytest.raises(InputError, match="00002.npz: damaged member"):
        read_ensemble(copy)


def test_the_folder_reads_as_a_comparison_with_bands(folder):
    finished = read(folder)
    assert finished.draws == 3 and list(finished.runs) == ["baseline", "early-fee-cuts"]
    nation = finished.runs["baseline"].nation
    assert (nation[f"{ADOPTION}_p05"] <= nation[ADOPTION]).all()
    row = finished.nation[finished.nation["metric"] == ADOPTION].iloc[-1]
    effect = read_ensemble(folder).effect("early-fee-cuts", "nation", ADOPTION)[:, 0, -1]
    assert row["difference"] == np.median(effect)
    assert row["share_above_zero"] == (effect > 0).mean()


def test_identical_draws_are_refused(pair):
    posterior = shipped()
    twice = replace(
        posterior,
        draws=posterior.draws.iloc[[0, 0]].reset_index(drop=True),
        seeds=posterior.seeds[[0, 0]],
    )
    with pytest.raises(InputError, match="draws 0 and 1 are identical"):
        ensemble(pair, twice, draws=2, workers=1)


def test_the_number_of_draws_follows_from_the_precision(folder):
    found = read_ensemble(folder)
    effect = found.effect("early-fee-cuts", "nation", ADOPTION)[:, 0, -1]
    wanted = 0.5 * 1.645 * effect.std(ddof=1) / np.sqrt(3)
    assert draws_needed(found, wanted) == 12
    insist_on_different_draws(found)


@pytest.mark.parametrize("draws", [1, 10**6])
def test_impossible_numbers_of_draws_are_refused(pair, draws):
    with pytest.raises(InputError, match="draws"):
        ensemble(pair, shipped(), draws=draws)


def test_a_finding_needs_an_interval_without_zero():
    draws = np.arange(100.0)
    assert is_finding(draws - 4.9) and not is_finding(draws - 5.1)
    assert is_finding(4.9 - draws) and not is_finding(np.zeros(100))


def test_quantiles_are_those_of_the_draws():
    found = quantiles(np.arange(101.0))
    assert [float(found[name]) for name in ("p05", "p25", "p50", "p75", "p95")] == [
        5,
        25,
        50,
        75,
        95,
    ]
