"""Every lever changes what it declares, where and when the policy says, and nothing else."""

import subprocess
import sys
from dataclasses import dataclass, field, fields
from functools import cache

import numpy as np
import pytest

from sim import drivers, environment, policies
from sim.calendar import month_index
from sim.conditions import Conditions
from sim.draws import province_normal
from sim.errors import InputError
from sim.parameters import parameters, registry
from sim.places import population
from sim.places.population import strata
from sim.places.provinces import province_index
from sim.policies import LEVERS, targeting

P = parameters()
CONDITIONS = [f.name for f in fields(Conditions)]
START = "2021-05"
NEW_VALUES = {  # settings with which a lever changes all that it declares
    "digital_teams": {"members": 9, "training": 0.9},
    "full_process_supply": {"agency": "both"},
    "identity": {"single_login": True},
}
PLACES = {"provinces": ["Lai Châu", "An Giang"], "kinds": ["remote"], "ages": ["65+"]}


@dataclass
class Policy:
    lever: str
    start: str = START
    end: str | None = None
    ramp_months: int = 0
    intensity: float = 1.0
    fields: dict = field(default_factory=dict)
    where: dict = field(default_factory=dict)


@cache
def places():
    return strata(P)


@cache
def baseline():
    return drivers.baseline(places(), P, lambda purpose: province_normal(1, purpose))


def under(*applied):
    return policies.apply_policies(baseline(), applied, places())


def pulled(name, **settings):
    return Policy(name, fields=NEW_VALUES.get(name, {}), **settings)


def changes(conditions):
    """Return where each condition differs from the baseline, by name."""
    return {name: getattr(conditions, name) != getattr(baseline(), name) for name in CONDITIONS}


def test_there_are_eighteen_levers_with_titles_in_two_languages():
    assert len(LEVERS) == 18
    for name, lever in LEVERS.items():
        assert name == lever.name
        assert lever.title_vi and lever.title_en and lever.meaning_vi and lever.meaning_en
        assert set(lever.acts_on) <= set(CONDITIONS)
        assert lever.where and set(lever.where) <= {"provinces", "regions", "kinds", "ages"}
        for spec in lever.fields.values():
            assert spec.meaning_vi and spec.meaning_en


def test_the_names_of_kinds_and_ages_are_those_of_the_population():
    assert targeting.KINDS == population.KINDS
    assert targeting.AGES == population.AGES


@pytest.mark.parametrize("name", LEVERS)
def test_intensity_zero_changes_nothing_bit_for_bit(name):
    null = under(pulled(name, intensity=0.0))
    for condition in CONDITIONS:
        before, after = getattr(baseline(), condition), getattr(null, condition)
        assert np.ascontiguousarray(before).tobytes() == np.ascontiguousarray(after).tobytes()


@pytest.mark.parametrize("name", LEVERS)
def test_full_intensity_changes_exactly_what_is_declared_from_the_start_on(name):
    changed = changes(under(pulled(name)))
    assert {c for c, where in changed.items() if where.any()} == set(LEVERS[name].acts_on)
    for where in changed.values():
        assert not where[: month_index(START)].any()
        assert where.any() == where[month_index(START) :].any()


@pytest.mark.parametrize("name", LEVERS)
def test_a_policy_stays_within_its_place(name):
    lever = LEVERS[name]
    targeted = {key: names for key, names in PLACES.items() if key in lever.where}
    if name == "dead_zone_coverage":
        targeted = {"provinces": ["Lai Châu"]}
    inside = np.isin(places().province, [province_index(n) for n in targeted["provinces"]])
    if "kinds" in targeted:
        inside &= places().kind == population.REMOTE
    changed = changes(under(pulled(name, where=targeted)))
    assert any(where.any() for where in changed.values())
    for where in changed.values():
        assert not where[:, ~inside].any()
        if where.ndim == 3 and "ages" in targeted:
            assert not where[:, :, :3].any()


@pytest.mark.parametrize("name", LEVERS)
def test_an_ended_policy_is_withdrawn(name):
    end = month_index("2022-12")
    changed = changes(under(pulled(name, start="2022-07", end="2022-12")))
    for where in changed.values():
        assert not where[end + 1 :].any()
    assert any(where[end].any() for where in changed.values())


@pytest.mark.parametrize("name", LEVERS)
def test_every_lever_moves_the_environment(name):
    before = environment.build(baseline(), places(), P)
    after = environment.build(under(pulled(name)), places(), P)
    assert not (
        np.array_equal(before.place, after.place) and np.array_equal(before.people, after.people)
    )
    for table in (after.place, after.people):
        assert np.isfinite(table).all() and table.min() >= 0


@pytest.mark.parametrize("name", LEVERS)
def test_conditions_stay_in_range_under_full_and_repeated_pull(name):
    conditions = under(pulled(name), pulled(name))
    for condition in LEVERS[name].acts_on:
        values = getattr(conditions, condition)
        highest = 50 if condition == "team_members" else 1 + 1e-12
        assert values.min() >= 0 and values.max() <= highest


def test_the_ramp_grows_evenly_to_full_force():
    force = targeting.profile("2025-01", None, 12)
    start = month_index("2025-01")
    assert force[start - 1] == 0
    assert np.diff(force[start - 1 : start + 13]) == pytest.approx(1 / 13)
    assert (force[start + 12 :] == 1).all()
    assert (targeting.profile("2025-01", None, 0)[start:] == 1).all()


def test_policies_act_in_the_order_of_the_list_and_leave_their_input_alone():
    before = {name: getattr(baseline(), name).copy() for name in CONDITIONS}
    half = Policy("trust", intensity=0.5)
    once, twice = under(half).trust, under(half, half).trust
    gap = 1 - baseline().trust[-1]
    assert 1 - once[-1] == pytest.approx(gap / 2)
    assert 1 - twice[-1] == pytest.approx(gap / 4)
    for name, values in before.items():
        assert np.array_equal(values, getattr(baseline(), name))


def test_provinces_and_regions_add_up_and_kinds_narrow_down():
    where = {"provinces": ["Hà Nội"], "regions": ["CH"], "kinds": ["urban"]}
    mask = targeting.where_mask(where, places())
    reached = {int(p) for p in places().province[mask.any(axis=1)]}
    assert province_index("Hà Nội") in reached and len(reached) == 6
    assert (places().kind[mask.any(axis=1)] == population.URBAN).all()


def test_leadership_files_more_through_clerks_and_lowers_formalism():
    from sim import environment_columns as column

    before = environment.build(baseline(), places(), P).place[-1]
    after = environment.build(under(Policy("leadership")), places(), P).place[-1]
    assert (after[:, column.CLERK_FILING] > before[:, column.CLERK_FILING]).all()
    assert (after[:, column.FORMALISM] < before[:, column.FORMALISM]).all()


@pytest.mark.parametrize(
    ("agency", "moved"),
    [
        ("localities", {"supply_full", "supply_online"}),
        ("ministries", {"ministry_supply_full", "ministry_supply_online"}),
    ],
)
def test_supply_grows_at_the_named_agency(agency, moved):
    conditions = under(Policy("full_process_supply", fields={"agency": agency}))
    assert {c for c, where in changes(conditions).items() if where.any()} == moved


def test_fee_cut_is_a_share_of_the_fee_and_never_takes_back():
    conditions = under(Policy("fee_cut", start="2024-07", intensity=0.9))
    assert conditions.fee_cut[-1] == pytest.approx(0.9)
    little = under(Policy("fee_cut", start="2024-07", intensity=0.1))
    assert np.array_equal(little.fee_cut, baseline().fee_cut)


@pytest.mark.parametrize(
    ("name", "lever"),
    [
        ("land_waiting_share", "land_database"),
        ("population_waiting_share", "population_database"),
    ],
)
def test_the_parameters_of_the_databases_act_with_their_levers(name, lever):
    conditions = under(Policy(lever))
    tables = [
        environment.build(conditions, places(), parameters(**{name: value})).place
        for value in (registry()[name].low, registry()[name].high)
    ]
    assert (tables[1] >= tables[0]).all() and (tables[1] > tables[0]).any()


def test_mistakes_name_the_nearest():
    with pytest.raises(InputError, match='did you mean "trust"'):
        under(Policy("trsut"))
    with pytest.raises(InputError, match='did you mean "Lào Cai"'):
        under(Policy("trust", where={"provinces": ["Lao Cai"]}))
    with pytest.raises(InputError, match="cannot be targeted by ages"):
        under(Policy("leadership", where={"ages": ["65+"]}))
    with pytest.raises(InputError, match='did you mean "remote"'):
        under(Policy("trust", where={"kinds": ["remot"]}))


def test_the_list_of_levers_is_light_to_import():
    program = (
        "import sys, sim.policies; print(sorted({'numpy', 'numba', 'pandas'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
