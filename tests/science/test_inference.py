"""Inference finds what is true, stays within the priors, and repeats to the byte."""

import numpy as np
import pandas as pd
import pytest
import toy_world
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from sim.calibrate import infer, recovery, simulations
from sim.calibrate.adjustment import adjusted
from sim.calibrate.forward import Forward
from sim.calibrate.infer import approximated, truncated_box
from sim.calibrate.knowledge import TRUTHS, learnt
from sim.calibrate.noise import Reports, from_even, random_numbers, to_even
from sim.calibrate.refinement import refined
from sim.calibrate.simulations import Work
from sim.errors import InputError

HERE = Work(workers=1)


@pytest.fixture(scope="module")
def bank():
    return toy_world.bank()


@pytest.fixture(scope="module")
def knowledge(bank):
    return learnt(toy_world.STUDY, [bank], workers=1)


@pytest.fixture
def toy(monkeypatch):
    """Let simulations be those of the toy world; count them."""
    lived = []

    def simulate(values, seed, end, scale):
        lived.append(seed)
        return toy_world.simulate(values, seed, end, scale)

    monkeypatch.setattr(simulations, "simulate", simulate)
    return lived


# Errors of the figures


def reports():
    return Reports(toy_world.STUDY, toy_world.STUDY.targets)


@settings(deadline=None)
@given(st.floats(0.02, 99.9), st.floats(1001, 1e9))
def test_even_scales_lead_there_and_back(share, count):
    shares = np.array([True, False])
    values = np.array([share, count])
    assert from_even(to_even(values, shares), shares) == pytest.approx(values, rel=1e-9)


def test_errors_depend_on_seed_and_number_alone():
    study, every = toy_world.STUDY, reports()
    together = every.errors(random_numbers(study, 1, range(50)))
    alone = every.errors(random_numbers(study, 1, [7]))
    assert np.array_equal(together[7], alone[0])
    some = Reports(study, study.targets[3:5])
    assert np.array_equal(together[:, 3:5], some.errors(random_numbers(study, 1, range(50))))
    other = every.errors(random_numbers(study, 2, range(50)))
    assert not np.isclose(together, other).any()


def test_errors_are_as_large_as_they_say():
    every = reports()
    errors = every.errors(random_numbers(toy_world.STUDY, 1, range(4000)))
    assert errors.std(axis=0) == pytest.approx(np.sqrt(every.variance()), rel=0.05)
    assert np.abs(errors.mean(axis=0) / np.sqrt(every.variance())).max() < 0.08


def test_nearly_18_stands_for_a_number_below_18():
    """The reported "nearly 18 %" is nowhere above 18 for rounding and vague words alone."""
    exact = toy_world.STUDY.model_copy(
        update={"discrepancy": toy_world.STUDY.discrepancy.model_copy(update={"users": 0.0})}
    )
    (figure,) = [figure for figure in exact.targets if figure.id == "users-2022-07"]
    nearly = Reports(exact, (figure,))
    errors = nearly.errors(random_numbers(exact, 1, range(500)))
    counted = from_even(nearly.target + errors, nearly.shares)
    assert counted.max() <= figure.value and counted.min() >= figure.interval[0]


# Coordinates


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 50))
def test_no_adjustment_leaves_the_priors(seed, size):
    space = toy_world.coordinates()
    far = size * np.random.default_rng(seed).standard_normal((3, len(space.names)))
    values = space.values(far)
    for prior in space.priors.each:
        assert values[prior.name].between(prior.low, prior.high).all()


def test_scores_lead_there_and_back(bank):
    space = toy_world.coordinates()
    scores = space.scores(bank.parameters)
    assert np.abs(scores.mean(axis=0)).max() < 0.12 and np.abs(scores.std(axis=0) - 1).max() < 0.12
    again = space.values(scores)
    pd.testing.assert_frame_equal(again, bank.parameters, check_index_type=False, rtol=1e-6)


# Adjustment


class Straight:
    """An ensemble that is a straight line."""

    def __init__(self, slope):
        self.slope = slope

    def derivatives(self, scores, at):
        return scores @ self.slope[at].T, np.broadcast_to(
            self.slope[at], (len(scores), len(at), self.slope.shape[1])
        )


def test_where_the_world_is_linear_the_adjustment_is_exact():
    """Draws have the mean and covariance of the Gaussian posterior that theory gives."""
    rng = np.random.default_rng(1)
    slope, variance = rng.normal(size=(3, 5)), np.diag([0.5, 0.2, 1.0])
    target, number = np.array([1.0, -2.0, 0.5]), 40_000
    anchors = rng.standard_normal((number, 5))
    errors = rng.standard_normal((number, 3)) * np.sqrt(np.diag(variance))
    draws = adjusted(Straight(slope), np.arange(3), anchors, target - errors, variance)
    precision = np.eye(5) + slope.T @ np.linalg.inv(variance) @ slope
    covariance = np.linalg.inv(precision)
    mean = covariance @ slope.T @ np.linalg.inv(variance) @ target
    assert draws.mean(axis=0) == pytest.approx(mean, abs=0.02)
    assert np.cov(draws.T) == pytest.approx(covariance, abs=0.02)


def test_derivatives_are_those_of_the_ensemble(knowledge):
    forward, scores, step = knowledge.forward, knowledge.scores[:4], 1e-5
    at = np.array([0, 5, 9])
    value, slope = forward.derivatives(scores, at)
    assert value == pytest.approx(forward(scores)[:, at])
    for parameter in (0, 40):
        ahead = scores.copy()
        ahead[:, parameter] += step
        numeric = (forward(ahead) - forward(scores))[:, at] / step
        assert slope[:, :, parameter] == pytest.approx(numeric, abs=1e-4)


# Recovery


def test_synthetic_truths_are_covered_as_often_as_promised(knowledge):
    table = recovery.recovered(knowledge, workers=1).table()
    main = table[table["method"] == recovery.MAIN]
    assert main["truths"].iloc[0] == 150
    assert 0.84 <= main["cover_90"].mean() <= 0.95 and main["cover_90"].min() >= 0.78
    assert 0.42 <= main["cover_50"].mean() <= 0.58
    scores = table.groupby("method")["crps_ratio"].mean()
    assert scores[recovery.MAIN] < scores[recovery.LOCAL] < 1.0


def test_truths_teach_nothing(bank, knowledge):
    assert knowledge.truths.sum() == min(TRUTHS, 150)
    assert knowledge.truths[-150:].all() and not knowledge.truths[:-150].any()
    target = knowledge.reports().target
    rows = approximated(knowledge, knowledge.reports(), target, 100).rows
    assert not knowledge.truths[rows].any()


# The draws themselves


def test_draws_meet_the_figures_and_are_what_they_came_to(knowledge, toy):
    found = refined(knowledge, knowledge.reports(), 80, HERE, passes=3)
    assert len(found.seeds) == 80 and len(toy) == 240
    again = toy_world.outcome(found.parameters, found.seeds)
    assert np.allclose(found.statistics, again)
    wanted = knowledge.reports()
    even = to_even(found.statistics[wanted.columns].to_numpy(), wanted.shares)
    away = (np.median(even, axis=0) - wanted.target) / np.sqrt(wanted.variance())
    assert np.abs(away).max() < 0.7
    first = knowledge.even[np.isin(knowledge.simulations, found.simulations)]
    before = first[:, knowledge.places(wanted)] - wanted.target
    assert np.abs(even - wanted.target).mean() < 0.4 * np.abs(before).mean()


def test_each_draw_has_a_life_of_its_own(knowledge, toy):
    found = refined(knowledge, knowledge.reports(), 50, HERE, passes=1)
    assert len(set(found.seeds.tolist())) == 50
    assert not found.parameters.duplicated().any()


def test_a_simulation_that_fails_leaves_the_draw_where_it_was(knowledge, monkeypatch):
    def simulate(values, seed, end, scale):
        if seed % 3 == 0:
            raise InputError("nobody can live like this")
        return toy_world.simulate(values, seed, end, scale)

    monkeypatch.setattr(simulations, "simulate", simulate)
    found = refined(knowledge, knowledge.reports(), 60, HERE, passes=2)
    assert 20 <= len(found.seeds) < 60 and (found.seeds % 3 != 0).all()
    assert np.isfinite(found.statistics.to_numpy()).all()


def test_what_was_simulated_is_not_simulated_again(knowledge, toy, tmp_path):
    kept = Work(workers=1, kept=tmp_path)
    once = refined(knowledge, knowledge.reports(), 30, kept, passes=2)
    lived = len(toy)
    damaged = sorted(tmp_path.iterdir())[0]
    damaged.write_bytes(b"not an array")
    again = refined(knowledge, knowledge.reports(), 30, kept, passes=2)
    assert lived == 60 and len(toy) == 70
    pd.testing.assert_frame_equal(once.parameters, again.parameters)


def test_the_same_bank_gives_the_same_bytes(bank, knowledge, tmp_path):
    path = tmp_path / "inference" / "forward.npz"
    again = learnt(toy_world.STUDY, [bank], workers=1, kept=path)
    read = learnt(toy_world.STUDY, [bank], workers=1, kept=path)
    target = knowledge.reports().target
    draws = [
        approximated(one, one.reports(), target, 60).scores for one in (knowledge, again, read)
    ]
    assert np.array_equal(draws[0], draws[1]) and np.array_equal(draws[0], draws[2])


def test_an_ensemble_that_learnt_from_others_is_not_taken(bank, tmp_path, monkeypatch):
    path = tmp_path / "forward.npz"
    names, columns = ["a", "b"], ["x"]
    scores = np.random.default_rng(1).standard_normal((60, 2))
    even = scores.sum(axis=1, keepdims=True)
    first = Forward.kept(path, names, columns, scores, even, workers=1)
    trained = []
    monkeypatch.setattr(Forward, "trained", lambda *a, **k: trained.append(a) or first)
    Forward.kept(path, names, columns, scores, even, workers=1)
    assert not trained
    Forward.kept(path, names, columns, scores, even + 1.0, workers=1)
    assert len(trained) == 1


# The second round


def test_the_box_holds_the_posterior(bank, knowledge):
    box = truncated_box(bank, toy_world.STUDY)
    target = knowledge.reports().target
    found = approximated(knowledge, knowledge.reports(), target, 200)
    values = toy_world.coordinates().values(found.scores)
    for name, (low, high) in box.items():
        given = toy_world.STUDY.fitted[name]
        assert given.low <= low < high <= given.high
        assert values[name].between(low, high).mean() > 0.98
    assert any(
        b[1] - b[0] < 0.8 * (f.high - f.low)
        for b, f in zip(box.values(), toy_world.STUDY.fitted.values(), strict=True)
    )


def crowd(name, study=toy_world.STUDY):
    return lambda shares: infer.insist_on_room(study, name, shares)


def test_mass_at_an_edge_fails_with_parameter_edge_and_remedy():
    shares = np.r_[np.linspace(0.96, 1.0, 60), np.linspace(0.1, 0.9, 40)]
    with pytest.raises(InputError, match=r"online_intercept at the high edge.*-2.*range beyond -2"):
        crowd("online_intercept")(shares)
    with pytest.raises(InputError, match=r"social_weight at the low edge.*registry's own bound"):
        crowd("social_weight")(1.0 - shares)


def test_a_bound_of_nature_is_no_edge():
    crowd("clerk_filing_top")(np.full(100, 0.999))  # a probability cannot pass 1


@pytest.mark.parametrize("name", list(toy_world.STUDY.fitted))
def test_a_parameter_that_nothing_tells_is_no_edge(name):
    crowd(name)(ndtr(np.random.default_rng(2).standard_normal(500)))
