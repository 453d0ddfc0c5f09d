"""What is looked up and multiplied in the pass is what the rules of behaviour say."""

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import decision
from sim.behaviour import access, attempt, choice, learning
from sim.citizens import HAS_ACCOUNT, Columns
from sim.environment_columns import PEOPLE, PLACE
from sim.lookup import OUTCOMES, lookup
from sim.parameters import as_record, likeliest
from sim.places.population import AGES

VALUES = likeliest()
P = as_record(VALUES)
LOOKUP = lookup(P)
SEVERAL = settings(deadline=None, derandomize=True, max_examples=80)
NUMBER = st.integers(0, 254)
UNIT = st.floats(0, 1, width=32)


@pytest.mark.parametrize("outcome", range(len(OUTCOMES)))
def test_experience_after_every_outcome(outcome):
    for number in range(255):
        after = learning.experience_after(learning.read(number), OUTCOMES[outcome], P)
        assert LOOKUP.experience[outcome, number] == learning.stored(after)
        assert LOOKUP.recommends[outcome, number] == learning.recommends(after)


def test_a_failure_suspends_whom_the_rule_suspends():
    for number in range(255):
        after = learning.experience_after(learning.read(number), learning.FAILED, P)
        assert LOOKUP.suspends[number] == learning.suspends(after, P)


def test_habit_after_success_and_after_the_office():
    for number in range(255):
        habit = learning.read(number)
        assert LOOKUP.habit_faded[number] == learning.stored(learning.habit_after_office(habit, P))
        for alone in (0, 1):
            after = learning.stored(learning.habit_after_success(habit, alone, P))
            assert LOOKUP.habit[alone, number] == after


def citizen(skill, experience, habit, account) -> Columns:
    values = dict.fromkeys(Columns._fields, 0)
    values |= {"skill": skill, "experience": experience, "habit": habit}
    values["flags"] = HAS_ACCOUNT * account
    return Columns(**{name: np.array([value], np.uint8) for name, value in values.items()})


CHANCE = st.booleans().map(int)
SITUATION = {
    "place": st.lists(UNIT, min_size=len(PLACE), max_size=len(PLACE)),
    "person": st.lists(UNIT, min_size=len(PEOPLE), max_size=len(PEOPLE)),
    "state": st.tuples(NUMBER, NUMBER, NUMBER, CHANCE),
    "age": st.integers(0, len(AGES) - 1),
    "kind": st.integers(0, 2),
    "ministry": CHANCE,
    "full": CHANCE,
    "refused": st.booleans(),
    "identity": CHANCE,
    "family": CHANCE,
}


@SEVERAL
@given(**SITUATION)
def test_the_odds_are_the_exponential_of_the_utility(
    place, person, state, age, kind, ministry, full, refused, identity, family
):
    """The product that the pass takes equals exp(sum of the terms of UTAUT)."""
    columns, (skill, experience, habit, account) = citizen(*state), state
    of_place, of_person = (
        dict(zip(PLACE, place, strict=True)),
        dict(zip(PEOPLE, person, strict=True)),
    )
    people = np.zeros((len(AGES), len(PEOPLE)), np.float32)
    people[age] = person
    shared = np.zeros(decision.SHARED_ODDS)
    decision.shared_odds(np.array(place, np.float32), people, kind, P, LOOKUP, shared)
    found = decision.odds(
        0, age, ministry, full, refused, identity, family, columns, shared, LOOKUP
    )
    quality = of_place["ministry_quality" if ministry else "quality"]
    common = (
        choice.usefulness(quality, of_person["fee_cut"], choice.time_saved(kind, full, P), P)
        + choice.willingness(
            of_person["trust"], of_person["campaign"], of_place["office_closed"], P
        )
        + choice.past(learning.read(experience), learning.read(habit), P)
        + choice.facilitating(account, identity, of_place["single_login"], P)
        + (VALUES.mandate_weight if refused else 0.0)
    )
    own = learning.read(skill)
    helper = max(own, access.helper_skill(family, of_place["helper_skill"], P))
    alone = exp(common + choice.ease(own, of_place["burden"], P))
    helped = exp(common + choice.ease(helper, of_place["burden"], P) - VALUES.help_cost)
    assert found == pytest.approx((alone, helped), rel=1e-5)


@SEVERAL
@given(**SITUATION, alone=st.booleans())
def test_the_odds_of_failure_are_those_of_the_rule(
    place, person, state, age, kind, ministry, full, refused, identity, family, alone
):
    columns, of_place, fibre = citizen(*state), dict(zip(PLACE, place, strict=True)), identity
    people = np.zeros((len(AGES), len(PEOPLE)), np.float32)
    shared = np.zeros(decision.SHARED_ODDS)
    decision.shared_odds(np.array(place, np.float32), people, kind, P, LOOKUP, shared)
    found = decision.failure_odds(0, alone, ministry, family, fibre, columns, shared, LOOKUP)
    own = learning.read(state[0])
    helper = max(own, access.helper_skill(family, of_place["helper_skill"], P))
    quality = of_place["ministry_quality" if ministry else "quality"]
    expected = attempt.failure_odds(
        own if alone else helper, of_place["burden"], quality, of_place["payment"], fibre, P
    )
    assert found == pytest.approx(expected, rel=1e-5)
