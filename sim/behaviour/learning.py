"""Learning: how the outcome moves experience, habit and the readiness to try again.

Experience follows surprise (outcome minus expectation), and losses weigh more than gains. States
are stored as whole numbers from 0 to 254.
"""

from sim.compiled import rule

SCALE = 254.0  # even, so that neutral is stored exactly
NEUTRAL = 127
FAILED, VISITED, SMOOTH = 0.0, 0.5, 1.0


@rule
def read(stored_number):
    """Return a stored number as a number from 0 to 1."""
    return stored_number / SCALE


@rule
def stored(value):
    """Return a number from 0 to 1 as it is stored, rounded to the nearest of 255 steps."""
    return int(min(max(value, 0.0), 1.0) * SCALE + 0.5)


@rule
def experience_after(experience, outcome, p):
    """Return experience (0..1) after an outcome: failed 0, done with a visit 1/2, smooth 1.

    experience + rate * surprise; the rate of losses is that of gains times the loss aversion.
    """
    surprise = outcome - experience
    rate = p.learning_rate if surprise >= 0.0 else p.learning_rate * p.loss_aversion
    rate = min(rate, 1.0)  # experience never goes beyond the outcome
    return min(max(experience + rate * surprise, 0.0), 1.0)


@rule
def habit_after_success(habit, alone, p):
    """Return habit (0..1) after filing online; with help it grows by a part only."""
    gain = p.habit_gain if alone else p.habit_gain * p.habit_helped_share
    return habit + gain * (1.0 - habit)


@rule
def habit_after_office(habit, p):
    """Return habit (0..1) after a visit to the office, whoever filed there."""
    return habit * (1.0 - p.habit_fade)


@rule
def recommends(experience):
    """Return whether somebody with this experience speaks well of online services."""
    return experience >= 0.5


@rule
def suspends(experience, p):
    """Return whether a failure leaves experience so low that the citizen stays away for a while."""
    return experience < p.suspension_threshold
