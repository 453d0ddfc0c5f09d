"""Drivers: the exogenous series and the baseline conditions that they make.

Dated figures come from ``sim/data/driver_points.csv``, everything else from the parameters. After
its last observation a series is held or continued by its trend (see ``sim.drivers.tracks``).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.conditions import MONTHS, Conditions
from sim.drivers import nation, people, services
from sim.drivers.frame import Frame, frame
from sim.drivers.ministries import MinistryBlock, ministry_block
from sim.drivers.tracks import AFTER, HOLD, TREND
from sim.errors import InputError

__all__ = ["HOLD", "TREND", "MinistryBlock", "baseline", "ministry_block"]

Normal = Callable[[str], np.ndarray]


def _by_cell(at: Frame, p: Any, effort: np.ndarray, after: str) -> dict[str, np.ndarray]:
    shape = (MONTHS, len(at.province), len(at.age_share))
    fee_cut = services.fee_cut(p, effort)[:, at.province, None]
    campaign = nation.campaign(p)[:, None, None]
    return {
        "smartphone": people.smartphone(at, p, after),
        "fibre": people.fibre(at, p, after),
        "identity": people.identity(at, p, after),
        "trust": np.broadcast_to(p.trust_level, shape),
        "campaign": np.broadcast_to(campaign, shape),
        "fee_cut": np.broadcast_to(fee_cut, shape),
    }


def _by_province(at: Frame, p: Any, scores, effort, after: str) -> dict[str, np.ndarray]:
    full = services.supply_full(p, scores, after)
    return {
        "effort": effort,
        "supply_full": full,
        "supply_online": services.supply_online(full, p, after),
        "team_share": nation.team_share(at, p, effort, after),
    }


def _nationwide(p: Any, after: str) -> dict[str, np.ndarray | float]:
    ministry_full, ministry_online = services.ministry_supply(p, after)
    return {
        "ministry_supply_full": ministry_full,
        "ministry_supply_online": ministry_online,
        "simplification": services.simplification(p, after),
        "data_sharing": services.data_sharing(p, after),
        "quality": nation.quality(p, after),
        "payment": nation.payment(p, after),
        "team_members": nation.team_members(),
        "team_training": p.team_training,
        "single_login": nation.single_login(p),
        "national_route": nation.national_route(p),
        "clerk_help": 0.0,
        "mandate": 0.0,
        "land_database": 0.0,
        "population_database": 0.0,
    }


def baseline(strata: Any, p: Any, normal: Normal, after: str = HOLD) -> Conditions:
    """Return the conditions without any policy.

    ``strata`` has the arrays province, kind, dead, adults and villages [S]; ``p`` the parameters;
    ``normal(purpose)`` gives one standard normal draw a province (float64[63]) for the purposes
    "supply" and "effort"; ``after`` is "hold" or "trend". Raises InputError for another ``after``.
    """
    if after not in AFTER:
        raise InputError(f'drivers after the last observation: "{after}"', " or ".join(AFTER))
    at = frame(strata, p)
    scores = services.supply_scores(normal)
    effort = services.effort(at, p, scores, normal)
    shape = (MONTHS, len(at.province))
    provinces = _by_province(at, p, scores, effort, after)
    national = _nationwide(p, after)
    return Conditions(
        **_by_cell(at, p, effort, after),
        **{name: np.broadcast_to(v[..., at.province], shape) for name, v in provinces.items()},
        **{name: np.broadcast_to(np.reshape(v, (-1, 1)), shape) for name, v in national.items()},
        dead_zone_coverage=nation.dead_zone_coverage(at, after),
        office_closed=nation.office_closed(at, p),
    )
