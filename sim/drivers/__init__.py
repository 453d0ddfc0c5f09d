"""Drivers: the exogenous series and the baseline conditions that they make.

Dated figures come from ``sim/data/driver_points.csv``, everything else from the parameters. After
its last observation a series is held or continued by its trend (see ``sim.drivers.tracks``).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.conditions import MONTHS, Conditions
from sim.drivers import nation, people, services
from sim.drivers.frame import frame
from sim.drivers.ministries import MinistryBlock, ministry_block
from sim.drivers.tracks import AFTER, HOLD, TREND
from sim.errors import InputError

__all__ = ["HOLD", "TREND", "MinistryBlock", "baseline", "ministry_block"]

Normal = Callable[[str], np.ndarray]


def baseline(strata: Any, p: Any, normal: Normal, after: str = HOLD) -> Conditions:
    """Return the conditions without any policy.

    ``strata`` has the arrays province, kind, dead, adults and villages [S]; ``p`` the parameters;
    ``normal(purpose)`` gives one standard normal draw a province (float64[63]) for the purposes
    "supply" and "effort"; ``after`` is "hold" or "trend". Raises InputError for another ``after``.
    """
    if after not in AFTER:
        raise InputError(f'drivers after the last observation: "{after}"', " or ".join(AFTER))
    at = frame(strata, p)
    strata_shape = (MONTHS, len(at.province))
    cell_shape = (*strata_shape, len(at.age_share))

    def everywhere(series: np.ndarray | float) -> np.ndarray:
        return np.broadcast_to(np.reshape(series, (-1, 1)), strata_shape)

    def everybody(series: np.ndarray | float) -> np.ndarray:
        return np.broadcast_to(np.reshape(series, (-1, 1, 1)), cell_shape)

    def to_strata(by_province: np.ndarray) -> np.ndarray:
        return np.broadcast_to(by_province[..., at.province], strata_shape)

    scores = services.supply_scores(normal)
    full = services.supply_full(p, scores, after)
    effort = services.effort(at, p, scores, normal)
    ministry_full, ministry_online = services.ministry_supply(p, after)
    fee_cut = to_strata(services.fee_cut(p, effort))
    return Conditions(
        smartphone=people.smartphone(at, p, after),
        fibre=people.fibre(at, p, after),
        identity=people.identity(at, p, after),
        trust=everybody(p.trust_level),
        campaign=everybody(nation.campaign(p)),
        fee_cut=np.broadcast_to(fee_cut[:, :, None], cell_shape),
        supply_full=to_strata(full),
        supply_online=to_strata(services.supply_online(full, p, after)),
        ministry_supply_full=everywhere(ministry_full),
        ministry_supply_online=everywhere(ministry_online),
        effort=to_strata(effort),
        simplification=everywhere(services.simplification(p, after)),
        data_sharing=everywhere(services.data_sharing(p, after)),
        quality=everywhere(nation.quality(p, after)),
        payment=everywhere(nation.payment(p, after)),
        clerk_help=everywhere(0.0),
        mandate=everywhere(0.0),
        dead_zone_coverage=nation.dead_zone_coverage(at, after),
        team_share=to_strata(nation.team_share(at, p, effort, after)),
        team_members=everywhere(nation.team_members()),
        team_training=everywhere(p.team_training),
        single_login=everywhere(nation.single_login(p)),
        land_database=everywhere(0.0),
        population_database=everywhere(0.0),
        office_closed=nation.office_closed(at, p),
        national_route=everywhere(nation.national_route(p)),
    )
