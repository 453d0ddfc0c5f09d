"""The environment tables that the monthly pass reads, made from the conditions of a scenario.

Column numbers are in ``sim.environment_columns``; the equations in
``sim.behaviour.administration``. Conditions that are the same everywhere or all the time are
broadcast views; the equations work on their distinct part only, in single precision.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim import environment_columns as column
from sim.behaviour import administration
from sim.conditions import MONTHS, Conditions
from sim.drivers.tracks import month_of_year

MONTHS_AT_A_TIME = 8


@dataclass(frozen=True, eq=False)
class Environment:
    """``place`` float32[T, S, P] and ``people`` float32[T, S, A, Q], both C-contiguous."""

    place: np.ndarray
    people: np.ndarray


def _distinct(values: np.ndarray) -> np.ndarray:
    """Return a view with one entry along every axis on which ``values`` only repeats itself."""
    return values[tuple(slice(0, None if step else 1) for step in values.strides)]


def _table(shape: tuple[int, ...], columns: dict[int, np.ndarray]) -> np.ndarray:
    """Return float32[shape]; ``columns`` by number, with as many axes as ``shape`` less one.

    Columns lie interleaved, so they are written for a few months at a time, which stay in the
    processor's cache; those that differ by month only are laid down together.
    """
    national = np.zeros((shape[0], *(1 for _ in shape[1:-1]), shape[-1]), np.float32)
    local = {}
    for number, values in columns.items():
        if values.size == len(values):
            national[..., number] = values
        else:
            local[number] = np.broadcast_to(values, (shape[0], *values.shape[1:]))
    table = np.empty(shape, np.float32)
    for first in range(0, shape[0], MONTHS_AT_A_TIME):
        months = slice(first, first + MONTHS_AT_A_TIME)
        block = table[months]
        block[...] = national[months]
        for number, values in local.items():
            block[..., number] = values[months]
    return table


def _supply_columns(get: Callable[[str], np.ndarray], p: Any) -> dict[int, np.ndarray]:
    land, population = get("land_database"), get("population_database")

    def offered(name: str) -> np.ndarray:
        return administration.effective_supply(get(name), land, population, p)

    def by_ministries(name: str) -> np.ndarray:
        return administration.effective_ministry_supply(get(name), population, p)

    return {
        column.SUPPLY_FULL: offered("supply_full"),
        column.SUPPLY_ONLINE: offered("supply_online"),
        column.MINISTRY_SUPPLY_FULL: by_ministries("ministry_supply_full"),
        column.MINISTRY_SUPPLY_ONLINE: by_ministries("ministry_supply_online"),
    }


def _service_columns(
    get: Callable[[str], np.ndarray], months: int, p: Any
) -> dict[int, np.ndarray]:
    effort, quality = get("effort"), get("quality")
    simpler, shared = get("simplification"), get("data_sharing")
    since = np.arange(months, dtype=np.float32)[:, None] - month_of_year(p.clerk_first_year)
    ramp = administration.clerk_ramp(since, p)
    return {
        column.FORMALISM: administration.formalism(effort, simpler, shared, p),
        column.MINISTRY_FORMALISM: administration.formalism(p.ministry_effort, simpler, shared, p),
        column.QUALITY: administration.service_quality(quality, effort, p),
        column.MINISTRY_QUALITY: administration.service_quality(quality, p.ministry_effort, p),
        column.BURDEN: administration.burden(simpler, shared, p),
        column.CLERK_FILING: administration.clerk_filing(ramp, effort, get("clerk_help"), p),
        column.TEAM_CAPACITY: administration.team_capacity(get("team_members"), p),
        column.HELPER_SKILL: administration.helper_skill(get("team_training"), p),
    }


_PLACE_AS_IS = {
    column.PAYMENT: "payment",
    column.MANDATE: "mandate",
    column.OFFICE_CLOSED: "office_closed",
    column.COVERAGE: "dead_zone_coverage",
    column.TEAM_SHARE: "team_share",
    column.SINGLE_LOGIN: "single_login",
    column.NATIONAL_ROUTE: "national_route",
}
_PEOPLE_AS_IS = {
    column.SMARTPHONE: "smartphone",
    column.FIBRE: "fibre",
    column.IDENTITY: "identity",
    column.TRUST: "trust",
    column.CAMPAIGN: "campaign",
    column.FEE_CUT: "fee_cut",
}


def _place(conditions: Conditions, p: Any) -> np.ndarray:
    def get(name: str) -> np.ndarray:
        return _distinct(getattr(conditions, name)).astype(np.float32)

    columns = {number: get(name) for number, name in _PLACE_AS_IS.items()}
    columns |= _supply_columns(get, p) | _service_columns(get, conditions.shape[0], p)
    return _table((*conditions.shape[:2], len(column.PLACE)), columns)


def _people(conditions: Conditions, kind: np.ndarray, p: Any) -> np.ndarray:
    columns = {
        number: _distinct(getattr(conditions, name)) for number, name in _PEOPLE_AS_IS.items()
    }
    columns[column.FAMILY_HELP] = administration.family_help(p)[kind][None]
    columns[column.ACCOUNT_HAZARD] = administration.account_hazard(columns[column.CAMPAIGN], p)
    return _table((*conditions.shape, len(column.PEOPLE)), columns)


def build(conditions: Conditions, strata: Any, p: Any, months: int = MONTHS) -> Environment:
    """Return the environment of ``conditions`` for the parameters ``p`` in the first ``months``.

    ``strata`` gives the kind of place of each stratum (``.kind`` [S]).
    """
    conditions = Conditions(**{name: v[:months] for name, v in vars(conditions).items()})
    return Environment(_place(conditions, p), _people(conditions, strata.kind, p))
