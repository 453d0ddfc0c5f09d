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


def other_luck(shipped):
    """Return the figures of many samples of the same country.

    The administrations of the provinces go with the seed; here all have those of the first.
    """
    country = AdoptionModel(shipped, collect=False)
    found = []
    for seed in range(1000, 1000 + SAMPLES):
        model = AdoptionModel(shipped, seed=seed, collect=False)
        model.conditions, model.environment = country.conditions, country.environment
        model.run_for(model.horizon)
        found.append(figures(model))
    return found


def seen_at(scale, whole):
    """Return which figures are no rare events at 1:``scale``: five standard errors from zero."""
    return whole.value > 5 * whole.standard_error * np.sqrt(scale)


def test_samples_and_their_errors_agree_with_the_whole_country(live, subtests):
    shipped = Scenario.load("baseline", scale=1000, end=END)
    model = live(shipped, scale=1)
    assert abs(len(model.citizens) - model.parameters.adults) < 1
    whole = figures(model)
    seen = seen_at(1000, whole)
    assert seen.sum() > 10
    del model

    by_scale = {scale: figures(live(shipped, scale=scale)) for scale in (100, 1000)}
    for scale, sample in by_scale.items():
        with subtests.test("a sample agrees within its error", scale=scale):
            error = np.hypot(sample.standard_error, whole.standard_error)
            z = ((sample.value - whole.value) / error)[seen]
            assert (z.abs() < FAR).all(), z[z.abs() >= FAR]

    samples = other_luck(shipped)
    values = np.array([sample.value for sample in samples])
    spread = values.std(axis=0, ddof=1)
    with subtests.test("samples are not biased"):
        error = np.hypot(spread / np.sqrt(SAMPLES), whole.standard_error)
        z = ((values.mean(axis=0) - whole.value) / error)[seen]
        assert (z.abs() < FAR).all(), z[z.abs() >= FAR]
    with subtests.test("the reported error is the spread of samples"):
        # With 40 samples the spread is known to 11 %, its middle over figures much better.
        reported = np.sqrt(np.mean([sample.standard_error**2 for sample in samples], axis=0))
        ratio = (pd.Series(spread, whole.index) / reported)[seen]
        assert ratio.between(0.6, 1.6).all(), ratio
        assert 0.8 < ratio.median() < 1.25, ratio
    with subtests.test("the error falls with the size of the sample"):
        # At 1:1000 villages are cut to segments: more villages for the citizens, and less error.
        some, few = (by_scale[scale].standard_error for scale in (100, 1000))
        assert (few / some)[seen].between(1.3, 4).all()
        assert (some / whole.standard_error)[seen].between(6, 14).all()


def test_the_headline_of_the_tables_is_the_one_with_the_error(baseline):
    nation = tables(baseline)["nation"].set_index("month")
    reported = figures(baseline).value
    metrics = ("adults_using_online_share", "portal_accounts", "dossiers_filed_cumulative")
    for month, metric in reported.index:
        if metric in metrics:
            assert reported[month, metric] == pytest.approx(nation.loc[month, metric], rel=1e-9)
