"""What a citizen can do and decides: access, the odds of each way of filing, and the choice."""

import numpy as np

from sim import ahead, draws
from sim.behaviour import access, attempt, choice, influence
from sim.behaviour.exponential import exp
from sim.bits import count_bits
from sim.citizens import FILED_BEFORE, HAS_ACCOUNT
from sim.compiled import rule
from sim.environment_columns import (
    BURDEN,
    CAMPAIGN,
    FAMILY_HELP,
    FEE_CUT,
    FIBRE,
    HELPER_SKILL,
    IDENTITY,
    MINISTRY_QUALITY,
    OFFICE_CLOSED,
    PAYMENT,
    QUALITY,
    SINGLE_LOGIN,
    SMARTPHONE,
    TRUST,
)
from sim.lookup import skill_failure
from sim.places.population import AGES

# Where the factors of the odds that a village has in common are in its array (see shared_odds).
_AGE = 0
_AGENCY = _AGE + len(AGES)
_LEVEL = _AGENCY + 2
_ACCESS = _LEVEL + 2
_HELPER = _ACCESS + 4
_FAILURE = _HELPER + 2
_HELPER_FAILURE = _FAILURE + 2
SHARED_ODDS = _HELPER_FAILURE + 2


@rule
def shared_odds(place, people, kind, p, lookup, shared):
    """Work out the factors of the odds that all of a stratum share.

    The utility of filing online, and the score of an attempt, are sums, so their exponentials are
    products, most of which the citizens of a stratum have in common for a month.
    """
    for age in range(len(AGES)):
        of_age = choice.usefulness(0.0, people[age, FEE_CUT], 0.0, p) + choice.willingness(
            people[age, TRUST], people[age, CAMPAIGN], place[OFFICE_CLOSED], p
        )
        shared[_AGE + age] = exp(of_age)
    for ministry in range(2):
        quality = place[QUALITY + (MINISTRY_QUALITY - QUALITY) * ministry]
        of_agency = choice.usefulness(quality, 0.0, 0.0, p) + choice.ease(0.0, place[BURDEN], p)
        shared[_AGENCY + ministry] = exp(of_agency)
        shared[_FAILURE + ministry] = attempt.failure_odds(
            0.0, place[BURDEN], quality, place[PAYMENT], 0.0, p
        )
    for full in range(2):
        shared[_LEVEL + full] = lookup.level_odds[kind, full]
    for account in range(2):
        for identity in range(2):
            of_access = choice.facilitating(account, identity, place[SINGLE_LOGIN], p)
            shared[_ACCESS + 2 * account + identity] = exp(of_access)
    team_skill = access.helper_skill(False, place[HELPER_SKILL], p)
    shared[_HELPER] = exp(choice.ease(team_skill, 0.0, p))
    shared[_HELPER + 1] = lookup.fixed.family_odds
    shared[_HELPER_FAILURE] = skill_failure(team_skill, p)
    shared[_HELPER_FAILURE + 1] = lookup.fixed.family_failure


@rule
def odds(i, age, ministry, full, refused, identity, family, columns, shared, lookup):
    """Return the odds of filing alone and with help against the office, before contacts."""
    known = (columns.flags[i] & (HAS_ACCOUNT | FILED_BEFORE)) != 0
    common = (
        (shared[_AGE + age] * shared[_AGENCY + ministry])
        * (shared[_LEVEL + full] * shared[_ACCESS + 2 * known + identity])
        * (lookup.experience_odds[columns.experience[i]] * lookup.habit_odds[columns.habit[i]])
    )
    if refused:
        common *= lookup.fixed.mandate_odds
    alone = lookup.skill_odds[columns.skill[i]]
    helped = max(alone, shared[_HELPER + family]) * lookup.fixed.help_odds
    return common * alone, common * helped


@rule
def failure_odds(i, alone, ministry, family, fibre, columns, shared, lookup):
    """Return the odds that an attempt fails; a helper counts if more skilled than the citizen."""
    odds = shared[_FAILURE + ministry]
    if fibre:
        odds *= lookup.fixed.fibre_failure
    own = lookup.skill_failure[columns.skill[i]]
    return odds * (own if alone else min(own, shared[_HELPER_FAILURE + family]))


@rule
def look_around(at, covered, people, drawn, p):
    """Return whether there are a network, a connection, a family helper, fibre, an identity."""
    fibre_rank = drawn[ahead.FIBRE_RANK, at]
    fibre = fibre_rank < people[FIBRE]
    computer = fibre_rank < people[FIBRE] * p.computer_share
    smartphone = drawn[ahead.SMARTPHONE_RANK, at] < people[SMARTPHONE]
    return (
        access.has_network(covered, fibre),
        access.is_connected(covered, smartphone, fibre, computer),
        drawn[ahead.FAMILY_RANK, at] < people[FAMILY_HELP],
        fibre,
        drawn[ahead.IDENTITY_RANK, at] < people[IDENTITY],
    )


@rule
def _hear_far(rewired, word, village, month, places, p):
    """Return how many of the citizen's contacts far away recommend online services."""
    province = np.uint64(places.province[np.uint64(places.stratum[village])])
    return influence.far_recommending(
        rewired,
        word,
        month.bits,
        places.reach[np.uint64(places.bounds[province])],
        places.reach[np.uint64(places.bounds[province + np.uint64(1)])],
        places.reach,
        places.guide,
        places.start,
        p,
    )


@rule
def choose(draw, watched, odds_alone, odds_helped, rewired, who, index, village, month, places, p):
    """Return the option chosen and how many contacts recommend filing online.

    The more recommend it, the further the choice moves from the office over help to filing alone.
    So contacts far away are asked only where it matters to the choice whether none or all of them
    recommend it, beside the neighbours. ``rewired`` has a bit for each of the ties to far away.
    """
    factors = month.lookup.social_odds
    recommending = influence.near_recommending(
        rewired, month.bits, places.first[village], index, places.size[village]
    )
    option = choice.chosen(draw, odds_alone, odds_helped, factors[recommending])
    most = recommending + count_bits(rewired)
    if not watched and option == choice.chosen(draw, odds_alone, odds_helped, factors[most]):
        return option, recommending
    word = draws.bits(month.keys.ties, who)
    recommending += _hear_far(rewired, word, village, month, places, p)
    return choice.chosen(draw, odds_alone, odds_helped, factors[recommending]), recommending
