"""Attempt: whether filing online succeeds, and where a failure leads."""

from sim.behaviour.exponential import exp
from sim.compiled import rule

TO_OFFICE, RETRY = range(2)


@rule
def failure_odds(skill, burden, quality, payment, fibre, p):
    """Return the odds that one attempt at filing online fails.

    A logit of the filer's skill against the burden, of service quality, of online payment and of a
    steady line at home.
    """
    score = (
        p.success_intercept
        + p.success_skill * (skill - burden)
        + p.success_quality * quality
        + p.success_payment * payment
        + p.success_fibre * fibre
    )
    return exp(-score)


@rule
def success_chance(odds_of_failure):
    """Return the chance of success at these odds of failure."""
    return 1.0 / (1.0 + odds_of_failure)


@rule
def succeeds(draw, odds_of_failure):
    """Return whether the draw is below the chance of success, sparing its division."""
    return draw * (1.0 + odds_of_failure) < 1.0


@rule
def recourse(draw, p):
    """Return what a citizen does after a failed attempt: tries again or goes to the office."""
    return RETRY if draw < p.retry_chance else TO_OFFICE


@rule
def clerk_chance(clerk_filing, refused_paper):
    """Return the chance that the counter clerk files online a procedure that is offered online.

    Where paper is refused the counter has no other way.
    """
    return 1.0 if refused_paper else clerk_filing
