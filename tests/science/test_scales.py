"""Samples say the same as the whole country, and their reported error is honest.

The whole country is simulated once here, one citizen for each of 71 million adults.
"""

import numpy as np
import pandas as pd
import pytest

from sim.model import AdoptionModel
from sim.results import tables
from sim.scenario import Scenario

END = "2022-07"
SAMPLES = 40
FAR = 4.0  # standard errors


def figures(model):
    """Return value and standard error of the headline figures by (month, metric)."""
    return pd.DataFrame(model.sampling_errors).set_index(["month", "metric"])


@pytest.fixture(scope="module")
def shipped():
    return Scenario.load("baseline", end=END)


@pytest.fixture(scope="module")
def whole(shipped):
    model = AdoptionModel(shipped, scale=1, collect=False)
    assert len(model.citizens) == shipped.population.adults
    model.run_for(model.horizon)
    return figures(model)


@pytest.fixture(scope="module")
def samples(shipped):
    """Return the figures of many samples with other luck in the same country.

    The administrations of the provinces go with the seed; here all have those of the first.
    """
    country = AdoptionModel(shipped, scale=1000, collect=False)
    found = []
    for seed in range(1000, 1000 + SAMPLES):
        model = AdoptionModel(shipped, scale=1000, seed=seed, collect=False)
        model.conditions, model.environment = country.conditions, country.environment
        model.run_for(model.horizon)
        found.append(figures(model))
    return found


def seen_at(scale, whole):
    """Return which figures are no rare events at 1:``scale``: five standard errors from zero."""
    return whole.value > 5 * whole.standard_error * np.sqrt(scale)


@pytest.mark.parametrize("scale", [100, 1000])
def test_a_sample_agrees_with_the_whole_country_within_its_error(shipped, live, whole, scale):
    sample = figures(live(shipped, scale=scale))
    z = (sample.value - whole.value) / np.hypot(sample.standard_error, whole.standard_error)
    z = z[seen_at(scale, whole)]
    assert len(z) > 10
    assert (z.abs() < FAR).all(), z[z.abs() >= FAR]


def test_samples_are_not_biased(samples, whole):
    values = np.array([sample.value for sample in samples])
    mean = values.mean(axis=0)
    error = np.hypot(values.std(axis=0, ddof=1) / np.sqrt(SAMPLES), whole.standard_error)
    z = pd.Series((mean - whole.value) / error)[seen_at(1000, whole)]
    assert (z.abs() < FAR).all(), z[z.abs() >= FAR]


def test_the_reported_error_is_the_spread_of_samples(samples, whole):
    values = np.array([sample.value for sample in samples])
    reported = np.sqrt(np.mean([sample.standard_error**2 for sample in samples], axis=0))
    ratio = (pd.Series(values.std(axis=0, ddof=1), whole.index) / reported)[seen_at(1000, whole)]
    # With 40 samples the spread itself is known to 11 %; its middle over figures much better.
    assert ratio.between(0.6, 1.6).all(), ratio
    assert 0.8 < ratio.median() < 1.25, ratio


def test_the_error_falls_with_the_size_of_the_sample(shipped, live, whole, samples):
    """At 1:1000 villages are cut to segments: more villages for the citizens, and less error."""
    hundred = figures(live(shipped, scale=100)).standard_error
    thousand = np.mean([sample.standard_error for sample in samples], axis=0)
    known = seen_at(1000, whole)
    assert (thousand / hundred)[known].between(1.3, 4).all()
    assert (hundred / whole.standard_error)[known].between(6, 14).all()


def test_the_headline_of_the_tables_is_the_one_with_the_error(baseline):
    nation = tables(baseline)["nation"].set_index("month")
    reported = figures(baseline).value
    metrics = ("adults_using_online_share", "portal_accounts", "dossiers_filed_cumulative")
    for month, metric in reported.index:
        if metric in metrics:
            assert reported[month, metric] == pytest.approx(nation.loc[month, metric], rel=1e-9)
