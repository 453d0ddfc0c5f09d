"""Indices from the bank of a study, which cost no further run: PAWN and RBD-FAST.

The outputs are the latest figure of each kind that the study fits. Luck is among the factors: the
seed of a simulation orders nothing, so its index is what an index of no influence looks like.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.calibrate.bank import Bank
from sim.calibrate.priors import FIXED, priors
from sim.calibrate.sensitivity.factors import LUCK, Factor
from sim.calibrate.sensitivity.indices import (
    CONFIDENCE,
    LEADING,
    PAWN,
    RBD_FAST,
    SEED,
    Estimates,
    insist_on_finite,
    tidy,
)
from sim.calibrate.sensitivity.outputs import Output
from sim.calibrate.study import Study
from sim.experiment.tasks import finished

SLICES = 10  # conditioning intervals of PAWN
HARMONICS = 10  # of RBD-FAST
# Resamples of the bootstrap take long here, those of PAWN so long that only the leading factors get
# an interval.
RBD_RESAMPLES, PAWN_RESAMPLES = 50, 20


@dataclass(frozen=True, eq=False)
class Task:
    """One output of the bank: ``inputs`` float64[n, factors], ``values`` float64[n]."""

    method: str
    output: str
    factors: tuple[Factor, ...]
    inputs: np.ndarray
    values: np.ndarray


def bank_outputs(study: Study) -> list[Output]:
    """Return what to explain of ``study``: the latest fitted figure of each metric and scope."""
    latest = {}
    for figure in sorted(study.targets, key=lambda figure: figure.end):
        latest[figure.metric, figure.scope] = study.statistic(figure)
    return [Output(one.id, one) for one in latest.values()]


def given_data_indices(
    bank: Bank, methods: list[str], *, workers: int | None = None, cluster: str | None = None
) -> pd.DataFrame:
    """Return the indices of all parameters that vary in ``bank``, as ``tidy`` has them.

    Raises InputError for outputs that are not finite.
    """
    drawn = priors(bank.study, bank.box).each
    factors = [Factor(p.name, p.kind) for p in drawn if p.distribution != FIXED]
    inputs = bank.parameters[[factor.name for factor in factors]].to_numpy()
    inputs = np.column_stack([inputs, bank.seeds])
    factors.append(Factor(LUCK, LUCK))
    tasks = []
    for output in bank_outputs(bank.study):
        values = bank.statistics[output.id].to_numpy()
        insist_on_finite(values, output.id)
        tasks += [Task(method, output.id, tuple(factors), inputs, values) for method in methods]
    found = dict(finished(_indices, tasks, workers=workers, cluster=cluster))
    return pd.concat([found[at] for at in range(len(tasks))], ignore_index=True)


def _indices(task: Task) -> pd.DataFrame:
    estimates = {PAWN: _pawn, RBD_FAST: _rbd_fast}[task.method](task)
    return tidy(task.method, task.output, task.factors, estimates)


def _names(task: Task, columns: np.ndarray | slice = slice(None)) -> dict:
    names = np.array([factor.name for factor in task.factors])[columns].tolist()
    return {"num_vars": len(names), "names": names}


def _rbd_fast(task: Task) -> Estimates:
    from SALib.analyze.rbd_fast import analyze

    def found(rows: int, resamples: int) -> dict[str, np.ndarray]:
        data = task.inputs[:rows], task.values[:rows]
        options = {"M": HARMONICS, "num_resamples": resamples, "conf_level": CONFIDENCE}
        indices = analyze(_names(task), *data, seed=SEED, **options)
        return {name: np.array(indices[name], float) for name in ("S1", "S1_conf")}

    whole, half = found(len(task.values), RBD_RESAMPLES), found(len(task.values) // 2, 2)
    return Estimates({"S1": whole["S1"]}, {"S1": whole["S1_conf"]}, {"S1": half["S1"]})


def _pawn(task: Task) -> Estimates:
    whole = _distances(task, slice(None), slice(None))
    half = _distances(task, slice(len(task.values) // 2), slice(None))
    leading = np.argsort(-whole, kind="stable")[:LEADING]
    confidence = np.full(len(whole), np.nan)
    draws = np.random.default_rng(SEED)
    resampled = [
        _distances(task, draws.integers(len(task.values), size=len(task.values)), leading)
        for _ in range(PAWN_RESAMPLES)
    ]
    confidence[leading] = 1.96 * np.std(resampled, axis=0, ddof=1)
    return Estimates({"KS": whole}, {"KS": confidence}, {"KS": half})


def _distances(task: Task, rows: np.ndarray | slice, columns: np.ndarray | slice) -> np.ndarray:
    """Return the median Kolmogorov-Smirnov distance of each factor, float64[columns]."""
    from SALib.analyze.pawn import analyze

    data = task.inputs[rows][:, columns], task.values[rows]
    return np.asarray(analyze(_names(task, columns), *data, S=SLICES, seed=SEED)["median"], float)
