"""Which of a scenario's levers its effect comes from: Shapley values over paired draws.

The parts of a scenario are its levers (or single policies) and, where parameters or drivers differ
from the baseline, those settings together. Each subset of parts is a scenario of its own, lived on
the same citizens with the same luck, so that the parts add up to the effect exactly.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.answers import shapley
from sim.answers.measuring import (
    Draw,
    Measure,
    Task,
    draws_of,
    last_month,
    measured,
    of_ensemble,
    shortened,
)
from sim.answers.parts import Part, coalition_scenario, parts_of
from sim.errors import InputError
from sim.experiment.ensemble.summary import quantiles
from sim.experiment.tasks import finished

if TYPE_CHECKING:
    from sim.experiment.ensemble import Ensemble

MOST_EXACT = 6  # parts of which all subsets are lived; beyond, orders are sampled
ALL = "all"
_AT_ONCE = 8  # scenarios of one task beside the baseline, so that memory stays small


def default_measures(month: str) -> tuple[Measure, ...]:
    """Return adoption in the nation and in remote villages, and localities' full-process share."""
    users = "adults_using_online_share"
    return (
        Measure(users, "nation", "nation", month),
        Measure(users, "kind", "remote", month),
        Measure("dossiers_full_process_share", "agency", "localities", month),
    )


def contributions(
    ensemble: "Ensemble",
    scenario_id: str,
    measures: Sequence[Measure] | None = None,
    *,
    by: str = "lever",
    pairs: int = 1,
    seed: int = 1,
    workers: int | None = None,
    cluster: str | None = None,
    progress=None,
) -> pd.DataFrame:
    """Return what each part of ``scenario_id`` contributes to its effect, a row a measure and part.

    ``measures`` are ``default_measures`` of the last month by default; ``by`` is "lever" or
    "policy". Up to MOST_EXACT parts all subsets are lived; beyond, each draw lives the subsets of
    ``pairs`` random orders and their reverses, chosen by ``seed``.

    Columns: metric, scope, group, month, unit, part, policies (numbers), mean (over the draws, of
    the paired effect; the last row, "all", is their sum and the effect itself), standard_error of
    that mean, share of the effect (per cent), p05 to p95 over the draws (with sampled orders they
    hold the noise of sampling as well), and method ("exact" or "sampled").
    """
    if scenario_id == ensemble.baseline:
        raise InputError(f"{scenario_id} is the baseline", "a scenario compared with it")
    asked = tuple(measures or default_measures(ensemble.months[-1]))
    parts = parts_of(ensemble.scenarios[ensemble.baseline], ensemble.scenarios[scenario_id], by)
    game = _Game(ensemble, scenario_id, parts, asked)
    orders = None
    if len(parts) > MOST_EXACT:
        orders = [
            shapley.antithetic_orders(len(parts), pairs, np.random.default_rng([seed, draw]))
            for draw in range(len(ensemble.draws))
        ]
    worth = game.worth(orders, workers, cluster, progress)
    if orders is None:
        shares = [shapley.exact(each, len(parts)) for each in worth]
    else:
        each_draw = zip(worth, orders, strict=True)
        shares = [shapley.sampled(each, own, len(parts)) for each, own in each_draw]
    return _table(asked, parts, np.array(shares), "exact" if orders is None else "sampled")


class _Game:
    """The worth of every coalition of parts: what an ensemble knows, and what must be lived."""

    def __init__(
        self,
        ensemble: "Ensemble",
        scenario_id: str,
        parts: Sequence[Part],
        measures: tuple[Measure, ...],
    ):
        end = last_month(measures)
        self._baseline = shortened(ensemble.scenarios[ensemble.baseline], end)
        self._scenario = shortened(ensemble.scenarios[scenario_id], end)
        self._parts, self._measures = parts, measures
        self._draws = draws_of(ensemble)
        self._ends = [
            np.column_stack([of_ensemble(ensemble, name, each) for each in measures])
            for name in (ensemble.baseline, scenario_id)
        ]

    def worth(self, orders, workers, cluster, progress) -> list[dict[int, np.ndarray]]:
        """Return for each draw the worth of the coalitions that ``orders`` (or all) need."""
        whole = shapley.everybody(len(self._parts))
        known = [{0: nobody, whole: all_} for nobody, all_ in zip(*self._ends, strict=True)]
        asked = [
            (draw, batch)
            for draw in range(len(self._draws))
            for batch in _batches(_needed(whole, orders and orders[draw]))
        ]
        tasks = [self._task(self._draws[draw], batch) for draw, batch in asked]
        results = finished(measured, tasks, workers=workers, cluster=cluster)
        for done, (index, values) in enumerate(results, start=1):
            draw, batch = asked[index]
            self._insist_on_the_same_baseline(values[0], known[draw][0])
            known[draw] |= dict(zip(batch, values[1:], strict=True))
            if progress:
                progress(done, len(tasks))
        return known

    def _task(self, draw: Draw, batch: Sequence[int]) -> Task:
        scenarios = [
            coalition_scenario(self._baseline, self._scenario, self._parts, coalition)
            for coalition in batch
        ]
        return Task((self._baseline, *scenarios), draw, self._measures)

    def _insist_on_the_same_baseline(self, lived: np.ndarray, known: np.ndarray) -> None:
        if not np.allclose(lived, known, rtol=1e-6, equal_nan=True):  # of numbers in 32 bits
            raise InputError(
                f"{self._baseline.id} comes out differently than in the ensemble",
                "an ensemble of this version of the program and its tables",
                hint="Run it anew.",
            )


def _needed(whole: int, orders: Iterable[Sequence[int]] | None) -> list[int]:
    """Return the coalitions to live: all, or the prefixes of ``orders``, without both ends."""
    if orders is None:
        return list(range(1, whole))
    return sorted({c for order in orders for c in shapley.prefixes(order)} - {0, whole})


def _batches(coalitions: list[int]) -> list[list[int]]:
    return [coalitions[at : at + _AT_ONCE] for at in range(0, len(coalitions), _AT_ONCE)]


def _table(
    measures: Sequence[Measure], parts: Sequence[Part], shares: np.ndarray, method: str
) -> pd.DataFrame:
    """Return the table of ``shares``, float64[draw, part, measure]."""
    everything = Part(ALL, tuple(sorted(number for part in parts for number in part.policies)))
    rows = []
    for at, measure in enumerate(measures):
        by_part = [(part, shares[:, index, at]) for index, part in enumerate(parts)]
        effect = shares[:, :, at].sum(axis=1)
        for part, values in [*by_part, (everything, effect)]:
            rows.append(
                {
                    "metric": measure.metric,
                    "scope": measure.scope,
                    "group": measure.group,
                    "month": measure.month,
                    "unit": measure.unit,
                    "part": part.name,
                    "policies": " ".join(map(str, part.policies)),
                    "mean": values.mean(),
                    "standard_error": values.std(ddof=1) / np.sqrt(len(values)),
                    "share": 100 * values.mean() / effect.mean() if effect.mean() else np.nan,
                    **{name: float(band) for name, band in quantiles(values).items()},
                    "method": method,
                }
            )
    return pd.DataFrame(rows)
