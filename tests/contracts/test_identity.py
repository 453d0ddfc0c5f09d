"""Equal questions have equal answers to the byte, and policies change only what they should.

Threads, stopping and going on, and null policies leave no trace; scenarios share all luck.
"""

import os
import subprocess
import sys
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import counters as n
from sim.calendar import month_index
from sim.environment_columns import FAMILY_HELP
from sim.errors import InputError
from sim.model import AdoptionModel
from sim.places.provinces import province_index
from sim.policies import LEVERS
from sim.results import tables

START = "2020-07"
END = "2021-06"
# Lai Châu has dead zones, so that every lever has something to act on.
ONE_PROVINCE = {"provinces": ["Lai Châu"]}


def everywhere_but(model, province):
    """Return which citizens live outside of ``province``, bool[citizens]."""
    outside = model.strata.province != province_index(province)
    return np.repeat(outside[model.villages.stratum], model.villages.size)


@pytest.fixture(scope="module")
def without_policy(ask, live):
    return live(ask(end=END))


# Threads and seeds


@pytest.fixture(scope="module")
def question(ask_everything):
    return ask_everything(end=END)


@pytest.fixture(scope="module")
def answer(question, live):
    return live(question, threads=1)


@pytest.mark.parametrize("threads", [1, 2, 3, 8])
def test_threads_do_not_matter(question, answer, live, bytes_of, threads):
    assert bytes_of(live(question, threads=threads)) == bytes_of(answer)


def test_another_process_gives_the_same(baseline):
    program = (
        "from sim.model import AdoptionModel; from sim.scenario import Scenario\n"
        "model = AdoptionModel(Scenario.load('baseline', scale=1000, end='2022-07'))\n"
        "model.run_for(model.horizon); print(zlib.crc32(model.counts.tobytes()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", f"import zlib; {program}"],
        env=os.environ | {"PYTHONHASHSEED": "3", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(run.stdout) == zlib.crc32(baseline.counts.tobytes())


def test_collecting_data_does_not_matter(question, answer, live, bytes_of):
    assert bytes_of(live(question, collect=True)) == bytes_of(answer)


def test_steps_in_any_portions_are_the_same(question, answer, bytes_of):
    model = AdoptionModel(question, collect=False)
    model.run_for(5)
    model.step()
    model.run_for(model.horizon - 6)
    assert bytes_of(model) == bytes_of(answer)


def test_a_shorter_horizon_is_the_beginning_of_a_longer_one(answer, ask_everything, live):
    shorter = live(ask_everything(end="2021-02"))
    assert np.array_equal(shorter.counts, answer.counts[: shorter.horizon])


def test_another_seed_is_another_country(question, answer, live, bytes_of):
    other = live(question, seed=2)
    assert bytes_of(other)["counts"] != bytes_of(answer)["counts"]
    assert not np.array_equal(other.villages.number, answer.villages.number)
    assert not np.array_equal(other.conditions.effort, answer.conditions.effort)


# Stopping and going on


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    return tmp_path_factory.mktemp("saved") / "model.npz"


@settings(
    deadline=None,
    derandomize=True,
    max_examples=10,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.integers(0, month_index(END) + 1), st.sampled_from([1, 3]))
def test_saved_at_any_month_and_loaded_it_goes_on_the_same(
    question, answer, checkpoint, bytes_of, month, threads
):
    begun = AdoptionModel(question, collect=False)
    for _ in range(month):
        begun.step()
    begun.save(checkpoint)
    model = AdoptionModel.load(checkpoint, question, collect=False, threads=threads)
    assert model.month == month
    assert bytes_of(model) == bytes_of(begun)
    if month < model.horizon:
        model.run_for(model.horizon - month)
    assert bytes_of(model) == bytes_of(answer)


def test_a_loaded_model_goes_on_month_by_month(question, checkpoint):
    begun = AdoptionModel(question, collect=False)
    begun.run_for(3)
    begun.save(checkpoint)
    model = AdoptionModel.load(checkpoint, question, collect=False)
    model.step()
    assert model.month == 4
    model.run_for(2)
    assert model.month == 6


def test_tables_of_a_continued_run_are_the_same(question, answer, checkpoint):
    begun = AdoptionModel(question, collect=False)
    begun.run_for(15)
    begun.save(checkpoint)
    model = AdoptionModel.load(checkpoint, question, collect=False)
    model.run_for(model.horizon - 15)
    for scope, table in tables(model).items():
        assert table.equals(tables(answer)[scope])


def test_a_checkpoint_is_refused_by_another_model_and_when_damaged(question, ask, tmp_path):
    model = AdoptionModel(question, collect=False)
    model.run_for(2)
    path = tmp_path / "model.npz"
    model.save(path)
    assert [file.name for file in tmp_path.iterdir()] == ["model.npz"]
    others = ((ask(end=END), {}), (question, {"seed": 2}), (question, {"scale": 900}))
    for scenario, options in others:
        with pytest.raises(InputError, match="another run"):
            AdoptionModel.load(path, scenario, collect=False, **options)
    for rest in (path.read_bytes()[:5000], b"not an archive", b""):
        path.write_bytes(rest)
        with pytest.raises(InputError, match="damaged"):
            AdoptionModel.load(path, question, collect=False)


# Null policies


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_that_is_not_pulled_changes_no_citizen(
    ask, pull, live, bytes_of, without_policy, lever
):
    null = live(ask([pull(lever, intensity=0, start=START)], end=END))
    assert bytes_of(null) == bytes_of(without_policy)


def test_policies_that_start_after_the_end_change_no_citizen(
    ask, pull, live, bytes_of, without_policy
):
    late = [pull(lever, intensity=1, start="2021-07") for lever in LEVERS]
    assert bytes_of(live(ask(late, end=END))) == bytes_of(without_policy)


def test_before_they_start_policies_change_no_citizen(ask, pull, bytes_of):
    months = month_index(START)
    policies = [pull(lever, intensity=1, start=START) for lever in LEVERS]
    plain, pulled = (AdoptionModel(ask(p, end=END), collect=False) for p in ((), policies))
    for model in (plain, pulled):
        model.run_for(months)
    assert bytes_of(plain) == bytes_of(pulled)
    plain.step()
    pulled.step()
    assert bytes_of(plain) != bytes_of(pulled)


# Places


@pytest.fixture(scope="module")
def closed_borders(ask, live):
    """Return a function that gives the run of ``policies`` in a world without ties abroad."""
    worlds = {"no ties": {"social_weight": 0}, "ties within provinces": {"far_in_province": 1}}

    def run(world, policies=()):
        return live(ask(policies, end=END, rewired_share=0.5, **worlds[world]))

    return run


@pytest.mark.parametrize("lever", [name for name in LEVERS if "provinces" in LEVERS[name].where])
@pytest.mark.parametrize("world", ["no ties", "ties within provinces"])
def test_a_policy_in_one_province_changes_nobody_elsewhere(closed_borders, pull, world, lever):
    policy = pull(lever, intensity=1, start=START, where=ONE_PROVINCE)
    plain, pulled = closed_borders(world), closed_borders(world, [policy])
    elsewhere = everywhere_but(plain, "Lai Châu")
    for before, after in zip(plain.citizens.columns, pulled.citizens.columns, strict=True):
        assert np.array_equal(before[elsewhere], after[elsewhere])
    strata = plain.strata.province != province_index("Lai Châu")
    assert np.array_equal(plain.counts[:, strata], pulled.counts[:, strata])


def test_all_policies_in_one_province_change_people_there(closed_borders, pull):
    policies = [pull(lever, intensity=1, start=START, where=ONE_PROVINCE) for lever in LEVERS]
    plain = closed_borders("ties within provinces")
    pulled = closed_borders("ties within provinces", policies)
    there = ~everywhere_but(plain, "Lai Châu")
    assert (plain.citizens.columns.last_online != pulled.citizens.columns.last_online)[there].any()


def test_with_ties_abroad_a_policy_spreads(ask, pull, live, without_policy):
    policies = [pull(lever, intensity=1, start="2020-01", where=ONE_PROVINCE) for lever in LEVERS]
    pulled = live(ask(policies, end=END, far_in_province=0, social_weight=6, rewired_share=1))
    plain = live(ask(end=END, far_in_province=0, social_weight=6, rewired_share=1))
    elsewhere = everywhere_but(plain, "Lai Châu")
    columns = zip(plain.citizens.columns, pulled.citizens.columns, strict=True)
    assert any((a != b)[elsewhere].any() for a, b in columns)


# Luck


def test_scenarios_share_who_has_a_need_and_when(ask, pull):
    """Only a closed office postpones needs; no lever touches that."""
    policies = [pull(lever, intensity=1, start=START) for lever in LEVERS]
    models = [AdoptionModel(ask(p, end=END), collect=False) for p in ((), policies)]
    for _ in range(models[0].horizon):
        for model in models:
            model.step()
        plain, pulled = (model.citizens.columns for model in models)
        assert np.array_equal(plain.last_dossier, pulled.last_dossier)
    assert not np.array_equal(plain.last_online, pulled.last_online)


@pytest.mark.parametrize("lever", ["clerk_help", "fee_cut", "trust", "campaign"])
def test_who_used_online_services_when_a_policy_begins_does_so_with_it(ask, pull, lever):
    """Same draws, higher chances: nobody is kept from filing online in the first month."""
    policy = pull(lever, intensity=1, start=START)
    models = [
        AdoptionModel(ask(p, end=END, online_intercept=-3, retry_chance=0), collect=False)
        for p in ((), [policy])
    ]
    for model in models:
        # Without helpers there is one way to file.
        model.environment.people[..., FAMILY_HELP] = 0
        model.run_for(month_index(START))
    remembered = [model.citizens.columns.last_online.copy() for model in models]
    assert np.array_equal(*remembered) and remembered[0].any()
    for model in models:
        model.step()
    plain, pulled = (model.citizens.columns.last_online == models[0].month for model in models)
    assert plain.any() and not (plain & ~pulled).any() and (pulled & ~plain).any()
    ever_before = remembered[0] > 0
    assert (models[1].citizens.columns.last_online[ever_before] >= remembered[0][ever_before]).all()


def test_counts_are_of_the_citizens_own_columns(without_policy):
    columns, counts = without_policy.citizens.columns, without_policy.counts
    assert counts[:, :, :, n.FIRST_TIME_USERS].sum() == (columns.last_online > 0).sum()
    assert counts[:, :, :, n.ACCOUNTS_OPENED].sum() == (columns.flags & 1).sum()
