"""Tables are what the metrics say: complete, within bounds, additive and recomputed by hand."""

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from sim import counters as n
from sim.calendar import month_index, month_label
from sim.environment_columns import MINISTRY_SUPPLY_FULL, SUPPLY_FULL
from sim.metrics import METRICS, SCOPES
from sim.model import AdoptionModel
from sim.places.population import AGES, KINDS
from sim.places.provinces import NEW_PROVINCES, PROVINCES, province_index
from sim.results import tables

KEYS = {
    "nation": ["month"],
    "agency": ["month", "agency"],
    "province": ["month", "province_code", "province"],
    "province34": ["month", "province_code", "province"],
    "kind": ["month", "kind"],
    "age": ["month", "age"],
    "dead_zone": ["month", "dead_zone"],
    "mode": ["month", "mode"],
}
GROUPS = {"province": 63, "province34": 34, "kind": 3, "age": 4, "dead_zone": 2}
# The nation's and the ministries' dossiers contain the aggregate block, which has no place.
WITHOUT_BLOCK = {"dossiers": (n.DOSSIERS,), "dossiers_full_process": (
    n.OWN_FULL_PROCESS, n.ASSISTED_FULL_PROCESS, n.CLERK_FULL_PROCESS)}  # fmt: skip
USERS = (n.USERS_OWN, n.USERS_ASSISTED, n.USERS_CLERK)
ADDITIVE = [m.id for m in METRICS.values() if m.unit != "%"]
MODE = {"own": n.OWN_ONLINE, "assisted": n.ASSISTED_ONLINE, "clerk": n.CLERK_ONLINE}


@pytest.fixture(scope="module")
def found(everything):
    return tables(everything)


@pytest.fixture(scope="module")
def nation(found):
    return found["nation"].set_index("month")


def weighted(model, counter, where=None, months=slice(None)):
    """Return the weighted sum of a counter by month, straight from the counts."""
    total = np.zeros(model.month)
    for stratum in range(len(model.strata)):
        if where is None or where[stratum]:
            counted = model.counts[:, stratum, :, counter].sum(axis=1)
            total += counted * model.citizens.weight[stratum]
    return total[months]


def both_agencies(model, counter, **more):
    return weighted(model, counter, **more) + weighted(model, counter + n.AGENCY_STEP, **more)


# Shape


def test_every_metric_is_in_each_of_its_scopes_and_in_no_other(found):
    assert set(found) == {*SCOPES, "monte_carlo"}
    for scope in SCOPES:
        metrics = [m.id for m in METRICS.values() if scope in m.scopes]
        assert list(found[scope].columns) == KEYS[scope] + metrics
    for metric in METRICS.values():
        assert metric.scopes and set(metric.scopes) <= set(SCOPES)
        assert metric.title_vi and metric.title_en and metric.definition and metric.unit


def test_every_table_has_a_row_a_month_and_group(found, everything):
    months = [month_label(month) for month in range(everything.horizon)]
    for scope in SCOPES:
        groups = {"nation": 1, "agency": 2, "mode": 3}.get(scope) or GROUPS[scope]
        table = found[scope]
        assert len(table) == groups * len(months) == len(table[KEYS[scope]].drop_duplicates())
        assert list(table.month.unique()) == months
        assert np.isfinite(table.drop(columns=KEYS[scope])).all(axis=None)


def test_groups_have_the_names_of_the_places(found):
    assert set(found["province"].province) == {p.name_vi for p in PROVINCES}
    assert set(found["province34"].province) == set(NEW_PROVINCES.values())
    assert set(found["kind"].kind) == set(KINDS) and set(found["age"].age) == set(AGES)


@pytest.mark.parametrize("metric", METRICS)
def test_shares_are_percentages_and_numbers_are_not_negative(found, metric):
    for scope in METRICS[metric].scopes:
        values = found[scope][metric]
        assert values.min() >= 0
        if METRICS[metric].unit == "%":
            assert values.max() <= 100 + 1e-9


def test_tables_are_deterministic(found, everything):
    again = tables(everything)
    assert all(again[scope].equals(found[scope]) for scope in found)


def test_tables_of_a_half_lived_model_are_the_beginning_of_the_whole(ask, live):
    model, whole = AdoptionModel(ask(end="2020-12"), collect=False), live(ask(end="2020-12"))
    model.run_for(7)
    complete = tables(whole)
    for scope, table in tables(model).items():
        if scope != "monte_carlo":
            beginning = complete[scope][complete[scope].month < month_label(7)]
            assert_frame_equal(table, beginning.reset_index(drop=True), rtol=1e-12)


# Sums


@pytest.mark.parametrize(
    ("scope", "metric"),
    [(s, m) for m in ADDITIVE for s in GROUPS if {s, "nation"} <= set(METRICS[m].scopes)],
)
def test_groups_add_up_to_the_nation(found, nation, everything, scope, metric):
    total = found[scope].groupby("month")[metric].sum()
    expected = nation[metric].to_numpy()
    if metric in WITHOUT_BLOCK:
        expected = sum(both_agencies(everything, kind) for kind in WITHOUT_BLOCK[metric])
    assert total.to_numpy() == pytest.approx(expected, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("metric", [m for m in ADDITIVE if "agency" in METRICS[m].scopes])
def test_agencies_add_up_to_the_nation(found, nation, metric):
    total = found["agency"].groupby("month")[metric].sum()
    assert total.to_numpy() == pytest.approx(nation[metric].to_numpy(), rel=1e-9, abs=1e-6)


def test_ways_of_filing_add_up_to_all_online_dossiers(found, nation):
    total = found["mode"].groupby("month").dossiers_online.sum()
    assert total.to_numpy() == pytest.approx(nation.dossiers_online.to_numpy())


@pytest.mark.parametrize("metric", [m for m in ADDITIVE if "province" in METRICS[m].scopes])
def test_the_34_provinces_are_made_of_the_63(found, metric):
    new_code = {p.code: p.new_code for p in PROVINCES}
    old = found["province"].assign(province_code=found["province"].province_code.map(new_code))
    merged = old.groupby(["month", "province_code"])[metric].sum()
    new = found["province34"].set_index(["month", "province_code"])[metric].sort_index()
    assert merged.to_numpy() == pytest.approx(new.to_numpy(), rel=1e-9, abs=1e-6)


# By hand


def test_the_year_begins_in_january(found, nation, everything):
    users = nation.adults_using_online_share
    for january in ("2020-01", "2021-01", "2022-01"):
        at = month_index(january)
        first_use = sum(weighted(everything, counter) for counter in USERS)
        assert users[january] == pytest.approx(100 * first_use[at] / 71e6)
        year = users[january : f"{january[:4]}-12"]
        assert (year.diff().dropna() >= 0).all()
        if at > 1:
            assert users[january] < users[month_label(at - 1)]
    for stock in ("adults_ever_used_share", "portal_accounts", "dossiers_filed_cumulative"):
        assert (nation[stock].diff().dropna() >= 0).all()


def test_users_in_a_year_are_counted_once_each(everything, nation):
    columns = everything.citizens.columns
    village = np.repeat(everything.villages.stratum, everything.villages.size)
    weight = everything.citizens.weight[village]
    used = columns.last_online > month_index("2022-01")
    needed = columns.last_dossier > month_index("2022-01")
    december = nation.loc["2022-12"]
    assert december.adults_using_online_share == pytest.approx(100 * weight[used].sum() / 71e6)
    assert december.adults_with_need_using_online_share == pytest.approx(
        100 * weight[used].sum() / weight[needed].sum()
    )
    assert december.adults_ever_used_share == pytest.approx(
        100 * weight[columns.last_online > 0].sum() / 71e6
    )
    assert december.portal_accounts == pytest.approx(weight[(columns.flags & 1) == 1].sum())
    self_filed = columns.last_portal > month_index("2022-01")
    assert december.adults_using_portal_self_reported_share == pytest.approx(
        100 * weight[self_filed].sum() / 71e6
    )


def test_shares_of_dossiers_by_hand(everything, nation):
    at = {"months": month_index("2022-06")}
    total = both_agencies(everything, n.DOSSIERS, **at)
    online = [both_agencies(everything, kind, **at) for kind in MODE.values()]
    row = nation.loc["2022-06"]
    assert row.citizen_dossiers == pytest.approx(total)
    assert row.dossiers_online_share == pytest.approx(100 * sum(online) / total)
    assert row.clerk_filed_share == pytest.approx(100 * online[2] / sum(online))
    assert row.assisted_share == pytest.approx(100 * online[1] / sum(online))
    full = sum(both_agencies(everything, k + n.OWN_FULL_PROCESS - n.OWN_ONLINE, **at)
               for k in MODE.values())  # fmt: skip
    assert row.citizen_dossiers_full_process_share == pytest.approx(100 * full / total)
    assert row.formalistic_share == pytest.approx(100 * (1 - full / sum(online)))
    assert row.dossiers > total and row.dossiers_full_process > full
    filed = both_agencies(everything, n.NATIONAL_FILINGS)[: at["months"] + 1].sum()
    assert row.dossiers_filed_cumulative == pytest.approx(filed)


def test_a_province_by_hand(everything, found):
    here = everything.strata.province == province_index("An Giang")
    table = found["province"].set_index(["province", "month"]).loc["An Giang"]
    users = sum(weighted(everything, counter, here) for counter in USERS)
    adults = everything.strata.adults[here].sum()
    year = slice(month_index("2022-01"), month_index("2022-09") + 1)
    share = 100 * users[year].sum() / adults
    assert table.adults_using_online_share["2022-09"] == pytest.approx(share)
    place = everything.environment.place[month_index("2022-09")]
    supply = place[here, SUPPLY_FULL]
    share = everything.parameters.ministry_need_share
    ministries = place[0, MINISTRY_SUPPLY_FULL]
    assert table.services_full_process_share["2022-09"] == pytest.approx(
        100 * ((1 - share) * supply[0] + share * ministries)
    )


def test_agencies_by_hand(everything, found):
    table = found["agency"].set_index(["agency", "month"])
    at = {"months": month_index("2022-09")}
    for agency, step in (("localities", 0), ("ministries", n.AGENCY_STEP)):
        row = table.loc[agency, "2022-09"]
        filed = weighted(everything, n.DOSSIERS + step, **at)
        online = sum(weighted(everything, kind + step, **at) for kind in MODE.values())
        assert row.citizen_dossiers == pytest.approx(filed)
        assert row.dossiers_online_share == pytest.approx(100 * online / filed)
    assert table.loc["localities", "2022-09"].dossiers == pytest.approx(
        table.loc["localities", "2022-09"].citizen_dossiers
    )


def test_satisfied_filers_are_among_those_who_tried(everything):
    tried = both_agencies(everything, n.ATTEMPTS) - both_agencies(everything, n.RETRIES)
    assert (both_agencies(everything, n.SATISFIED) <= tried).all()
    assert (both_agencies(everything, n.FAILURES) <= both_agencies(everything, n.ATTEMPTS)).all()


def test_nobody_turns_away_twice_in_a_month(ask, live):
    """Failing twice in a month is one citizen turning away, not two."""
    model = AdoptionModel(
        ask(end="2020-12", online_intercept=-1, success_intercept=-3, retry_chance=1,
            learning_rate=0.8, suspension_threshold=0.5, suspension_months=12),
        collect=False)  # fmt: skip
    for month in range(model.horizon):
        model.step()
        away = (model.citizens.columns.suspended_until == month + 13).sum()
        assert model.counts[month, :, :, n.SUSPENDED].sum() == away > 0


def test_dead_zones_are_a_small_part_of_the_country(found, nation):
    dead = found["dead_zone"].set_index(["dead_zone", "month"])
    assert dead.loc["no"].dead_zone_villages_covered.max() == 0
    covered = dead.loc["yes"].dead_zone_villages_covered
    assert covered.to_numpy() == pytest.approx(nation.dead_zone_villages_covered.to_numpy())
    assert (covered.diff().dropna() >= 0).all() and 0 < covered.iloc[-1] <= 3310
