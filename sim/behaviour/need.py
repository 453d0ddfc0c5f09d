"""Need: when a citizen has a procedure to do, with whom, and how it is offered."""

from sim.compiled import rule

RATE_UNIT = 32  # a stored need rate of 32 is the mean rate
OFFLINE, PARTIAL, FULL = range(3)


@rule
def monthly_need_chance(relative_rate, needs_per_year, office_closed, lockdown_need_cut):
    """Return the chance that a citizen has a procedure to do this month (at most one).

    ``relative_rate`` is the citizen's own over the mean; a lockdown postpones a share of needs.
    """
    return relative_rate * needs_per_year / 12.0 * (1.0 - lockdown_need_cut * office_closed)


@rule
def level_offered(draw, supply_full, supply_online):
    """Return how the procedure is offered: offline only, partly online, or full-process."""
    if draw < supply_full:
        return FULL
    if draw < supply_online:
        return PARTIAL
    return OFFLINE


@rule
def paper_is_refused(draw, supply_full, mandate):
    """Return whether the procedure is one for which offices no longer take paper.

    Mandates name full-process services, so they fall on the share ``mandate`` of those.
    """
    return draw < supply_full * mandate
