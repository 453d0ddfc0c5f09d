"""The equations of the administration move in the right direction and stay in their range."""

import numpy as np
import pytest

from sim import drivers, environment
from sim import environment_columns as column
from sim.behaviour import administration
from sim.calendar import month_index
from sim.draws import province_normal
from sim.parameters import parameters
from sim.places.population import strata

P = parameters()
STEPS = np.linspace(0, 1, 11)


def rises(values):
    return (np.diff(values) > 0).all()


def falls(values):
    return (np.diff(values) < 0).all()


def in_range(values):
    return values.min() >= 0 and values.max() <= 1


def test_formalism_falls_with_effort_simplification_and_data_sharing():
    for values in (
        administration.formalism(STEPS, 0.5, 0.5, P),
        administration.formalism(0.5, STEPS, 0.5, P),
        administration.formalism(0.5, 0.5, STEPS, P),
    ):
        assert falls(values) and in_range(values)
    assert administration.formalism(0.0, 0.0, 0.0, P) == pytest.approx(P.formalism_base)


def test_quality_rises_with_effort():
    values = administration.service_quality(0.5, STEPS, P)
    assert rises(values) and in_range(values)
    assert administration.service_quality(0.5, 0.0, P) == 0.5


def test_burden_falls_with_simplification_and_data_sharing():
    assert falls(administration.burden(STEPS, 0.5, P))
    assert falls(administration.burden(0.5, STEPS, P))
    assert administration.burden(0.0, 0.0, P) == P.burden_base


def test_clerks_file_more_under_pressure_and_with_help_but_not_before_they_begin():
    under_pressure = administration.clerk_filing(1.0, STEPS, 0.0, P)
    assert rises(under_pressure) and in_range(under_pressure)
    assert rises(administration.clerk_filing(1.0, 0.5, STEPS, P))
    assert administration.clerk_filing(0.0, 1.0, 0.0, P) == 0
    ramp = administration.clerk_ramp(np.array([-5.0, 0.0, 3.0, 100.0]), P)
    assert ramp[0] == ramp[1] == 0 < ramp[2] < ramp[3] == 1


def test_supply_grows_when_the_databases_come_and_full_stays_below_online():
    full = administration.effective_supply(0.5, STEPS, 0.0, P)
    online = administration.effective_supply(0.8, STEPS, 0.0, P)
    assert full[0] == 0.5
    assert rises(full) and rises(online) and (full < online).all()
    assert rises(administration.effective_supply(0.5, 0.0, STEPS, P))
    assert rises(administration.effective_ministry_supply(0.5, STEPS, P))


def test_teams_help_more_with_more_members_and_better_with_training():
    assert rises(administration.team_capacity(np.arange(1.0, 10.0), P))
    skill = administration.helper_skill(STEPS, P)
    assert rises(skill) and in_range(skill)


def test_family_help_is_rarer_in_remote_villages():
    share = administration.family_help(P)
    assert share.shape == (3, 4)
    assert (share[2] < share[1]).all() and (share[0] == share[1]).all()


def test_numbers_and_arrays_give_the_same():
    arrays = administration.formalism(STEPS, STEPS, STEPS, P)
    numbers = [administration.formalism(x, x, x, P) for x in STEPS]
    assert arrays == pytest.approx(numbers)


def test_reforms_lower_formalism_from_2023_to_2024_and_effort_spreads_provinces():
    places = strata(P)
    conditions = drivers.baseline(places, P, lambda purpose: province_normal(1, purpose))
    place = environment.build(conditions, places, P).place
    formalism = place[:, :, column.FORMALISM]
    in_2023 = formalism[month_index("2023-01") : month_index("2023-12") + 1].mean(axis=0)
    in_2024 = formalism[month_index("2024-01") : month_index("2024-08") + 1].mean(axis=0)
    assert (in_2024 < in_2023).all()
    order = np.argsort(conditions.effort[0])
    assert (np.diff(in_2024[order]) <= 1e-6).all()
    clerk = place[month_index("2024-01"), :, column.CLERK_FILING]
    assert (np.diff(clerk[order]) >= -1e-6).all()
    assert not place[: month_index("2021-01"), :, column.CLERK_FILING].any()
