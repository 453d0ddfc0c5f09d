"""Scores against what theory gives, tests of uniformity, and the curves of the hold-out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from sim.calibrate import holdout, recovery, scores
from sim.calibrate.growth_curves import CURVES, Series, bass, linear, logistic, persistence

YEARS = np.array([1.0, 2.0, 3.0, 4.0, 5.0])


def test_crps_of_a_normal_is_what_theory_gives():
    draws = norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    for truth in (0.0, 1.3):
        theory = truth * (2 * norm.cdf(truth) - 1) + 2 * norm.pdf(truth) - 1 / np.sqrt(np.pi)
        assert scores.crps(draws, truth) == pytest.approx(theory, abs=1e-3)


@settings(deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_crps_of_one_number_is_its_absolute_error(said, truth):
    assert scores.crps(np.array([said]), truth) == pytest.approx(abs(said - truth))


def test_crps_rewards_who_is_sharp_and_right():
    rng = np.random.default_rng(1)
    truth = rng.standard_normal(500)
    noise = rng.standard_normal((300, 500))
    right = scores.crps(noise, truth).mean()
    assert right < scores.crps(3 * noise, truth).mean()
    assert right < scores.crps(noise / 3, truth).mean()
    assert right < scores.crps(noise + 1, truth).mean()


def test_intervals_cover_what_they_say():
    rng = np.random.default_rng(2)
    draws, truth = rng.standard_normal((400, 3000)), rng.standard_normal(3000)
    for level in (0.5, 0.9):
        assert scores.covered(draws, truth, level).mean() == pytest.approx(level, abs=0.03)


def test_uneven_ranks_are_told_from_even_ones():
    assert recovery.uniformity(np.full(10, 20)) == 1.0
    assert recovery.uniformity(np.array([60, 15, 15, 15, 15, 15, 15, 15, 15, 20])) < 1e-6


def test_holm_rejects_in_order_and_stops():
    assert recovery.holm([0.001, 0.02, 0.03, 0.5]) == [False, True, True, True]
    assert recovery.holm([0.012, 0.001, 0.5, 0.9]) == [False, False, True, True]
    assert recovery.holm([0.02, 0.02]) == [False, False]  # alone .02 would be enough for one only


def test_a_parameter_is_identified_from_60_percent():
    assert recovery.label(0.6) == "identified"
    assert recovery.label(0.59) == "prior-driven"


# Growth curves


def test_each_curve_finds_itself():
    ahead = np.array([7.0, 9.0])
    true_logistic = 60 / (1 + np.exp(-1.2 * (YEARS - 3)))
    told = logistic(Series(YEARS, true_logistic, 100.0))(ahead)
    assert told == pytest.approx(60 / (1 + np.exp(-1.2 * (ahead - 3))), rel=0.02)
    grown = lambda t: 80 * (1 - np.exp(-0.81 * t)) / (1 + 80 * np.exp(-0.81 * t))  # noqa: E731
    assert bass(Series(YEARS, grown(YEARS), 100.0))(ahead) == pytest.approx(grown(ahead), rel=0.05)
    assert linear(Series(YEARS, 3 + 2 * YEARS, 100.0))(ahead) == pytest.approx(3 + 2 * ahead)
    assert persistence(Series(YEARS, YEARS**2, 100.0))(ahead) == pytest.approx([25, 25])


def test_one_figure_allows_persistence_alone():
    alone = Series(np.array([4.0]), np.array([9.0]), 100.0)
    assert {name for name, curve in CURVES.items() if curve(alone)} == {"persistence"}


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.floats(0.01, 90), min_size=2, max_size=6),
    st.floats(6, 12),
)
def test_no_curve_says_what_cannot_be(values, year):
    series = Series(np.arange(1.0, len(values) + 1), np.array(values), 100.0)
    for curve in CURVES.values():
        assert 0 <= curve(series)(np.array([year]))[0] <= 100


# The hold-out's account


def row(method, crps, figure="a", unit="%", origin="2021-12"):
    return {
        "origin": origin,
        "figure": figure,
        "unit": unit,
        "method": method,
        "relative": crps,
        "relative_crps": crps,
        "inside": True if method == "model" else np.nan,
    }


def test_a_baseline_that_wins_is_said_to_win():
    table = pd.DataFrame([row("model", 3.0), row("linear", 2.0), row("persistence", 5.0)])
    found = holdout.summary(table).set_index("method")
    assert found["best"].to_dict() == {
        holdout.ALL_FIGURES: False,
        "model": False,
        "linear": True,
        "persistence": False,
    }


def test_methods_are_compared_on_figures_that_all_predict():
    rows = [row("model", 3.0), row("linear", 4.0), row("model", 99.0, figure="b")]
    found = holdout.summary(pd.DataFrame(rows)).set_index("method")
    assert found.loc["model", "crps"] == 3.0 and found.loc["model", "best"]
    assert found.loc[holdout.ALL_FIGURES, "crps"] == 51.0


def test_origins_leave_something_known_and_something_to_predict():
    from sim.calibrate.study import Study

    study = Study.load("baseline")
    assert holdout.origins(study) == list(holdout.ORIGINS)
    early = study.model_copy(update={"figures": ("accounts-2020-02", "accounts-2020-03")})
    assert holdout.origins(early) == []
