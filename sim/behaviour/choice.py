"""Choice between the office, filing online alone, and filing online with help.

A multinomial logit over the constructs of UTAUT: performance expectancy (usefulness), effort
expectancy (ease), social influence, facilitating conditions, and beside them trust, experience and
habit as in UTAUT2. The office is the reference with utility zero.
"""

from sim.behaviour.exponential import exp
from sim.compiled import rule

OFFICE, ALONE, HELPED = range(3)
NEUTRAL_EXPERIENCE = 0.5


@rule
def usefulness(quality, fee_cut, time_saved, p):
    """Return performance expectancy: service quality, money saved and time saved (all 0..1)."""
    return (
        p.usefulness_quality * quality + p.usefulness_fee * fee_cut + p.usefulness_time * time_saved
    )


@rule
def time_saved(kind, full, p):
    """Return the share of a day that filing online saves: more where the office is far away.

    ``kind`` is 0 urban, 1 rural, 2 remote; a service that is only partly online still needs a trip.
    """
    whole = p.time_saved_urban
    if kind == 1:
        whole = p.time_saved_rural
    elif kind == 2:
        whole = p.time_saved_remote
    return whole if full else whole * p.partial_time_saved


@rule
def ease(skill, burden, p):
    """Return effort expectancy: the filer's digital skill against the burden of the procedure."""
    return p.ease_weight * (skill - burden)


@rule
def facilitating(account, identity, single_login, p):
    """Return what having, or not having, an account and an identity adds (zero or negative).

    ``account`` and ``identity`` are 0 or 1. An identity replaces the account as far as there is a
    single log-in; once that is the only log-in, lacking the identity costs more.
    """
    no_account = -p.account_cost * (1.0 - single_login * identity)
    no_identity = -p.identity_cost * single_login
    return no_account * (1 - account) + no_identity * (1 - identity)


@rule
def willingness(trust, campaign, office_closed, p):
    """Return what people of one place and age have in common, with the intercept."""
    return (
        p.online_intercept
        + p.trust_weight * trust
        + p.campaign_weight * campaign
        + p.office_closed_weight * office_closed
    )


@rule
def past(experience, habit, p):
    """Return what the citizen's own experience (around neutral) and habit add."""
    return p.experience_weight * (experience - NEUTRAL_EXPERIENCE) + p.habit_weight * habit


@rule
def social_influence(share_recommending, p):
    """Return by how much contacts multiply the odds of filing online.

    The term social_weight * share of the utility, as a factor of its exponential.
    """
    return exp(p.social_weight * share_recommending)


@rule
def chances(odds_alone, odds_helped, social_factor):
    """Return the chances of filing alone and of filing with help; the rest goes to the office.

    ``odds_alone`` and ``odds_helped`` are the exponentials of the utilities without social
    influence, zero where there is no such way.
    """
    share = social_factor / (1.0 + social_factor * (odds_alone + odds_helped))
    return odds_alone * share, odds_helped * share


@rule
def chosen(draw, odds_alone, odds_helped, social_factor):
    """Return the option that the draw falls on: alone, with help, or the office.

    The draw is compared with ``chances``, whose division is spared.
    """
    alone = social_factor * odds_alone
    online = alone + social_factor * odds_helped
    share = draw * (1.0 + online)
    if share < alone:
        return ALONE
    return HELPED if share < online else OFFICE
