"""Every rule moves in the right direction, stays within its bounds and has the right limits.

Learning, influence and the administration have files of their own.
"""

from math import exp as exact_exp

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.behaviour import access, accounts, attempt, choice, need
from sim.behaviour.exponential import exp
from sim.parameters import Parameters, as_record, likeliest, registry

VALUES = likeliest()
P = as_record(VALUES)  # what compiled rules read
SEVERAL = settings(deadline=None, derandomize=True, max_examples=80)
UNIT = st.floats(0, 1)
DRAW = st.floats(0, 1, exclude_max=True)
ODDS = st.floats(0, 1e6)


def with_parameters(**values):
    return as_record(VALUES._replace(**values))


def in_the_registry(*names):
    """Draw values of the parameters ``names`` anywhere in their range."""
    rows = registry()
    return st.fixed_dictionaries({n: st.floats(rows[n].low, rows[n].high) for n in names})


@st.composite
def two_in_order(draw):
    low, high = sorted((draw(UNIT), draw(UNIT)))
    assume(high - low > 1e-6)
    return low, high


# Need


@SEVERAL
@given(st.floats(0, 4), UNIT, st.floats(0.5, 1.6), UNIT)
def test_need_is_a_twelfth_of_the_yearly_rate_less_what_a_lockdown_postpones(rate, closed, a, cut):
    chance = need.monthly_need_chance(rate, a, closed, cut)
    assert chance == pytest.approx(rate * a / 12 * (1 - cut * closed))
    assert 0 <= chance <= need.monthly_need_chance(rate, a, 0.0, cut) <= 1


@SEVERAL
@given(DRAW, two_in_order(), two_in_order())
def test_more_supply_never_offers_less(draw, full, online):
    before = need.level_offered(draw, full[0], max(full[0], online[0]))
    after = need.level_offered(draw, full[1], max(full[1], online[1]))
    assert need.OFFLINE <= before <= after <= need.FULL


@SEVERAL
@given(DRAW, UNIT, two_in_order())
def test_paper_is_refused_for_full_process_services_only(draw, full, mandate):
    little, much = (need.paper_is_refused(draw, full, m) for m in mandate)
    assert much or not little
    if much:
        assert need.level_offered(draw, full, full) == need.FULL
    assert need.paper_is_refused(draw, full, 1.0) == (draw < full)
    assert not need.paper_is_refused(draw, full, 0.0)


# Access


@pytest.mark.parametrize("covered", [False, True])
@pytest.mark.parametrize("smartphone", [False, True])
@pytest.mark.parametrize("fibre", [False, True])
def test_filing_alone_takes_a_device_and_a_network(covered, smartphone, fibre):
    connected = access.is_connected(covered, smartphone, fibre, False)
    assert connected == (smartphone and (covered or fibre))
    assert access.has_network(covered, fibre) == (covered or fibre)
    assert access.is_connected(covered, smartphone, True, True)


@SEVERAL
@given(st.floats(0, 100), UNIT, DRAW)
def test_a_team_has_its_capacity_in_whole_places(capacity, part, draw):
    slots = access.team_slots(capacity, part, draw)
    assert slots == int(slots) and capacity * part - 1 < slots <= capacity * part + draw
    assert access.team_slots(capacity, part, 0.0) <= slots


def test_the_mean_of_a_teams_places_is_its_capacity():
    evenly = (np.arange(1000) + 0.5) / 1000
    assert np.mean([access.team_slots(7.0, 0.3, draw) for draw in evenly]) == pytest.approx(2.1)


# Choice


@SEVERAL
@given(two_in_order(), UNIT, UNIT)
def test_usefulness_rises_with_quality_money_and_time(pair, a, b):
    low, high = pair
    assert choice.usefulness(high, a, b, P) > choice.usefulness(low, a, b, P)
    assert choice.usefulness(a, high, b, P) > choice.usefulness(a, low, b, P)
    assert choice.usefulness(a, b, high, P) > choice.usefulness(a, b, low, P)


def test_filing_online_saves_most_time_where_the_office_is_far():
    for full in (False, True):
        saved = [choice.time_saved(kind, full, P) for kind in range(3)]
        assert 0 <= saved[0] < saved[1] < saved[2] <= 1
    assert choice.time_saved(2, False, P) < choice.time_saved(2, True, P)


@SEVERAL
@given(two_in_order(), UNIT)
def test_ease_rises_with_skill_and_falls_with_burden(pair, other):
    low, high = pair
    assert choice.ease(high, other, P) > choice.ease(low, other, P)
    assert choice.ease(other, high, P) < choice.ease(other, low, P)
    assert choice.ease(other, other, P) == 0


@SEVERAL
@given(UNIT)
def test_lacking_an_account_or_an_identity_only_ever_costs(single_login):
    cost = {
        (account, identity): choice.facilitating(account, identity, single_login, P)
        for account in (0, 1)
        for identity in (0, 1)
    }
    assert max(cost.values()) == cost[1, 1] == 0
    assert cost[0, 0] <= min(cost[0, 1], cost[1, 0])


def test_under_a_single_login_the_identity_is_the_account():
    assert choice.facilitating(0, 1, 1.0, P) == 0
    assert choice.facilitating(1, 0, 1.0, P) == pytest.approx(-VALUES.identity_cost)
    assert choice.facilitating(1, 0, 0.0, P) == 0
    assert choice.facilitating(0, 1, 0.0, P) == pytest.approx(-VALUES.account_cost)


@SEVERAL
@given(two_in_order(), st.lists(UNIT, min_size=5, max_size=5), st.integers(0, 4))
def test_willingness_rises_with_each_of_its_parts(pair, values, which):
    low, high = list(values), list(values)
    low[which], high[which] = pair

    def utility(trust, campaign, closed, experience, habit):
        return choice.willingness(trust, campaign, closed, P) + choice.past(experience, habit, P)

    assert utility(*high) > utility(*low)


@SEVERAL
@given(two_in_order(), in_the_registry("social_weight"))
def test_contacts_multiply_the_odds(pair, values):
    (low, high), p = pair, with_parameters(**values)
    assert choice.social_influence(0.0, p) == 1
    assert choice.social_influence(high, p) >= choice.social_influence(low, p) >= 1
    factor = exact_exp(values["social_weight"] * high)
    assert choice.social_influence(high, p) == pytest.approx(factor)


@SEVERAL
@given(ODDS, ODDS, st.floats(1, 400))
def test_chances_are_a_multinomial_logit(alone, helped, social):
    a, h = choice.chances(alone, helped, social)
    assert 0 <= a <= 1 and 0 <= h <= 1 and a + h <= 1 + 1e-12
    office = 1 / (1 + social * (alone + helped))
    assert 1 - a - h == pytest.approx(office, abs=1e-9)
    assert a * helped == pytest.approx(h * alone)
    more, less = choice.chances(2 * alone, helped, social)
    assert more >= a and less <= h
    assert sum(choice.chances(alone, helped, 2 * social)) >= a + h - 1e-12


@SEVERAL
@given(ODDS, ODDS, st.floats(1, 400), DRAW)
def test_the_draw_falls_on_one_option(odds_alone, odds_helped, social, draw):
    alone, helped = choice.chances(odds_alone, odds_helped, social)
    both = alone + helped
    option = choice.chosen(draw, odds_alone, odds_helped, social)
    if min(abs(draw - alone), abs(draw - both)) > 1e-12:
        expected = choice.ALONE if draw < alone else choice.HELPED if draw < both else choice.OFFICE
        assert option == expected


# Attempt


def success_chance(*values):
    return attempt.success_chance(attempt.failure_odds(*values))


@SEVERAL
@given(two_in_order(), st.lists(UNIT, min_size=5, max_size=5), st.integers(0, 4))
def test_success_rises_with_all_but_the_burden(pair, values, which):
    low, high = list(values), list(values)
    low[which], high[which] = pair
    if which == 1:
        low, high = high, low
    assert 0 < success_chance(*low, P) < success_chance(*high, P) < 1


@SEVERAL
@given(ODDS, DRAW)
def test_an_attempt_succeeds_with_its_chance(odds, draw):
    chance = attempt.success_chance(odds)
    if abs(draw - chance) > 1e-12:
        assert attempt.succeeds(draw, odds) == (draw < chance)


def test_without_skill_a_heavy_burden_is_never_carried():
    hard = with_parameters(success_intercept=-3, success_skill=6, ease_weight=5)
    assert success_chance(0.0, 1.0, 0.0, 0.0, 0.0, hard) < 2e-4
    assert success_chance(1.0, 0.0, 1.0, 1.0, 1.0, hard) > 0.99
    unskilled = (
        choice.ease(0.0, 1.0, hard) + choice.willingness(0, 0, 0, hard) + choice.past(0, 0, hard)
    )
    assert sum(choice.chances(exp(unskilled), 0.0, 1.0)) < 1e-4


@SEVERAL
@given(DRAW, UNIT)
def test_failures_are_retried_with_the_retry_chance(draw, chance):
    retried = attempt.recourse(draw, with_parameters(retry_chance=chance)) == attempt.RETRY
    assert retried == (draw < chance)


@SEVERAL
@given(UNIT)
def test_clerks_file_by_choice_unless_paper_is_refused(chance):
    assert attempt.clerk_chance(chance, False) == chance
    assert attempt.clerk_chance(chance, True) == 1


# Accounts


@SEVERAL
@given(two_in_order(), st.floats(0, 0.01))
def test_a_linked_identity_opens_accounts_on_top_of_campaigns(pair, hazard):
    low, high = pair
    assert accounts.opening_chance(hazard, False, high, P) == hazard
    assert hazard <= accounts.opening_chance(hazard, True, low, P)
    assert accounts.opening_chance(hazard, True, low, P) < accounts.opening_chance(
        hazard, True, high, P
    )


@SEVERAL
@given(DRAW, UNIT)
def test_filings_take_the_national_route_with_its_chance(draw, share):
    assert accounts.goes_national(draw, share) == (draw < share)


def test_the_record_that_rules_read_holds_the_parameters():
    assert tuple(P[name] for name in Parameters._fields) == tuple(likeliest())
