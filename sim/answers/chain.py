"""The chain behind an effect: what a scenario changes from need to users, link by link."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sim.calendar import month_index
from sim.errors import InputError, nearest
from sim.experiment.ensemble.summary import is_finding, quantiles
from sim.metrics import METRICS

if TYPE_CHECKING:
    from sim.experiment.ensemble import Ensemble

MONTHS = 12  # flows and shares of a month are means over so many months
IN_MONTH, MEAN_OF_YEAR = "in the month", f"mean of {MONTHS} months"


class Link(NamedTuple):
    """One number of the chain; ``in_month`` says that the metric is a sum so far by itself."""

    step: str
    metric: str
    in_month: bool = False


LINKS = (
    Link("needs", "citizen_dossiers"),
    Link("offer", "offered_online_share"),
    Link("offer", "offered_full_process_share"),
    Link("access", "connected_share"),
    Link("choice", "dossiers_online"),
    Link("choice", "dossiers_online_share"),
    Link("choice", "assisted_share"),
    Link("choice", "clerk_filed_share"),
    Link("success", "failed_attempt_share"),
    Link("success", "formalistic_share"),
    Link("success", "dossiers_full_process_share"),
    Link("learning", "satisfied_share"),
    Link("learning", "newly_suspended"),
    Link("contacts", "adults_ever_used_share", in_month=True),
    Link("users", "adults_using_unaided_share", in_month=True),
    Link("users", "adults_using_online_share", in_month=True),
)
_BY_MODE = "dossiers_online"  # in the nation also by who filed: own, assisted, clerk


def chain(
    ensemble: "Ensemble",
    scenario_id: str,
    scope: str = "nation",
    group: str | None = None,
    month: str | None = None,
) -> pd.DataFrame:
    """Return the chain from need to users for a group of ``scope``, a row a link.

    ``group`` is the first of the scope by default, ``month`` the last of the ensemble. Metrics that
    are counted in a month are means over the 12 months up to it. Columns: step, metric, mode (own,
    assisted, clerk; only online dossiers of the nation have it), unit, scope, group, month,
    measured, baseline and scenario (medians), effect p05 to p95 over the paired draws,
    share_above_zero and finding. Metrics that the ensemble does not keep of the scope are left out.
    """
    groups = ensemble.groups(scope)
    group = groups[0] if group is None else group
    if group not in groups:
        near = nearest(group, groups)
        raise InputError(f'no group "{group}" of {scope}', "one of its groups", nearest=near)
    month = month or ensemble.months[-1]
    if month not in ensemble.months:
        raise InputError(f"month {month}", f"one up to {ensemble.months[-1]}")
    rows = []
    for link in LINKS:
        if link.metric not in ensemble.metrics(scope):
            continue
        place = {"scope": scope, "group": group, "month": month}
        rows.append(_row(ensemble, scenario_id, link, place))
        if scope == "nation" and link.metric == _BY_MODE:
            modes = [{"scope": "mode", "group": m, "month": month} for m in ensemble.groups("mode")]
            rows += [_row(ensemble, scenario_id, link, mode) for mode in modes]
    return pd.DataFrame(rows)


def _row(ensemble: "Ensemble", scenario_id: str, link: Link, place: dict[str, str]) -> dict:
    before, after = (
        _measured(ensemble.values(name, place["scope"], link.metric), link, ensemble, place)
        for name in (ensemble.baseline, scenario_id)
    )
    effect = after - before
    return {
        "step": link.step,
        "metric": link.metric,
        "mode": place["group"] if place["scope"] == "mode" else None,
        "unit": METRICS[link.metric].unit,
        **place,
        "measured": IN_MONTH if link.in_month else MEAN_OF_YEAR,
        "baseline": np.median(before),
        "scenario": np.median(after),
        **{name: float(band) for name, band in quantiles(effect).items()},
        "share_above_zero": (effect > 0).mean(),
        "finding": bool(is_finding(effect)),
    }


def _measured(
    values: np.ndarray, link: Link, ensemble: "Ensemble", place: dict[str, str]
) -> np.ndarray:
    """Return [draw] of values [draw, group, month]."""
    at = ensemble.groups(place["scope"]).index(place["group"])
    end = month_index(place["month"])
    if link.in_month:
        return values[:, at, end]
    return values[:, at, max(0, end - MONTHS + 1) : end + 1].mean(axis=1)
