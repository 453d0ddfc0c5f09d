"""What a citizen can do and decides: access, the odds of each way of filing, and the choice."""

from sim import draws
from sim.behaviour import access, choice, influence
from sim.behaviour.exponential import exp
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
    OFFICE_CLOSED,
    SINGLE_LOGIN,
    SMARTPHONE,
    TRUST,
)


@rule
def odds(
    flags,
    experience,
    habit,
    skill,
    identity,
    family,
    kind,
    full,
    refused,
    quality,
    place,
    people,
    p,
):
    """Return the odds of filing alone and with help against the office, before contacts."""
    common = (
        choice.usefulness(quality, people[FEE_CUT], choice.time_saved(kind, full, p), p)
        + choice.willingness(
            people[TRUST], people[CAMPAIGN], place[OFFICE_CLOSED], experience, habit, p
        )
        + choice.facilitating(
            (flags & (HAS_ACCOUNT | FILED_BEFORE)) != 0, identity, place[SINGLE_LOGIN], p
        )
        + (p.mandate_weight if refused else 0.0)
    )
    helper = access.helper_skill(family, place[HELPER_SKILL], p)
    alone = common + choice.ease(skill, place[BURDEN], p)
    helped = common + choice.ease(max(skill, helper), place[BURDEN], p) - p.help_cost
    return exp(alone), exp(helped)


@rule
def look_around(who, month, covered, people, p):
    """Return whether there are a network, a connection, a family helper, fibre, an identity."""
    smartphone_rank, fibre_rank = draws.halves(month.keys.devices, who)
    identity_rank, family_rank = draws.halves(month.keys.support, who)
    fibre = fibre_rank < people[FIBRE]
    computer = fibre_rank < people[FIBRE] * p.computer_share
    smartphone = smartphone_rank < people[SMARTPHONE]
    return (
        access.has_network(covered, fibre),
        access.is_connected(covered, smartphone, fibre, computer),
        family_rank < people[FAMILY_HELP],
        fibre,
        identity_rank < people[IDENTITY],
    )


@rule
def _hear_contacts(who, index, village, month, places, p):
    """Return the share of the citizen's contacts who recommend online services."""
    province = places.province[places.stratum[village]]
    return influence.share_recommending(
        month.keys.ties,
        who,
        index,
        places.first[village],
        places.size[village],
        month.bits,
        places.reach[places.bounds[province]],
        places.reach[places.bounds[province + 1]],
        places.reach,
        places.guide,
        places.start,
        p,
    )


@rule
def choose(draw, watched, odds_alone, odds_helped, who, index, village, month, places, p):
    """Return the option chosen, the chances alone and with help, and what contacts said.

    Contacts are asked only where it matters to the choice whether none or all of them recommend
    it; the more do, the further it moves from the office over help to filing alone.
    """
    if not watched:
        none = choice.chances(odds_alone, odds_helped, 1.0)
        everybody = choice.chances(odds_alone, odds_helped, month.most_influence)
        option = choice.chosen(draw, none[0], none[1])
        if option == choice.chosen(draw, everybody[0], everybody[1]):
            return option, 0.0, 0.0, 0.0
    share = _hear_contacts(who, index, village, month, places, p)
    alone, helped = choice.chances(odds_alone, odds_helped, choice.social_influence(share, p))
    return choice.chosen(draw, alone, helped), alone, helped, share
