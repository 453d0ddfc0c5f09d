"""The registry of outputs: every metric with its definition, unit, scopes and equation.

Names, units, definitions and scopes are in ``sim/data/metrics.csv``; the equations are here. A
metric is computed from the sums of one scope (``sim.results.Sums``): arrays [group, month]. Shares
are in percent. "In the year" means the calendar year up to the month, so that July 2022 is the
window from January to July 2022 and December the whole year.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim import shipped

SCOPES = ("nation", "agency", "province", "province34", "kind", "age", "dead_zone", "mode")


@dataclass(frozen=True)
class Metric:
    """One output; ``compute`` maps the sums of a scope to float64[group, month]."""

    id: str
    unit: str
    title_vi: str
    title_en: str
    definition: str
    scopes: tuple[str, ...]
    compute: Callable[[Any], Any]


def _percent(top, bottom):
    return 100.0 * top / bottom.clip(min=1e-9) * (bottom > 0)


def _unaided(s):
    return s.year_to_date("users_own") + s.year_to_date("users_assisted")


def _users(s):
    return _unaided(s) + s.year_to_date("users_clerk")


def _online(s):
    return s.dossiers("own_online") + s.dossiers("assisted_online") + s.dossiers("clerk_online")


def _own_full(s):
    return s.dossiers("own_full_process") + s.dossiers("assisted_full_process")


def _full(s):
    return _own_full(s) + s.dossiers("clerk_full_process")


def _share_of_dossiers(counter: str):
    return lambda s: _percent(s.dossiers(counter), s.dossiers("dossiers"))


def _share_of_online(counter: str):
    return lambda s: _percent(s.dossiers(counter), _online(s))


_EQUATIONS: dict[str, Callable[[Any], Any]] = {
    "adults_using_online_share": lambda s: _percent(_users(s), s.adults),
    "adults_using_online": _users,
    "adults_with_need_using_online_share": lambda s: _percent(
        _users(s), s.year_to_date("adults_with_dossier")
    ),
    "adults_using_unaided_share": lambda s: _percent(_unaided(s), s.adults),
    "adults_using_portal_self_reported_share": lambda s: _percent(
        s.year_to_date("portal_users"), s.adults
    ),
    "adults_ever_used_share": lambda s: _percent(s.cumulative("first_time_users"), s.adults),
    "portal_accounts": lambda s: s.cumulative("accounts_opened"),
    "portal_accounts_share": lambda s: _percent(s.cumulative("accounts_opened"), s.adults),
    "dossiers": lambda s: s.dossiers("dossiers") + s.block_dossiers,
    "citizen_dossiers": lambda s: s.dossiers("dossiers"),
    "dossiers_online": _online,
    "dossiers_online_share": lambda s: _percent(_online(s), s.dossiers("dossiers")),
    "dossiers_full_process": lambda s: _full(s) + s.block_full_process,
    "dossiers_full_process_share": lambda s: _percent(
        _full(s) + s.block_full_process, s.dossiers("dossiers") + s.block_dossiers
    ),
    "citizen_dossiers_full_process_share": lambda s: _percent(_full(s), s.dossiers("dossiers")),
    "own_full_process_share": lambda s: _percent(_own_full(s), s.dossiers("dossiers")),
    "dossiers_filed": lambda s: s.dossiers("national_filings"),
    "dossiers_filed_cumulative": lambda s: s.dossiers("national_filings").cumsum(axis=1),
    "clerk_filed_share": _share_of_online("clerk_online"),
    "assisted_share": _share_of_online("assisted_online"),
    "formalistic_share": _share_of_online("formalistic"),
    "failed_attempt_share": lambda s: _percent(s.dossiers("failures"), s.dossiers("attempts")),
    "retries": lambda s: s.dossiers("retries"),
    "satisfied_share": lambda s: _percent(
        s.dossiers("satisfied"), s.dossiers("attempts") - s.dossiers("retries")
    ),
    "offered_online_share": _share_of_dossiers("offered_online"),
    "offered_full_process_share": _share_of_dossiers("offered_full"),
    "connected_share": lambda s: _percent(
        s.dossiers("offered_online_connected"), s.dossiers("offered_online")
    ),
    "team_helped": lambda s: s.dossiers("team_helped"),
    "team_turned_away": lambda s: s.dossiers("team_turned_away"),
    "newly_suspended": lambda s: s.count("suspended"),
    "services_full_process_share": lambda s: 100.0 * s.supply("full"),
    "services_online_share": lambda s: 100.0 * s.supply("online"),
    "online_services_full_process_share": lambda s: _percent(s.supply("full"), s.supply("online")),
    "dossiers_with_personal_id_share": lambda s: 100.0 * s.mean("identity"),
    "paper_requirements_cut_share": lambda s: 100.0 * s.mean("data_sharing"),
    "eid_accounts_activated": lambda s: s.mean("identity") * s.adults,
    "smartphone_share": lambda s: 100.0 * s.mean("smartphone"),
    "fibre_share": lambda s: 100.0 * s.mean("fibre"),
    "dead_zone_villages_covered": lambda s: s.covered_villages,
    "digital_teams": lambda s: s.teams,
}


def _metrics() -> dict[str, Metric]:
    with open(shipped.data() / "metrics.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["id"]: Metric(
            **(row | {"scopes": tuple(row["scopes"].split()), "compute": _EQUATIONS[row["id"]]})
        )
        for row in rows
    }


METRICS = _metrics()

# What large ensembles keep for every province; other scopes keep every metric.
HEADLINES = (
    "adults_using_online_share",
    "adults_using_unaided_share",
    "portal_accounts_share",
    "dossiers_online_share",
    "dossiers_full_process_share",
)
_BY_PLACE = ("province", "province34")


def kept_in_ensembles(scope: str) -> tuple[str, ...]:
    """Return the metrics that an ensemble keeps of ``scope``, in the order of the registry."""
    among = HEADLINES if scope in _BY_PLACE else METRICS
    return tuple(m.id for m in METRICS.values() if m.id in among and scope in m.scopes)
