"""Whether, when and with what probability targets are met, on numbers set by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_ensemble import made, question
from scipy.stats import binom

from sim.answers.attain import SINCE_JANUARY, attain, jeffreys, required_and_missed
from sim.errors import InputError
from sim.results import group_values
from sim.scenario import Scenario

USERS = "adults_using_online_share"
DRAWS = 20


def target(at_least=10.0, by="2021-06", **more):
    return {"metric": USERS, "by": by, "at_least": at_least, **more}


def climbing(monthly):
    """Return a metric that grows by ``monthly`` (one a draw) from the first month on."""
    return np.asarray(monthly)[:, None, None] * np.arange(1, 26)


def asked(values, targets, other=()):
    """Return the table for a baseline of ``values`` with ``targets`` and a policy of ``other``."""
    scenarios = [question("before", targets=targets), question("after")]
    found = {("before", "nation", USERS): values}
    if len(other):
        found["after", "nation", USERS] = other
    return attain(made(scenarios, DRAWS, found)).set_index("scenario")


def test_the_probability_is_the_share_of_draws_at_the_level():
    at_the_date = 9 + np.arange(DRAWS) / 5  # 15 of 20 are at 10 or above
    row = asked(at_the_date[:, None, None], [target()]).loc["before"]
    assert (row["draws"], row["met"], row["probability"]) == (20, 15, 0.75)
    assert row["probability_low"] < 0.75 < row["probability_high"]
    missing = 10 - at_the_date[:5]
    assert row["missing_p50"] == pytest.approx(np.median(missing))
    assert row["missing_p95"] == pytest.approx(np.quantile(missing, 0.95))
    assert row["value_p05"] == pytest.approx(np.quantile(at_the_date, 0.05))


def test_no_draw_that_meets_the_target_counts_as_distance():
    row = asked(12.0, [target()]).loc["before"]
    assert row["probability"] == 1 and np.isnan(row["missing_p50"])


SHARE = "dossiers_online_share"


def months(values, metric=SHARE, by="2021-06"):
    """Return the months from which half and nine tenths of the draws are at 10."""
    scenario = question("only", targets=[target(by=by) | {"metric": metric}])
    row = attain(made([scenario], DRAWS, {("only", "nation", metric): values})).iloc[0]
    return row["month_50"], row["month_90"]


def test_the_months_are_those_from_which_half_and_nine_tenths_of_the_draws_are_there():
    monthly = np.repeat([2.0, 1.0, 0.5], [10, 8, 2])  # there in month 5, 10 and 20
    assert months(climbing(monthly)) == ("2020-04", "2020-09")
    assert months(climbing(monthly), by="2020-06") == ("2020-04", "2020-09")
    assert months(climbing(monthly / 10)) == (None, None)
    assert months(climbing(monthly), by="2025-06") == ("2020-04", "2020-09")


def test_a_lucky_month_long_before_the_date_does_not_count():
    early = np.where(np.arange(25) < 2, 99.0, 5.0)
    assert months(early) == (None, None)
    again = np.where(np.arange(25) > 21, 12.0, early)
    assert months(again) == ("2021-10", "2021-10")


def test_of_what_counts_since_january_only_the_month_of_the_date_counts():
    since_january = np.tile(np.arange(12.0), 3)[11:]  # 11 in each December, 10 in each November
    assert months(since_january, USERS, by="2021-12") == ("2019-12", "2019-12")
    assert months(since_january, USERS, by="2021-06") == (None, None)
    assert months(since_january, SHARE, by="2021-12") == ("2021-11", "2021-11")


def test_the_metrics_that_begin_anew_each_january_do_so_in_the_model(baseline):
    values = group_values(baseline)["nation"].values
    januaries = np.array([13, 25])  # 2021-01 and 2022-01
    falls = {m for m, v in values.items() if (v[0, januaries] < v[0, januaries - 1] / 2).all()}
    ratio = "adults_with_need_using_online_share"  # of two numbers that both begin anew
    assert falls | {ratio} == set(SINCE_JANUARY) and ratio not in falls


def test_a_date_beyond_the_horizon_is_left_open():
    row = asked(12.0, [target(by="2025-12")]).loc["before"]
    assert row[["met", "probability", "probability_low"]].isna().all()
    assert np.isnan(row["value_p50"]) and row["month_50"] == "2019-12"


def test_every_scenario_is_judged_by_the_targets_of_all():
    table = asked(9.0, [target(required=True)], other=np.full(DRAWS, 11.0)[:, None, None])
    assert list(table["probability"]) == [0, 1]
    assert list(table["own"]) == [True, False] and list(table["required"]) == [True, False]
    assert list(required_and_missed(table.reset_index(), 0.5)["scenario"]) == ["before"]


def test_a_target_set_can_be_attached_to_any_scenario():
    targets = Scenario.load("state-targets-2025").targets
    scenarios = [question("any", end="2025-12")]
    values = {("any", "agency", "dossiers_full_process_share"): np.array([31.0, 69.0])[:, None]}
    table = attain(made(scenarios, DRAWS, values), targets).set_index(["scope", "by"])
    assert len(table) == len(targets) and not table["own"].any()
    assert table.loc[("localities", "2024-12"), "met"] == DRAWS
    assert table.loc[("ministries", "2024-12"), "missing_p50"] == pytest.approx(1)


def test_a_province_without_numbers_and_no_targets_at_all_are_refused():
    one_province = target(scope="Lào Cai") | {"metric": "portal_accounts"}
    with pytest.raises(InputError, match="portal_accounts"):
        asked(0.0, [one_province])
    with pytest.raises(InputError, match="no targets"):
        asked(0.0, [])


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_observed_share(seen):
    met, draws = seen
    low, high = jeffreys(met, draws)
    assert 0 <= low <= met / draws <= high <= 1
    assert jeffreys(draws - met, draws) == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_the_interval_covers_nine_times_in_ten_on_average():
    draws, chances = 50, np.linspace(0.02, 0.98, 97)
    low, high = np.array([jeffreys(met, draws) for met in range(draws + 1)]).T
    inside = (low <= chances[:, None]) & (chances[:, None] <= high)
    coverage = (inside * binom.pmf(np.arange(draws + 1), draws, chances[:, None])).sum(axis=1)
    assert 0.88 < coverage.mean() < 0.92
