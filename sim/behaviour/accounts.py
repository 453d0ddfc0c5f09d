"""Accounts on the national portal: opened at need, by campaigns, and through the identity."""

from sim.compiled import rule


@rule
def opening_chance(account_hazard, identity, single_login, p):
    """Return the chance that a citizen opens an account this month without having a need.

    Campaigns and the media act on everybody; a linked identity adds its own chance as far as there
    is a single log-in. An identity by itself is not an account.
    """
    return account_hazard + (p.identity_account_hazard * single_login if identity else 0.0)


@rule
def goes_national(draw, national_route):
    """Return whether an online filing goes through the national portal, not a provincial one."""
    return draw < national_route
