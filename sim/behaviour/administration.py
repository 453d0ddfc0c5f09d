"""Administration: how effort, simplification and data become the services that citizens meet.

Small equations on numbers or arrays alike (shares and indices in 0..1). Their coefficients have no
published estimate: they are assumed so that the levels agree with the reports, and the main ones
are fitted. What all of them leave out: differences between procedures, and learning by offices.
"""

from math import log

import numpy as np


def _sigmoid(score):
    return 1.0 / (1.0 + np.exp(-score))


def closing(level, share):
    """Return ``level`` with the share ``share`` of its gap to 1 closed."""
    return level + (1.0 - level) * share


def effective_supply(supply, land_database, population_database, p):
    """Return the share of locality procedures offered, with those that waited for a database.

    supply + (1 - supply) * (land_share * land + population_share * population). Assumed: fixed
    parts of what is not offered wait for the land and the population database. Leaves out which
    ones.
    """
    waiting = p.land_waiting_share * land_database
    return closing(supply, waiting + p.population_waiting_share * population_database)


def effective_ministry_supply(supply, population_database, p):
    """Return the same for ministries, whose procedures do not wait for the land database."""
    return closing(supply, p.population_waiting_share * population_database)


def formalism(effort, simplification, data_sharing, p):
    """Return the chance that a dossier nominally full-process still needs a visit.

    logit = logit(base) - a * effort - b * simplification - c * data_sharing. Source of the idea:
    services that are online "for form's sake" (nhadautu.vn, 2022-08-08); levels such that
    localities handle 9 % (2023) and 17 % (2024) full-process although 55 % of procedures are
    offered so.
    """
    score = (
        log(p.formalism_base / (1.0 - p.formalism_base))
        - p.formalism_effort * effort
        - p.formalism_simplification * simplification
        - p.formalism_data_sharing * data_sharing
    )
    return _sigmoid(score)


def service_quality(quality, effort, p):
    """Return the quality that users meet: effort closes a share of the gap to the best.

    quality + (1 - quality) * q * effort. Assumed. Leaves out failures of single systems.
    """
    return closing(quality, p.quality_effort * effort)


def burden(simplification, data_sharing, p):
    """Return the effort that filing online asks of the citizen (0..1).

    base * (1 - d * simplification) * (1 - e * data_sharing): fewer papers, and prefilled forms.
    Assumed. Leaves out differences between procedures.
    """
    fewer_papers = 1.0 - p.burden_simplification * simplification
    return p.burden_base * fewer_papers * (1.0 - p.burden_data_sharing * data_sharing)


def clerk_ramp(months_since_start, p):
    """Return how far clerks have taken to filing online (0..1), that long after they began.

    Zero before, then linear. Source of the idea: counters file for citizens
    to meet their targets. Leaves out differences between provinces in when it began.
    """
    return np.clip(months_since_start / p.clerk_ramp_months, 0.0, 1.0)


def clerk_filing(ramp, effort, clerk_help, p):
    """Return the chance that the clerk files a counter dossier online where that is possible.

    ramp * top * effort^k, and dedicated clerks close a share of the rest. Assumed: targets press
    most where leaders press most, so that the highest effort also makes the most clerk filing.
    """
    return closing(ramp * p.clerk_filing_top * effort**p.clerk_effort_power, clerk_help)


def team_capacity(members, p):
    """Return how many citizens a village team can help a month: members times helps a member."""
    return members * p.team_helps_per_member


def helper_skill(training, p):
    """Return the skill of a team's helper (0..1): training closes a share of the gap to 1."""
    return closing(p.helper_skill_base, p.helper_skill_training * training)


def family_help(p):
    """Return the share of adults with a helper in the family, by kind of place and age, [3, 4].

    Assumed: the old live with or near children who can help; young people have left remote
    villages. Leaves out that helpers learn and move.
    """
    young, old = p.family_help_under_45, p.family_help_65
    by_age = np.array([young, young, p.family_help_45_64, old])
    return np.outer([1.0, 1.0, p.family_help_remote], by_age)


def account_hazard(campaign, p):
    """Return the chance a month that somebody opens an account because of campaigns alone.

    Proportional to the pressure. Level: 50,000 accounts two months after the launch (VTV,
    2020-02-12). Leaves out accounts of businesses.
    """
    return p.campaign_account_hazard * campaign
