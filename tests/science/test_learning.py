"""Learning follows surprise within its range; stored numbers and the exponential are exact."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numba import njit

from sim.behaviour import learning
from sim.behaviour.exponential import exp, log
from sim.parameters import as_record, likeliest, registry

VALUES = likeliest()
P = as_record(VALUES)  # what compiled rules read
SEVERAL = settings(deadline=None, derandomize=True, max_examples=80)
UNIT = st.floats(0, 1)


def with_parameters(**values):
    return as_record(VALUES._replace(**values))


def in_the_registry(*names):
    """Draw values of the parameters ``names`` anywhere in their range."""
    rows = registry()
    return st.fixed_dictionaries({n: st.floats(rows[n].low, rows[n].high) for n in names})


EXPERIENCE = in_the_registry("learning_rate", "loss_aversion")
OUTCOMES = st.sampled_from([learning.FAILED, learning.VISITED, learning.SMOOTH])


@SEVERAL
@given(UNIT, OUTCOMES, EXPERIENCE)
@example(1.0, learning.VISITED, {"learning_rate": 0.8, "loss_aversion": 3.0})
def test_experience_moves_towards_the_outcome_and_not_beyond(before, outcome, values):
    after = learning.experience_after(before, outcome, with_parameters(**values))
    low, high = sorted((before, outcome))
    assert low - 1e-12 <= after <= high + 1e-12


@SEVERAL
@given(st.floats(0.01, 0.3))
def test_losses_weigh_more_than_gains(surprise):
    gain = learning.experience_after(0.5 - surprise, learning.VISITED, P) - (0.5 - surprise)
    loss = (0.5 + surprise) - learning.experience_after(0.5 + surprise, learning.VISITED, P)
    assert loss == pytest.approx(VALUES.loss_aversion * gain) and loss > gain > 0


@SEVERAL
@given(UNIT, UNIT, in_the_registry("habit_gain", "habit_helped_share", "habit_fade"))
def test_habit_grows_with_own_use_and_fades_at_the_office(one, other, values):
    (low, high), p = sorted((one, other)), with_parameters(**values)
    alone, helped = (learning.habit_after_success(low, way, p) for way in (True, False))
    faded = learning.habit_after_office(low, p)
    assert 0 <= faded <= low <= helped <= alone <= 1
    assert learning.habit_after_success(high, True, p) >= alone
    assert learning.habit_after_office(high, p) >= faded


def test_bad_experience_suspends_use_below_the_threshold_only():
    assert learning.suspends(VALUES.suspension_threshold - 0.01, P)
    assert not learning.suspends(VALUES.suspension_threshold, P)


@SEVERAL
@given(st.floats(-1, 2))
def test_stored_numbers_are_the_nearest_that_there_are(value):
    stored = learning.stored(value)
    inside = min(max(value, 0.0), 1.0)
    assert 0 <= stored <= learning.SCALE <= 255
    assert abs(learning.read(stored) - inside) <= 0.5 / learning.SCALE + 1e-12


def test_stored_numbers_come_back_as_they_are():
    numbers = range(int(learning.SCALE) + 1)
    assert [learning.stored(learning.read(number)) for number in numbers] == list(numbers)
    assert learning.read(learning.NEUTRAL) == 0.5 and learning.stored(0.5) == learning.NEUTRAL


# The exponential and the logarithm


@njit
def _exps(x, found):
    for i in range(len(x)):
        found[i] = exp(x[i])


def test_the_exponential_is_right_to_nine_digits():
    x = np.linspace(-50, 50, 400_001)
    found = np.empty_like(x)
    _exps(x, found)
    assert np.abs(found / np.exp(x) - 1).max() < 1e-9
    assert (np.diff(found) > 0).all()
    assert exp(0.0) == 1.0
    assert np.isfinite([exp(-1e9), exp(1e9)]).all() and exp(-1e9) < 1e-300


def test_the_logarithm_is_right_to_nine_digits():
    x = np.concatenate((np.geomspace(1e-12, 1e12, 400_001), np.linspace(0.99, 1.01, 1001)))
    found = np.array([log.py_func(value) for value in x[::97]])
    assert found == pytest.approx(np.log(x[::97]), rel=1e-9)
    assert log(1.0) == 0.0
