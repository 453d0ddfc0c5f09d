"""What a scenario costs, by the costs that its policies state, and what that buys."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.answers import spending
from sim.experiment.ensemble.summary import LEVELS, is_finding, quantiles
from sim.policies.targeting import KINDS

if TYPE_CHECKING:
    from sim.experiment.ensemble import Ensemble

_NOTHING = dict.fromkeys(LEVELS, float("nan"))
NO_GAIN = "the 90 % interval of the gain includes zero"


@dataclass(frozen=True)
class Costs:
    """What a scenario costs against the baseline; VND are not discounted.

    ``p05`` to ``p95`` are quantiles over the draws: 50 % of them lie between p25 and p75, 90 %
    between p05 and p95.

    - ``items``: a row a policy that the baseline does not have: number (place in the scenario),
      lever, vnd and per (as stated), source, months in force, costed, the sum over all months, and
      a note why there is none;
    - ``budget``: a row a year and costed policy, and one for "all" (number 0);
    - ``returns``: a row a whole year and measure: ``gain_*`` in ``unit`` against the baseline and
      ``vnd_per_*`` (all that was spent up to then over the gain, in the draws with a gain), with a
      ``vnd_note`` where that is undefined. users: adults who use online services in the year;
      user_years: their sum since the start; full_process_dossiers and days_saved: sums since the
      start.

    What is not costed is in no sum: ``complete`` says whether anything is missing, and then there
    is no ``vnd_per_*``, for the gain is that of all policies together.
    """

    items: pd.DataFrame
    budget: pd.DataFrame
    returns: pd.DataFrame

    @property
    def complete(self) -> bool:
        """Return whether every policy has a cost."""
        return bool(self.items["costed"].all())


def cost(ensemble: "Ensemble", scenario_id: str) -> Costs:
    """Return what ``scenario_id`` costs against the baseline of ``ensemble``, and what it buys."""
    asked, baseline = (ensemble.scenarios[name] for name in (scenario_id, ensemble.baseline))
    policies = spending.added(asked.policies, baseline.policies)
    teams = {
        scope: ensemble.effect(scenario_id, scope, spending.TEAMS) for scope in ("nation", "kind")
    }
    found = spending.items(policies, teams)
    return Costs(
        pd.DataFrame([_item_row(item, ensemble) for item in found], columns=_ITEM_COLUMNS),
        _budget(found, ensemble.months),
        _returns(ensemble, scenario_id, found),
    )


_ITEM_COLUMNS = ["number", "lever", "vnd", "per", "source", "months", "costed", *LEVELS, "note"]


def _bands(values: np.ndarray) -> dict[str, float]:
    return {name: float(value) for name, value in quantiles(values).items()}


def _item_row(item: spending.Item, ensemble: "Ensemble") -> dict:
    policy, stated = item.policy, item.policy.cost
    last = min(policy.end_month, len(ensemble.months) - 1)
    return {
        "number": item.number,
        "lever": policy.lever,
        "vnd": stated.vnd if stated else None,
        "per": stated.per if stated else None,
        "source": stated.source if stated else None,
        "months": max(0, last - policy.start_month + 1),
        "costed": item.vnd is not None,
        **(_NOTHING if item.vnd is None else _bands(item.vnd.sum(axis=1))),
        "note": item.note,
    }


def _budget(found: list[spending.Item], months: list[str]) -> pd.DataFrame:
    sums = [(i.number, i.policy.lever, i.vnd) for i in found if i.vnd is not None]
    if sums:
        sums.append((0, "all", spending.total(found)))
    years = np.array([int(month[:4]) for month in months])
    rows = [
        {"year": year, "number": number, "lever": lever} | _bands(vnd[:, years == year].sum(axis=1))
        for year in np.unique(years)
        for number, lever, vnd in sums
    ]
    return pd.DataFrame(rows, columns=["year", "number", "lever", *LEVELS])


def _returns(ensemble: "Ensemble", scenario_id: str, found: list[spending.Item]) -> pd.DataFrame:
    spent, complete = spending.total(found), all(item.vnd is not None for item in found)
    ends = [at for at, month in enumerate(ensemble.months) if month.endswith("-12")]
    rows = []
    for measure, (unit, gain) in _gains(ensemble, scenario_id, ends).items():
        for place, end in enumerate(ends):
            so_far = None if spent is None else spent[:, : end + 1].sum(axis=1)
            rows.append(
                {"year": int(ensemble.months[end][:4]), "measure": measure, "unit": unit}
                | {f"gain_{name}": value for name, value in _bands(gain[:, place]).items()}
                | _price(so_far, complete, gain[:, place])
            )
    return pd.DataFrame(rows)


def _gains(ensemble: "Ensemble", scenario_id: str, ends: list[int]):
    """Return unit and gain against the baseline, float64[draw, year end], by measure."""

    def since_start(effect: np.ndarray) -> np.ndarray:
        return effect.cumsum(axis=1)[:, ends]

    users = ensemble.effect(scenario_id, "nation", "adults_using_online")[:, 0, ends]
    full = ensemble.effect(scenario_id, "nation", "dossiers_full_process")[:, 0]
    return {
        "users": ("adults", users),
        "user_years": ("adult-years", users.cumsum(axis=1)),
        "full_process_dossiers": ("dossiers", since_start(full)),
        "days_saved": ("days", since_start(days_saved(ensemble, scenario_id))),
    }


def days_saved(ensemble: "Ensemble", scenario_id: str) -> np.ndarray:
    """Return the days that citizens save in a month, float64[draw, month], against the baseline.

    The days that a full-process dossier saves in each kind of place (``time_saved_*`` of the draw)
    times the dossiers there that no clerk filed, for whose citizens stand at the counter all the
    same. Left out: what partly online services save.
    """
    return _days(ensemble, scenario_id) - _days(ensemble, ensemble.baseline)


def _days(ensemble: "Ensemble", scenario_id: str) -> np.ndarray:
    share = ensemble.values(scenario_id, "kind", "own_full_process_share") / 100
    dossiers = share * ensemble.values(scenario_id, "kind", "citizen_dossiers")
    own = ensemble.scenarios[scenario_id].parameters  # go before those of the draw
    days = [
        np.broadcast_to(own.get(name, ensemble.parameters[name]), len(dossiers))
        for name in (f"time_saved_{kind}" for kind in KINDS)
    ]
    return np.einsum("kd,dkm->dm", np.array(days, float), dossiers)


def _price(spent: np.ndarray | None, complete: bool, gain: np.ndarray) -> dict:
    """Return what a unit of ``gain`` costs, or why that is undefined."""
    note = None
    if spent is None:
        note = "no policy has a stated cost"
    elif not complete:
        note = "not every policy has a stated cost"
    elif not is_finding(gain):
        note = NO_GAIN
    elif np.median(gain) < 0:
        note = "a loss, not a gain"
    some = gain > 0  # the few draws without a gain, fewer than one in twenty, have no price
    price = _NOTHING if note else _bands(spent[some] / gain[some])
    return {f"vnd_per_{name}": value for name, value in price.items()} | {"vnd_note": note}
