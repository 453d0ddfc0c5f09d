"""Whether, when and with what probability the state's targets are met.

The probability is over the draws of an ensemble: what the calibrated model and luck leave open. It
says nothing about what the model leaves out.
"""

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import beta

from sim.errors import InputError
from sim.experiment.ensemble.summary import LEVELS, quantiles
from sim.metrics import METRICS
from sim.scenario.target import Target

if TYPE_CHECKING:
    from sim.experiment.ensemble import Ensemble

_TAIL = 0.05  # on either side of a 90 % interval
# Metrics that begin anew each January, so that months of different names cannot be compared.
SINCE_JANUARY = (
    "adults_using_online_share",
    "adults_using_online",
    "adults_with_need_using_online_share",
    "adults_using_unaided_share",
    "adults_using_portal_self_reported_share",
)


def attain(ensemble: "Ensemble", targets: Sequence[Target] | None = None) -> pd.DataFrame:
    """Return a row a scenario and target: whether the target is met, when, and what is missing.

    Every scenario is judged by all ``targets`` (default: those that any of the scenarios names),
    so that they can be compared. Columns beside scenario, metric, scope, by, at_least, unit and
    source:

    - ``own``, ``required``: whether the scenario names the target itself, and as required;
    - ``draws``, ``met``: how many draws there are, and in how many the target is met in month
      ``by``; ``probability`` with its 90 % interval for so few draws (Jeffreys);
    - ``month_50``, ``month_90``: the month from which so many per cent of the draws are at the
      level up to month ``by``, or the first such month after it; None when there is none within
      the horizon. Of metrics that count since January, only months of the date's name count;
    - ``value_p05`` to ``value_p95``: the metric in month ``by``; ``missing_p05`` to
      ``missing_p95``: how far the draws that miss the target are below it, NaN when none does.
      Both in the metric's unit.

    Where the ensemble ends before ``by``, ``met`` and all that rests on it is missing. Raises
    InputError for a target that the ensemble keeps no numbers of, and when there is no target.
    """
    named = tuple(targets) if targets is not None else _named(ensemble)
    if not named:
        raise InputError(
            "no targets", "scenarios with targets", hint="Try --targets state-targets-2025."
        )
    rows = [
        _row(ensemble, scenario_id, target)
        for scenario_id in ensemble.scenarios
        for target in named
    ]
    return pd.DataFrame(rows)


def required_and_missed(attained: pd.DataFrame, probability: float) -> pd.DataFrame:
    """Return the rows of required targets that are met with less than ``probability``."""
    return attained[attained["required"] & (attained["probability"] < probability)]


def jeffreys(met: int, draws: int) -> tuple[float, float]:
    """Return the 90 % Jeffreys interval of a probability of which ``met`` of ``draws`` were seen.

    At 0 and at ``draws`` the end is that of the range, so that the coverage does not fall to zero
    (Brown, Cai and DasGupta 2001, doi 10.1214/ss/1009213286).
    """
    seen = beta(met + 0.5, draws - met + 0.5)
    low = 0.0 if met == 0 else float(seen.ppf(_TAIL))
    high = 1.0 if met == draws else float(seen.ppf(1 - _TAIL))
    return low, high


def series(ensemble: "Ensemble", scenario_id: str, target: Target) -> np.ndarray:
    """Return the metric of ``target`` in its scope, float64[draw, month].

    Raises InputError for a target of a province that the ensemble keeps no numbers of.
    """
    group = ensemble.groups(target.table).index(target.scope)
    return ensemble.values(scenario_id, target.table, target.metric)[:, group]


def _named(ensemble: "Ensemble") -> tuple[Target, ...]:
    """Return the targets of all scenarios, each once; who requires it makes no difference."""
    found: dict[tuple, Target] = {}
    for scenario in ensemble.scenarios.values():
        for target in scenario.targets:
            found.setdefault(_aim(target), target)
    return tuple(found.values())


def _aim(target: Target) -> tuple:
    return target.metric, target.scope, target.by, target.at_least


def _own(ensemble: "Ensemble", scenario_id: str, target: Target) -> list[Target]:
    targets = ensemble.scenarios[scenario_id].targets
    return [each for each in targets if _aim(each) == _aim(target)]


def _row(ensemble: "Ensemble", scenario_id: str, target: Target) -> dict:
    own = _own(ensemble, scenario_id, target)
    values = series(ensemble, scenario_id, target)
    at_level = values >= target.at_least
    return {
        "scenario": scenario_id,
        "metric": target.metric,
        "scope": target.scope,
        "by": target.by,
        "at_least": target.at_least,
        "unit": METRICS[target.metric].unit,
        "source": target.source,
        "own": bool(own),
        "required": any(each.required for each in own),
        "draws": len(values),
        **_at_the_date(values, at_level, ensemble.months, target),
        "month_50": _month(at_level, 0.5, ensemble.months, target),
        "month_90": _month(at_level, 0.9, ensemble.months, target),
    }


def _at_the_date(
    values: np.ndarray, at_level: np.ndarray, months: Sequence[str], target: Target
) -> dict:
    if target.by not in months:
        nothing = dict.fromkeys(("met", "probability", "probability_low", "probability_high"))
        return nothing | _spread("value", ()) | _spread("missing", ())
    month = list(months).index(target.by)
    met = int(at_level[:, month].sum())
    low, high = jeffreys(met, len(values))
    missing = target.at_least - values[~at_level[:, month], month]
    return {
        "met": met,
        "probability": met / len(values),
        "probability_low": low,
        "probability_high": high,
        **_spread("value", values[:, month]),
        **_spread("missing", missing),
    }


def _spread(name: str, values: Sequence[float]) -> dict[str, float]:
    if not len(values):
        return {f"{name}_{band}": float("nan") for band in LEVELS}
    return {f"{name}_{band}": float(value) for band, value in quantiles(values).items()}


def _month(at_level: np.ndarray, share: float, months: Sequence[str], target: Target) -> str | None:
    """Return from which of ``months`` on ``share`` of the draws are at the level.

    A month that was lucky long before the date does not count: a share of few early users varies.
    """
    reached = at_level.mean(axis=0) >= share
    yearly = target.metric in SINCE_JANUARY
    counted = [at for at, m in enumerate(months) if not yearly or m[-2:] == target.by[-2:]]
    due = [at for at in counted if months[at] <= target.by]
    if due and reached[due[-1]]:
        lasting = list(takewhile(lambda at: reached[at], reversed(due)))
        return months[lasting[-1]]
    later = [at for at in counted if months[at] > target.by and reached[at]]
    return months[later[0]] if later else None
