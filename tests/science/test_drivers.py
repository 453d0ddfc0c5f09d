"""The drivers respect the evidence: dated points, exact means, dated provinces, and the future."""

from dataclasses import fields
from functools import cache

import numpy as np
import pytest

from sim import drivers, environment, evidence, shipped
from sim.calendar import month_index
from sim.conditions import Conditions
from sim.draws import province_normal
from sim.errors import InputError
from sim.parameters import likeliest, registry
from sim.places.population import strata
from sim.places.provinces import PROVINCES, province_index

MINE = [name for name, row in registry().items() if row.process in ("drivers", "administration")]
WAITING = ("land_waiting_share", "population_waiting_share")


def parameters(**overrides):
    """Return the likeliest parameters with ``overrides``: where a fit has led is no matter here."""
    return likeliest()._replace(**overrides)


# The last month with an observation, by condition; other series end before these or have none.
LAST_OBSERVATION = {
    "smartphone": "2025-06",
    "fibre": "2025-06",
    "identity": "2025-06",
    "supply_full": "2024-08",
    "supply_online": "2024-08",
    "ministry_supply_full": "2024-08",
    "ministry_supply_online": "2024-08",
    "simplification": "2024-06",
    "data_sharing": "2024-06",
    "quality": "2024-08",
    "payment": "2024-08",
    "dead_zone_coverage": "2025-07",
    "team_share": "2023-09",
}


def build(after="hold", seed=1, **overrides):
    p = parameters(**overrides)
    return drivers.baseline(strata(p), p, lambda purpose: province_normal(seed, purpose), after)


@cache
def baseline(after="hold"):
    return build(after)


@cache
def places():
    return strata(parameters())


def national(values, p=None):
    """Return the mean over adults by month."""
    p = p or parameters()
    ages = [p.age_18_29_share, p.age_30_44_share, p.age_45_64_share]
    ages.append(1 - sum(ages))
    adults = strata(p).adults / strata(p).adults.sum()
    return np.einsum("tsa,s,a->t", values, adults, ages)


def by_province(values):
    """Return values[T, 63] of a condition that is the same in all strata of a province."""
    first = [np.flatnonzero(places().province == p)[0] for p in range(len(PROVINCES))]
    return values[:, first]


def reported(id):
    return next(figure for figure in evidence.figures() if figure.id == id)


def test_fibre_passes_through_every_dated_point():
    mean = national(baseline().fibre)
    for point in evidence.series("hh_fibre_pct"):
        assert mean[point.month] == pytest.approx(point.value / 100, abs=1e-9)


def test_smartphones_are_as_reported_in_march_2022_in_the_nation_and_eight_provinces():
    p, month = parameters(), month_index("2022-03")
    assert national(baseline().smartphone)[month] == pytest.approx(0.735, abs=1e-9)
    ages = np.array([p.age_18_29_share, p.age_30_44_share, p.age_45_64_share])
    by_stratum = baseline().smartphone[month] @ np.append(ages, 1 - ages.sum())
    dated = [
        f for f in evidence.figures() if f.id.startswith("smartphone-2022") and f.scope != "VN"
    ]
    assert len(dated) == 8
    for figure in dated:
        here = places().province == province_index(figure.scope)
        share = np.average(by_stratum[here], weights=places().adults[here])
        assert share == pytest.approx(figure.value / 100, abs=1e-4)


def test_smartphones_follow_the_subscriptions():
    mean = national(baseline().smartphone)
    of_subscriptions = evidence.series("smartphone_share_of_mobile_subs_pct")
    growth = [p.value for p in of_subscriptions if p.date[:4] in ("2019", "2021")]
    expected = growth[1] / growth[0]
    assert mean[24] / mean[0] == pytest.approx(expected, abs=1e-3)
    millions = {p.date[:7]: p.value for p in evidence.series("smartphone_subs")}
    for month in ("2023-12", "2024-06", "2025-06"):
        expected = 0.735 * millions[month] / millions["2022-03"]
        assert mean[month_index(month)] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("adults", [62_000_000, 71_000_000, 76_400_000])
def test_identities_are_the_reported_counts_up_to_the_ceiling(adults):
    p = parameters(adults=adults)
    mean = national(build(adults=adults).identity, p)
    for figure in evidence.figures():
        if figure.metric == "eid_accounts_activated":
            share = min(figure.value * p.identity_adult_share / adults, p.identity_ceiling)
            assert mean[month_index(figure.end)] == pytest.approx(share, abs=1e-9)
    assert not mean[: month_index("2022-07") + 1].any()


def test_locality_supply_has_the_dated_mean_over_provinces():
    mean = by_province(baseline().supply_full).mean(axis=1)
    eligible = parameters().supply_eligible_share
    assert mean[0] == pytest.approx(0.11)
    assert mean[month_index("2021-12")] == pytest.approx(0.96 * eligible)
    assert mean[month_index("2022-08")] == pytest.approx(0.97 * eligible)
    assert mean[month_index("2024-08")] == pytest.approx(0.5538)
    online = by_province(baseline().supply_online).mean(axis=1)
    assert online[month_index("2024-08")] == pytest.approx(0.81)
    assert baseline().ministry_supply_full[month_index("2024-08")] == pytest.approx(0.5968)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_dated_provinces_have_their_supply_and_lead(seed):
    supply = by_province(build(seed=seed).supply_full)
    dated = [f for f in evidence.figures() if f.id.startswith(("l4-2019-", "supply-2024-"))]
    assert len(dated) == 6
    for month in (0, month_index("2024-08")):
        here = {province_index(f.scope): f.value for f in dated if month_index(f.end) == month}
        for province, value in here.items():
            assert supply[month, province] == pytest.approx(value / 100, abs=1e-4)
        others = np.delete(supply[month], list(here))
        assert others.max() < min(here.values()) / 100


def test_what_is_full_process_is_online():
    c = baseline()
    assert (c.supply_full <= c.supply_online + 1e-12).all()
    assert (c.ministry_supply_full <= c.ministry_supply_online + 1e-12).all()


def test_effort_keeps_its_mean_and_falls_with_caseload_not_income():
    income = np.array([p.income_kvnd_per_month for p in PROVINCES])
    adults = np.bincount(places().province, weights=places().adults)
    load = np.log(adults / [p.commune_units for p in PROVINCES])
    # What income adds to an explanation by caseload and supply, over several draws of the latents
    slopes = []
    for seed in range(30):
        c = build(seed=seed)
        effort = by_province(c.effort)[0]
        assert effort.mean() == pytest.approx(parameters().effort_mean)
        supply = by_province(c.supply_full)[month_index("2024-08")]
        x = np.column_stack([np.ones(63), load, income, supply])
        x[:, 1:] = (x[:, 1:] - x[:, 1:].mean(0)) / x[:, 1:].std(0)
        slopes.append(np.linalg.lstsq(x, np.log(effort / (1 - effort)), rcond=None)[0])
    _, by_load, by_income, by_supply = np.mean(slopes, axis=0)
    assert by_load < -0.2
    assert by_supply > 0.2
    assert abs(by_income) < 0.15


def test_dead_zones_are_covered_as_reported_against_the_enlarged_list():
    c, dead = baseline(), places().dead == 1
    assert (c.dead_zone_coverage[:, ~dead] == 1).all()
    covered = c.dead_zone_coverage[:, dead][:, 0] * 3310
    for point in evidence.series("covered_cum"):
        assert covered[point.month] == pytest.approx(point.value)
    assert covered[month_index("2020-12")] == 0
    assert covered[month_index("2023-12")] == pytest.approx(2549 - 316)
    assert covered[month_index("2025-07")] == pytest.approx(3310 - 355)


def test_digital_teams_follow_the_counts():
    villages = places().villages
    teams = baseline().team_share @ villages
    for point in evidence.series("teams"):
        assert teams[point.month] == pytest.approx(point.value)
    assert not teams[: month_index("2022-03")].any()
    members = baseline().team_members[:, 0] * teams
    for point in evidence.series("members"):
        assert members[point.month] == pytest.approx(point.value)


def test_offices_close_in_the_lockdown_only_and_harder_in_the_south():
    closed = baseline().office_closed
    months = slice(month_index("2021-06"), month_index("2021-09") + 1)
    assert not np.delete(closed, np.r_[months], axis=0).any()
    south = np.array([PROVINCES[p].region in ("SE", "MRD") for p in places().province])
    assert closed[months][:, south].min() > closed[months][:, ~south].max() > 0
    assert not build(lockdown_effect=0).office_closed.any()


def test_reforms_reach_their_dated_values():
    c, june = baseline(), month_index("2024-06")
    assert c.simplification[june] == pytest.approx(828 / 1084)
    half = slice(month_index("2024-01"), june + 1)
    before = slice(half.start - 12, half.stop - 12)
    growth = c.data_sharing[half].sum(axis=0) / c.data_sharing[before].sum(axis=0) - 1
    assert growth == pytest.approx(0.67, abs=1e-4)
    assert (c.fee_cut[june] == parameters().fee_cut_share).all()
    assert not c.fee_cut[0].any()
    assert (c.single_login[month_index("2024-07") :] == 1).all()
    assert (c.single_login[june] < 1).all()


def test_ministries_weigh_in_the_national_mixture_as_the_reports_imply():
    p = likeliest()
    block = drivers.ministry_block(p)
    localities = p.needs_per_year * (1 - p.ministry_need_share) * p.adults
    citizens = p.needs_per_year * p.ministry_need_share * p.adults
    shares = (p.ministry_block_full_2023, p.ministry_block_full_2024)
    periods = ((37, 12, 0.276), (49, 6, 0.568))
    for (first, months, weight), share in zip(periods, shares, strict=True):
        inside = slice(first, first + months)
        dossiers, full = block.dossiers[inside].sum(), block.full_process[inside].sum()
        ministries = citizens * months / 12 + dossiers
        here = ministries / (ministries + localities * months / 12)
        assert here == pytest.approx(weight, abs=0.03)
        assert full / dossiers == pytest.approx(share, abs=1e-9)


def test_the_future_differs_only_after_the_last_observation():
    hold, trend = baseline("hold"), baseline("trend")
    for condition in (f.name for f in fields(Conditions)):
        held, continued = getattr(hold, condition), getattr(trend, condition)
        last = LAST_OBSERVATION.get(condition)
        if last is None:
            assert np.array_equal(held, continued), condition
            continue
        end = month_index(last) + 1
        assert np.array_equal(held[:end], continued[:end]), condition
        assert (held[end:] == held[end - 1]).all(), condition
        assert (held[end:] != continued[end:]).any(), condition


@pytest.mark.parametrize("after", ["hold", "trend"])
def test_conditions_are_complete_finite_and_in_range(after):
    c = baseline(after)
    for condition in (f.name for f in fields(Conditions)):
        values = getattr(c, condition)
        assert values.shape == c.shape[: values.ndim], condition
        assert values.dtype == np.float64
        assert np.isfinite(values).all()
        highest = 50 if condition == "team_members" else 1 + 1e-12
        assert values.min() >= 0 and values.max() <= highest, condition


def test_the_young_and_the_towns_are_ahead():
    c, month = baseline(), month_index("2024-06")
    for condition in ("smartphone", "identity"):
        values = getattr(c, condition)[month]
        assert (np.diff(values, axis=1) < 0).all(), condition
    remote, rural = (c.fibre[month][places().kind == kind].mean() for kind in (2, 1))
    assert remote < rural


def test_an_unknown_future_is_refused():
    with pytest.raises(InputError, match="hold or trend"):
        build("guess")


@cache
def outputs():
    return _outputs(parameters())


def _outputs(p):
    c = build_with(p)
    e = environment.build(c, strata(p), p)
    block = drivers.ministry_block(p)
    return e.place, e.people, block.dossiers, block.full_process


def build_with(p):
    return drivers.baseline(strata(p), p, lambda purpose: province_normal(1, purpose))


@pytest.mark.parametrize("name", [name for name in MINE if name not in WAITING])
def test_every_parameter_moves_something_and_keeps_within_range(name):
    row, moved = registry()[name], False
    for value in {row.low, row.high}:
        place, people, dossiers, full = changed = _outputs(parameters(**{name: value}))
        moved |= any(not np.array_equal(a, b) for a, b in zip(outputs(), changed, strict=True))
        assert np.isfinite(place).all() and np.isfinite(people).all()
        shares = np.delete(place, environment.column.TEAM_CAPACITY, axis=2)
        assert shares.min() >= 0 and shares.max() <= 1 + 1e-6
        assert people.min() >= 0 and people.max() <= 1 + 1e-6
        assert (dossiers >= full).all() and full.min() >= 0
    assert moved


def test_the_environment_is_contiguous_and_single_precision():
    p = parameters()
    e = environment.build(baseline(), places(), p)
    for table in (e.place, e.people):
        assert table.dtype == np.float32
        assert table.flags.c_contiguous
    assert e.place.shape == (*baseline().shape[:2], 19)
    assert e.people.shape == (*baseline().shape, 8)


def test_driver_points_agree_with_the_evidence():
    points = evidence.read_points(shipped.data() / "driver_points.csv")
    known = {figure.value for figure in evidence.figures()}
    known |= {point.value for point in evidence.points()}
    known |= {1084.0, 0.0, 100.0}  # the base of 828, the zeros at a start, and "the only log-in"
    for point in points:
        if point.status == "observed":
            assert point.value in known, point


@pytest.mark.parametrize(
    ("cell", "damaged", "complaint"),
    [
        ("1.78", "1,78", 'value "1'),
        ("2020-01", "2020-13", "from"),
        (",fit,", ",fitt,", 'did you mean "fit"'),
        ("id,from", "id,since", "columns"),
    ],
)
def test_damaged_evidence_is_refused_with_file_and_line(tmp_path, cell, damaged, complaint):
    source = shipped.calibration() / "evidence" / "reported_figures.csv"
    text = "".join(source.read_text(encoding="utf-8").splitlines(keepends=True)[:2])
    table = tmp_path / "figures.csv"
    replacement = f'"{damaged}"' if cell == "1.78" else damaged
    table.write_text(text.replace(cell, replacement, 1), encoding="utf-8")
    with pytest.raises(InputError, match=complaint) as caught:
        evidence.read_figures(table)
    assert caught.value.file == table
    assert caught.value.line == (1 if "since" in damaged else 2)


def test_an_unknown_series_names_the_nearest():
    with pytest.raises(InputError, match="hh_fibre_pct"):
        evidence.series("hh_fiber_pct")


def test_every_row_of_evidence_has_a_source():
    for row in (*evidence.figures(), *evidence.points()):
        assert row.source and row.source != "same"
