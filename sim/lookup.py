"""What each stored number comes to, worked out once a run.

Experience, habit and skill are stored as whole numbers from 0 to 254 (``sim.behaviour.learning``),
so that what the rules make of them is looked up instead of calculated for every dossier.
"""

from collections import namedtuple

import numpy as np

from sim.behaviour import access, attempt, choice, influence, learning
from sim.behaviour.exponential import exp
from sim.compiled import kernel, rule

OUTCOMES = (learning.FAILED, learning.VISITED, learning.SMOOTH)
FAILED, VISITED, SMOOTH = range(len(OUTCOMES))
HELPED, ALONE = range(2)

# By stored number (256, of which 255 are used): factors of the odds of filing online and of the
# odds of failure, float64; then, uint8, the experience after each outcome, whether the citizen then
# recommends, whether a failure suspends, the habit after success with help or alone, and after a
# visit to the office. By number of contacts who recommend, and by kind of place and whether the
# service is full-process: the factor of the odds, float64. ``fixed`` has the other factors.
Lookup = namedtuple(
    "Lookup",
    "experience_odds habit_odds skill_odds skill_failure "
    "experience recommends suspends habit habit_faded social_odds level_odds fixed",
)
Fixed = namedtuple("Fixed", "family_odds help_odds mandate_odds family_failure fibre_failure")


@rule
def skill_failure(skill, p):
    """Return the factor by which the filer's skill changes the odds of failure."""
    none = attempt.failure_odds(0.0, 0.0, 0.0, 0.0, 0.0, p)
    return attempt.failure_odds(skill, 0.0, 0.0, 0.0, 0.0, p) / none


@kernel
def _work_out(p, lookup):
    for number in range(int(learning.SCALE) + 1):
        value = learning.read(number)
        lookup.experience_odds[number] = exp(choice.past(value, 0.0, p))
        lookup.habit_odds[number] = exp(choice.past(choice.NEUTRAL_EXPERIENCE, value, p))
        lookup.skill_odds[number] = exp(choice.ease(value, 0.0, p))
        lookup.skill_failure[number] = skill_failure(value, p)
        for outcome in range(len(OUTCOMES)):
            after = learning.experience_after(value, OUTCOMES[outcome], p)
            lookup.experience[outcome, number] = learning.stored(after)
            lookup.recommends[outcome, number] = learning.recommends(after)
            if outcome == FAILED:
                lookup.suspends[number] = learning.suspends(after, p)
        for alone in range(2):
            after = learning.habit_after_success(value, alone, p)
            lookup.habit[alone, number] = learning.stored(after)
        lookup.habit_faded[number] = learning.stored(learning.habit_after_office(value, p))
    for number in range(influence.TIES + 1):
        lookup.social_odds[number] = choice.social_influence(number / influence.TIES, p)
    for kind in range(3):
        for full in range(2):
            saved = choice.time_saved(kind, full, p)
            lookup.level_odds[kind, full] = exp(choice.usefulness(0.0, 0.0, saved, p))


@kernel
def _fixed(p):
    none = attempt.failure_odds(0.0, 0.0, 0.0, 0.0, 0.0, p)
    family_skill = access.helper_skill(True, 0.0, p)
    return (
        exp(choice.ease(family_skill, 0.0, p)),
        exp(-p.help_cost),
        exp(p.mandate_weight),
        skill_failure(family_skill, p),
        attempt.failure_odds(0.0, 0.0, 0.0, 0.0, 1.0, p) / none,
    )


def lookup(p: np.record) -> Lookup:
    """Return the tables of a run with the parameters ``p``."""
    made = Lookup(
        *(np.zeros(256) for _ in range(4)),
        experience=np.zeros((len(OUTCOMES), 256), np.uint8),
        recommends=np.zeros((len(OUTCOMES), 256), np.uint8),
        suspends=np.zeros(256, np.uint8),
        habit=np.zeros((2, 256), np.uint8),
        habit_faded=np.zeros(256, np.uint8),
        social_odds=np.zeros(influence.TIES + 1),
        level_odds=np.zeros((3, 2)),
        fixed=Fixed(*_fixed(p)),
    )
    _work_out(p, made)
    return made
