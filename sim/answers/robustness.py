"""Which policy is best, in how many draws, and whether that hangs on a disputed assumption.

What the reports leave open is lived at both ends: how many dossiers clerks file for citizens (which
is confounded with willingness), and whether the lockdown of 2021 or growth explains that year.
Whom the reported share of citizens is a share of is a matter of the metric.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from sim.answers.measuring import (
    Measure,
    Task,
    draws_of,
    last_month,
    measured,
    of_ensemble,
    shortened,
)
from sim.errors import InputError
from sim.experiment.ensemble.summary import is_finding, quantiles
from sim.experiment.tasks import finished
from sim.parameters import registry

if TYPE_CHECKING:
    from sim.experiment.ensemble import Ensemble

AS_FITTED = "as fitted"
# What the reported share of citizens may be a share of.
OPERATORS = {
    "adults": "adults_using_online_share",
    "adults with a need": "adults_with_need_using_online_share",
    "dossiers": "dossiers_online_share",
}


@dataclass(frozen=True)
class Assumption:
    """A disputed parameter set to one end of its range in every draw."""

    name: str
    parameter: str
    end: str  # "low" or "high"

    @property
    def value(self) -> float:
        """Return the end of the registry's range."""
        return getattr(registry()[self.parameter], self.end)


ASSUMPTIONS = (
    Assumption("clerk filing low", "clerk_filing_top", "low"),
    Assumption("clerk filing high", "clerk_filing_top", "high"),
    Assumption("lockdown without effect", "lockdown_effect", "low"),
    Assumption("lockdown in full effect", "lockdown_effect", "high"),
)


def ranks(effects: np.ndarray, scenarios: Sequence[str]) -> pd.DataFrame:
    """Return how ``scenarios`` rank by ``effects``, float64[draw, scenario], a row a scenario.

    Columns: scenario, effect p05 to p95 (over the draws), finding (the 90 % interval excludes
    zero), best_share (of the draws in which it is best; ties share), rank_p05, rank_p50 and
    rank_p95 (1 is best; ties have their mean rank).
    """
    place = rankdata(-effects, axis=1)
    leading = effects == effects.max(axis=1, keepdims=True)
    best = (leading / leading.sum(axis=1, keepdims=True)).mean(axis=0)
    low, middle, high = np.quantile(place, (0.05, 0.5, 0.95), axis=0)
    return pd.DataFrame(
        {
            "scenario": list(scenarios),
            **quantiles(effects),
            "finding": is_finding(effects),
            "best_share": best,
            "rank_p05": low,
            "rank_p50": middle,
            "rank_p95": high,
        }
    )


def duels(effects: np.ndarray, scenarios: Sequence[str]) -> pd.DataFrame:
    """Return the share of the draws in which ``scenario`` beats ``other``, a row a pair."""
    rows = [
        {"scenario": one, "other": two, "share": float((effects[:, a] > effects[:, b]).mean())}
        for a, one in enumerate(scenarios)
        for b, two in enumerate(scenarios)
        if a != b
    ]
    return pd.DataFrame(rows, columns=["scenario", "other", "share"])


def beats(ensemble: "Ensemble", month: str | None = None) -> pd.DataFrame:
    """Return in what share of the draws one policy moves users more than another.

    A row a pair of policies, by adults using online services in the nation in ``month`` (the last
    by default): scenario, other, share.
    """
    measure = Measure(OPERATORS["adults"], "nation", "nation", month or ensemble.months[-1])
    users = _of_ensemble(ensemble, [measure])[:, :, 0]
    return duels(users[:, 1:], list(ensemble.scenarios)[1:])


def robustness(
    ensemble: "Ensemble",
    month: str | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    progress=None,
) -> pd.DataFrame:
    """Return the ranks of the policies of ``ensemble`` under every assumption and operator.

    The effect on users in the nation in ``month`` (the last by default) decides. Columns:
    assumption ("as fitted" is the ensemble itself), operator, metric, month and those of ``ranks``.
    The draws of the other assumptions are those of the ensemble with one parameter moved; they no
    longer fit the reported figures, which is the point. ``progress`` is told draws lived and draws
    in all. Raises InputError when there is no policy to rank.
    """
    scenarios = [name for name in ensemble.scenarios if name != ensemble.baseline]
    if not scenarios:
        raise InputError("one scenario", "a baseline and policies to rank")
    when = month or ensemble.months[-1]
    measures = tuple(Measure(m, "nation", "nation", when) for m in OPERATORS.values())
    tables = [_table(AS_FITTED, _of_ensemble(ensemble, measures), scenarios, measures)]
    tasks = [
        Task(_moved(ensemble, assumption, measures), draw, measures)
        for draw in draws_of(ensemble)
        for assumption in ASSUMPTIONS
    ]
    lived = np.empty((len(tasks), len(ensemble.scenarios), len(measures)))
    results = finished(measured, tasks, workers=workers, cluster=cluster)
    for done, (index, values) in enumerate(results, start=1):
        lived[index] = values
        if progress:
            progress(done, len(tasks))
    for at, assumption in enumerate(ASSUMPTIONS):
        tables.append(_table(assumption.name, lived[at :: len(ASSUMPTIONS)], scenarios, measures))
    return pd.concat(tables, ignore_index=True)


def verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Return what holds in all rows of ``robustness``, a row a scenario, the best first.

    Columns: scenario, best_rank and worst_rank (of the median ranks), best_in (number of the cases,
    assumption and operator, in which no other is best in more draws), cases, findings (cases in
    which the effect is a finding), and robust: "gain" or "loss" where it is one, of the same sign,
    in every case, else "hangs on an assumption" where it is one in some, else "no finding".
    """
    table = table.assign(
        leads=table["best_share"]
        == table.groupby(["assumption", "operator"])["best_share"].transform("max")
    )
    rows = [
        {
            "scenario": name,
            "best_rank": own["rank_p50"].min(),
            "worst_rank": own["rank_p50"].max(),
            "best_in": int(own["leads"].sum()),
            "cases": len(own),
            "findings": int(own["finding"].sum()),
            "robust": _verdict(own),
        }
        for name, own in table.groupby("scenario", sort=False)
    ]
    return pd.DataFrame(rows).sort_values(
        ["best_in", "worst_rank"], ascending=[False, True], ignore_index=True
    )


def _verdict(own: pd.DataFrame) -> str:
    signs = set(np.sign(own.loc[own["finding"], "p50"]))
    if own["finding"].all() and len(signs) == 1:
        return "gain" if signs == {1.0} else "loss"
    return "hangs on an assumption" if own["finding"].any() else "no finding"


def _of_ensemble(ensemble: "Ensemble", measures: Sequence[Measure]) -> np.ndarray:
    """Return [draw, scenario, measure]."""
    return np.array(
        [
            [of_ensemble(ensemble, name, measure) for measure in measures]
            for name in ensemble.scenarios
        ]
    ).transpose(2, 0, 1)


def _moved(ensemble: "Ensemble", assumption: Assumption, measures: Sequence[Measure]) -> tuple:
    """Return the scenarios of ``ensemble`` under ``assumption``, up to the last measure."""
    end = last_month(measures)
    own = {assumption.parameter: assumption.value}
    return tuple(
        shortened(each.model_copy(update={"parameters": {**each.parameters, **own}}), end)
        for each in ensemble.scenarios.values()
    )


def _table(
    assumption: str, values: np.ndarray, scenarios: Sequence[str], measures: Sequence[Measure]
) -> pd.DataFrame:
    """Return the ranks of ``scenarios`` by ``values``, [draw, baseline and they, measure]."""
    effects = values[:, 1:] - values[:, :1]
    frames = []
    for at, (operator, measure) in enumerate(zip(OPERATORS, measures, strict=True)):
        found = ranks(effects[:, :, at], scenarios)
        named = {
            "assumption": assumption,
            "operator": operator,
            "metric": measure.metric,
            "month": measure.month,
        }
        for place, (name, value) in enumerate(named.items()):
            found.insert(place, name, value)
        frames.append(found)
    return pd.concat(frames, ignore_index=True)
