"""At the limits of the rules the model does what the science says it must.

Limits are set in the environment tables that the monthly pass reads, or by parameters.
"""

from math import comb, exp

import numpy as np
import pytest

from sim import counters as n
from sim import draws
from sim import environment_columns as column
from sim.behaviour.influence import TIES
from sim.behaviour.learning import NEUTRAL, SCALE
from sim.behaviour.need import RATE_UNIT
from sim.citizens import FILED_BEFORE, HAS_ACCOUNT, RECOMMENDS
from sim.model import AdoptionModel

ONLINE = (n.OWN_ONLINE, n.ASSISTED_ONLINE, n.CLERK_ONLINE)
IDEAL = {  # everything offered, connected and easy, nothing filed by others
    "supply_full": 1, "supply_online": 1, "ministry_supply_full": 1, "ministry_supply_online": 1,
    "formalism": 0, "ministry_formalism": 0, "quality": 1, "ministry_quality": 1, "burden": 0,
    "payment": 1, "clerk_filing": 0, "mandate": 0, "office_closed": 0, "coverage": 1,
    "team_share": 0, "smartphone": 1, "fibre": 1, "identity": 1, "family_help": 0,
    "account_hazard": 0,
}  # fmt: skip
SURE_SUCCESS = {"success_intercept": 3, "success_skill": 6, "success_quality": 4}


@pytest.fixture
def model_with(ask):
    """Return a function that builds a model whose environment columns have the given levels."""

    def built(levels=(), scenario=None, scale=1000, seed=1, **parameters):
        question = scenario or ask(**parameters)
        model = AdoptionModel(question, scale=scale, seed=seed, collect=False)
        for name, level in dict(levels).items():
            if name in column.PLACE:
                model.environment.place[..., column.PLACE.index(name)] = level
            else:
                model.environment.people[..., column.PEOPLE.index(name)] = level
        return model

    return built


def lived(model, months=None):
    model.run_for(months or model.horizon)
    return model


def dossiers(model, *kinds):
    """Return the dossiers of ``kinds`` (counters of localities), both agencies together."""
    totals = model.counts.sum(axis=(0, 1, 2))
    return int(sum(totals[kind] + totals[kind + n.AGENCY_STEP] for kind in kinds))


def same_citizens(a, b):
    columns = zip(a.citizens.columns, b.citizens.columns, strict=True)
    return all(np.array_equal(x, y) for x, y in columns) and np.array_equal(a.counts, b.counts)


# Influence


def test_without_social_weight_contacts_do_not_matter(model_with):
    ring, far = (
        lived(model_with(online_intercept=-2, social_weight=0, rewired_share=share))
        for share in (0, 1)
    )
    assert dossiers(ring, n.OWN_ONLINE) > 1000
    assert same_citizens(ring, far)


def test_with_social_weight_contacts_matter(model_with):
    ring, far = (
        lived(model_with(online_intercept=-2, social_weight=5, rewired_share=share))
        for share in (0, 1)
    )
    assert not same_citizens(ring, far)


def generalised_bass(need, intercept, weight, months):
    """Return the share of ever-users after each month when influence alone is at work.

    Each citizen has six contacts anywhere in the country. ``waiting[k]`` is the share of those who
    have not used yet and have k contacts who have: of them, need times logit(intercept + weight *
    k / 6) use this month; the other contacts become users with the hazard of everybody.
    """
    chance = [need / (1 + exp(-intercept - weight * k / TIES)) for k in range(TIES + 1)]
    waiting = np.zeros(TIES + 1)
    waiting[0] = 1.0
    path = []
    for _ in range(months):
        still = waiting * (1 - np.array(chance))
        hazard = 1 - still.sum() / waiting.sum()
        waiting = np.zeros(TIES + 1)
        for k, share in enumerate(still):
            more = np.arange(TIES - k + 1)
            ways = np.array([comb(TIES - k, m) for m in more])
            waiting[k:] += share * ways * hazard**more * (1 - hazard) ** (TIES - k - more)
        path.append(1 - waiting.sum())
    return np.array(path)


SILENT = dict.fromkeys(
    ("usefulness_quality", "usefulness_fee", "usefulness_time", "ease_weight", "trust_weight",
     "campaign_weight", "experience_weight", "habit_weight", "account_cost", "identity_cost",
     "office_closed_weight", "need_spread"), 0)  # fmt: skip


@pytest.mark.parametrize(("intercept", "weight"), [(-4, 6), (-3, 3), (-3, 0)])
def test_influence_alone_gives_the_generalised_bass_curve(model_with, intercept, weight):
    paths = []
    for seed in range(6):
        model = model_with(
            IDEAL, seed=seed, end="2030-12", needs_per_year=1.6, rewired_share=1,
            far_in_province=0, online_intercept=intercept, social_weight=weight, **SILENT,
            **SURE_SUCCESS,
        )  # fmt: skip
        model.citizens.columns.skill[:] = SCALE
        assert (model.citizens.columns.need_rate == RATE_UNIT).all()
        first_time = lived(model).counts[:, :, :, n.FIRST_TIME_USERS].sum(axis=(1, 2))
        paths.append(first_time.cumsum() / len(model.citizens))
    expected = generalised_bass(1.6 / 12, intercept, weight, model.horizon)
    error = np.std(paths, axis=0, ddof=1) / np.sqrt(len(paths))
    difference = np.abs(np.mean(paths, axis=0) - expected)
    assert (difference < 5 * error + 1e-4).all()  # luck of the first users is carried on
    assert difference.max() < 0.005 and expected[-1] > 0.5


# Access and supply

NO_WAY = {"smartphone": 0, "fibre": 0, "coverage": 0, "clerk_filing": 0}


def test_without_access_nobody_files_alone_or_with_help(model_with, ask_everything):
    offline = lived(model_with({**NO_WAY, "clerk_filing": 0.5}, ask_everything()))
    assert dossiers(offline, n.OWN_ONLINE, n.ASSISTED_ONLINE, n.ATTEMPTS, n.TEAM_HELPED) == 0
    assert dossiers(offline, n.OFFERED_ONLINE_CONNECTED) == 0
    assert dossiers(offline, n.CLERK_ONLINE) > 1000
    assert not (offline.citizens.columns.flags & (FILED_BEFORE | RECOMMENDS)).any()
    assert (offline.citizens.columns.experience == NEUTRAL).all()


def test_without_access_and_clerks_nothing_is_filed_online(model_with, ask_everything):
    offline = lived(model_with({**NO_WAY, "mandate": 0}, ask_everything()))
    assert dossiers(offline, n.DOSSIERS) > 50_000
    assert dossiers(offline, *ONLINE) == 0


def test_without_devices_only_helpers_file(model_with):
    no_devices = {**IDEAL, "smartphone": 0, "fibre": 0}
    nobody = lived(model_with(no_devices, online_intercept=-1))
    assert dossiers(nobody, *ONLINE) == 0
    helped = lived(model_with({**no_devices, "family_help": 1}, online_intercept=-1))
    assert dossiers(helped, n.OWN_ONLINE, n.CLERK_ONLINE) == 0
    assert dossiers(helped, n.ASSISTED_ONLINE) > 1000


def test_without_supply_nothing_is_filed_online(model_with, ask_everything):
    none = {name: 0 for name in column.PLACE if "supply" in name}
    model = lived(model_with(none, ask_everything()))
    assert dossiers(model, n.DOSSIERS) > 50_000
    assert dossiers(model, n.OFFERED_ONLINE, *ONLINE, n.ATTEMPTS) == 0


def test_a_full_mandate_leaves_no_paper(model_with):
    full = {name: 1 for name in column.PLACE if "supply" in name}
    model = lived(model_with({**full, "mandate": 1}))
    assert dossiers(model, *ONLINE) == dossiers(model, n.DOSSIERS) > 50_000


def test_a_mandate_leaves_no_paper_for_the_full_process_services_only(model_with):
    model = lived(model_with({"mandate": 1, "clerk_filing": 0}))
    assert dossiers(model, *ONLINE) >= dossiers(model, n.OFFERED_FULL) > 1000
    assert dossiers(model, n.CLERK_ONLINE) <= dossiers(model, n.OFFERED_FULL)
    assert dossiers(model, *ONLINE) < dossiers(model, n.OFFERED_ONLINE)


def test_without_skill_or_help_a_heavy_burden_keeps_everybody_away(model_with):
    hard = {**IDEAL, "burden": 1, "quality": 0, "ministry_quality": 0, "payment": 0}
    parameters = {"ease_weight": 5, "success_skill": 6, "success_intercept": -3}
    model = model_with(hard, online_intercept=-4, **parameters)
    model.citizens.columns.skill[:] = 0
    lived(model)
    assert dossiers(model, n.OWN_ONLINE) < 1e-4 * dossiers(model, n.DOSSIERS)


# Teams and dead zones


@pytest.mark.parametrize("capacity", [0.4, 6, 15.5])
def test_teams_never_help_beyond_their_capacity(model_with, capacity):
    teams_only = {**IDEAL, "smartphone": 0, "fibre": 0, "team_share": 1,
                  "team_capacity": capacity, "helper_skill": 1}  # fmt: skip
    model = model_with(teams_only, scale=100, online_intercept=-1, **SURE_SUCCESS)
    villages, capacity = model.villages, float(np.float32(capacity))
    reached = 0
    for month in range(4):
        model.step()
        helped_now = model.citizens.columns.last_online == month + 1
        helped = np.add.reduceat(helped_now, villages.first, dtype=int)
        luck = draws.key(model.draw_seed, draws.TEAM_PLACES_AND_QUEUE, month)
        spare = np.array([draws.halves(luck, number)[0] for number in villages.number])
        places = np.floor(capacity * villages.fraction + spare)
        assert (helped <= places).all()
        reached += ((helped == places) & (places > 0)).sum()
    assert reached > len(villages)
    assert dossiers(model, n.OWN_ONLINE, n.CLERK_ONLINE) == 0
    assert dossiers(model, n.TEAM_HELPED) >= dossiers(model, n.ASSISTED_ONLINE) > 0


def test_dead_zone_villages_do_not_file_before_they_are_covered(model_with, ask):
    easy = ask(end="2024-12", online_intercept=-1)
    model = model_with({"fibre": 0}, easy)
    dead = (model.strata.dead[model.villages.stratum] == 1).nonzero()[0]
    for _ in range(0, model.horizon - 6, 6):
        model.run_for(6)
        filed = (model.citizens.columns.flags & FILED_BEFORE).astype(bool)
        by_village = np.add.reduceat(filed, model.villages.first, dtype=int)
        uncovered = [village for village in dead if not model.is_covered(village)]
        assert uncovered and by_village[uncovered].sum() == 0
    covered = [village for village in dead if model.is_covered(village)]
    assert covered and by_village[covered].sum() > 0


def test_covering_the_dead_zones_is_much_there_and_little_nationwide(model_with, ask):
    effect = []
    for coverage in (0, 1):
        model = lived(model_with(scenario=ask(end="2023-12", online_intercept=-3)), 1)
        dead = model.strata.dead == 1
        model.environment.place[:, dead, column.COVERAGE] = coverage
        model.run_for(model.horizon - 1)
        users = model.counts[-12:, :, :, n.USERS_OWN : n.USERS_CLERK].sum(axis=(0, 2, 3))
        users = users * model.citizens.weight
        effect.append((users.sum() / 71e6, users[dead].sum() / model.strata.adults[dead].sum()))
    (nation_0, there_0), (nation_1, there_1) = effect
    assert 0 < nation_1 - nation_0 < 0.01
    assert there_1 > 1.5 * there_0


# What citizens remember


def test_state_changes_only_through_dossiers_and_in_the_right_order(ask_everything):
    model = AdoptionModel(ask_everything(end="2022-06"), collect=False)
    columns = model.citizens.columns
    for month in range(model.horizon):
        before = type(columns)(*(column.copy() for column in columns))
        model.step()
        busy = columns.last_dossier == month + 1
        for name in ("experience", "habit", "last_online", "last_portal", "suspended_until"):
            assert np.array_equal(getattr(before, name)[~busy], getattr(columns, name)[~busy])
        lost = before.flags & ~columns.flags
        assert not (lost & (HAS_ACCOUNT | FILED_BEFORE)).any()
        assert not (lost[~busy] & RECOMMENDS).any()
        grew = columns.habit > before.habit
        assert (columns.last_online[grew] == month + 1).all()
        for name in ("age", "skill", "need_rate"):
            assert np.array_equal(getattr(before, name), getattr(columns, name))
    assert (columns.last_online <= columns.last_dossier).all()
    assert (columns.last_portal <= columns.last_online).all()
    recommending = (columns.flags & RECOMMENDS) > 0
    assert (columns.experience[recommending] >= NEUTRAL).all()
    assert (columns.flags[recommending] & FILED_BEFORE).all()
    assert (columns.habit[columns.flags & FILED_BEFORE == 0] == 0).all()
    assert columns.habit.max() > 0 and recommending.any()
    assert max(column.max() for column in (columns.experience, columns.habit)) <= SCALE
