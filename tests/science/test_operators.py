"""What stands beside a reported figure is what it reports, from the same counts as the tables."""

import numpy as np
import pytest

from sim import counters as n
from sim import evidence
from sim.calendar import month_index
from sim.calibrate.operators import (
    USERS_OPERATORS,
    Statistic,
    expressible,
    observe,
    statistic,
    statistics,
)
from sim.errors import InputError
from sim.metrics import METRICS
from sim.places.provinces import PROVINCES, province_index
from sim.results import tables

ONLINE = (n.OWN_ONLINE, n.ASSISTED_ONLINE, n.CLERK_ONLINE)
FULL = (n.OWN_FULL_PROCESS, n.ASSISTED_FULL_PROCESS, n.CLERK_FULL_PROCESS)
YEAR = ("2022-01", "2022-07")
WINDOW = ("2021-05", "2022-04")  # not from the beginning of a year, with fewer dossiers in between


@pytest.fixture(scope="module")
def found(everything):
    return tables(everything)


@pytest.fixture(scope="module")
def nation(found):
    return found["nation"].set_index("month")


@pytest.fixture
def seen(everything):
    """Return a function that gives one statistic of the run."""

    def value(metric, scope, start, end):
        return observe(everything, [Statistic("x", metric, scope, start, end)])[0]

    return value


def in_window(table, start, end):
    return table[(table.month >= start) & (table.month <= end)]


@pytest.mark.parametrize(
    "metric",
    [
        "adults_using_online_share",
        "adults_with_need_using_online_share",
        "adults_using_portal_self_reported_share",
    ],
)
def test_users_are_those_of_the_year_so_far(seen, nation, metric):
    assert seen(metric, "VN", *YEAR) == pytest.approx(nation[metric]["2022-07"])
    assert seen(metric, "VN", "2021-01", "2021-12") == pytest.approx(nation[metric]["2021-12"])


@pytest.mark.parametrize("metric", ["portal_accounts", "dossiers_filed_cumulative"])
@pytest.mark.parametrize("month", ["2020-02", "2022-08"])
def test_stocks_are_those_at_the_month(seen, nation, metric, month):
    assert seen(metric, "VN", month, month) == pytest.approx(nation[metric][month])
    assert seen(metric, "VN", "2019-12", month) == pytest.approx(nation[metric][month])


@pytest.mark.parametrize("metric", ["dossiers_full_process_share", "dossiers_online_share"])
@pytest.mark.parametrize("scope", ["VN", "localities", "ministries"])
def test_shares_are_sums_over_the_window_divided(seen, found, metric, scope):
    table = found["nation"] if scope == "VN" else found["agency"].query("agency == @scope")
    table = in_window(table, *WINDOW)
    part, whole = "dossiers_full_process", "dossiers"
    if metric == "dossiers_online_share":
        part, whole = "dossiers_online", "citizen_dossiers"
    expected = 100 * table[part].sum() / table[whole].sum()
    assert seen(metric, scope, *WINDOW) == pytest.approx(expected)
    assert seen(metric, scope, *WINDOW) != pytest.approx(table[metric].mean(), rel=1e-4)


def test_the_country_mixes_ministries_and_localities(seen, nation):
    share = "dossiers_full_process_share"
    both, local, central = (seen(share, s, *WINDOW) for s in ("VN", "localities", "ministries"))
    assert min(local, central) < both < max(local, central)
    assert both == pytest.approx(seen(share, "VN", *WINDOW))


def own_dossiers(model, kinds, province, start, end):
    """Return dossiers of ``kinds`` at the agencies of a province over a window, by hand."""
    months = slice(month_index(start), month_index(end) + 1)
    total = 0.0
    for stratum in np.flatnonzero(model.strata.province == province):
        for kind in kinds:
            counted = model.counts[months, stratum, :, kind + n.LOCALITIES * n.AGENCY_STEP]
            total += counted.sum() * model.citizens.weight[stratum]
    return total


@pytest.mark.parametrize("province", ["Hà Nội", "An Giang", "Quảng Ngãi"])
def test_a_province_reports_the_dossiers_of_its_own_agencies(everything, seen, province):
    where = province_index(province)
    whole = own_dossiers(everything, (n.DOSSIERS,), where, *WINDOW)
    for metric, kinds in (("dossiers_online_share", ONLINE), ("dossiers_full_process_share", FULL)):
        expected = 100 * own_dossiers(everything, kinds, where, *WINDOW) / whole
        assert seen(metric, province, *WINDOW) == pytest.approx(expected)


def test_the_best_province_is_the_highest_of_the_63(seen):
    metric = "dossiers_full_process_share"
    each = [seen(metric, province.name_vi, *WINDOW) for province in PROVINCES]
    assert len(set(each)) > 50
    assert seen(metric, "max over provinces", *WINDOW) == pytest.approx(max(each))


def test_all_at_once_is_the_same_as_one_by_one(everything):
    together = observe(everything)
    alone = [observe(everything, [one])[0] for one in statistics()]
    np.testing.assert_allclose(together, alone, rtol=1e-12)


def test_windows_that_end_after_the_run_are_not_a_number(everything):
    values = observe(everything)
    for one, value in zip(statistics(), values, strict=True):
        assert np.isfinite(value) == (month_index(one.end) < everything.month), one.id
    assert np.isnan(values).any() and np.isfinite(values).any()


def test_every_figure_that_can_be_said_has_its_statistic():
    ids = [one.id for one in statistics()]
    assert len(set(ids)) == len(ids)
    wanted = [f for f in evidence.figures() if f.role in ("fit", "check") and expressible(f)]
    assert [name for name in ids if "@" not in name] == [figure.id for figure in wanted]
    assert all(expressible(f) for f in evidence.figures() if f.role == "fit")
    unsaid = {f.id for f in evidence.figures() if f.role == "check"} - set(ids)
    assert unsaid == {"visits-2020-02", "synced-2020-02"}


def test_units_are_those_of_the_figures():
    figures = {figure.id: figure for figure in evidence.figures()}
    for one in statistics():
        assert METRICS[one.metric].unit == figures[one.id.partition("@")[0]].unit


def test_users_can_be_read_in_three_ways():
    figure = next(f for f in evidence.figures() if f.id == "users-2021")
    ids = {one.id for one in statistics()}
    for operator, metric in USERS_OPERATORS.items():
        one = statistic(figure, operator)
        assert (one.metric, one.start, one.end) == (metric, "2021-01", "2021-12")
        assert one.id in ids
    other = next(f for f in evidence.figures() if f.id == "fullproc-loc-2024")
    assert statistic(other, "dossiers") == statistic(other)


def changed(**columns) -> evidence.Figure:
    figure = next(f for f in evidence.figures() if f.id == "users-2022-07")
    return evidence.Figure(**{**vars(figure), **columns})


@pytest.mark.parametrize(
    ("columns", "part"),
    [
        ({"metric": "portal_acounts"}, 'did you mean "portal_accounts"?'),
        ({"metric": "smartphone_share"}, "no run is summarised by"),
        ({"scope": "Hà Nôi"}, 'did you mean "Hà Nội"?'),
        ({"scope": "localities"}, "as the metric has it"),
        ({"start": "2022-02"}, "begins in January"),
    ],
)
def test_a_figure_that_no_run_is_summarised_by_is_refused(columns, part):
    with pytest.raises(InputError, match="users-2022-07") as caught:
        statistic(changed(**columns))
    assert part in str(caught.value)


def test_nearly_is_below_and_over_is_above():
    assert changed().interval == (17.5, 18)
    assert changed(bound="").interval == (17.5, 18.5)
    assert changed(bound="above").interval == (18, 18.5)
    figures = {figure.id: figure for figure in evidence.figures()}
    assert figures["accounts-2020-02"].interval[1] == 50_000
    assert figures["users-2020"].interval == pytest.approx((1.775, 1.785))
    for figure in figures.values():
        nearly = "nearly" in figure.definition
        assert (figure.bound == "below") >= nearly, figure.id
