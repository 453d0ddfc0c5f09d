"""A sensitivity analysis carried out, in a folder that can be resumed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim.calibrate.bank import Bank
from sim.calibrate.sensitivity import designs
from sim.calibrate.sensitivity.evaluation import Progress, evaluate_design
from sim.calibrate.sensitivity.folder import SensitivityFolder
from sim.calibrate.sensitivity.given_data import bank_outputs, given_data_indices
from sim.calibrate.sensitivity.indices import (
    Estimates,
    convergence,
    insist_on_finite,
    morris_estimates,
    sobol_estimates,
    tidy,
)
from sim.calibrate.sensitivity.outputs import OUTPUTS, Output
from sim.calibrate.sensitivity.plan import FREE, Plan
from sim.experiment.files import read_tables, write_tables
from sim.experiment.folder import COMPLETE
from sim.metrics import METRICS


@dataclass(frozen=True, eq=False)
class Found:
    """The result: ``indices`` and ``convergence`` as ``indices`` has them.

    ``outputs`` says by output what it counts: metric, scope, from, to, unit and is_effect.
    """

    folder: Path
    indices: pd.DataFrame
    convergence: pd.DataFrame
    outputs: pd.DataFrame


def sensitivity(
    plan: Plan,
    *,
    out: str | Path = "outputs",
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> Found:
    """Carry out ``plan`` in a new folder below ``out`` and return what was found.

    Raises InputError when the folder cannot be written or outputs are not finite.
    """
    folder = SensitivityFolder.begin(Path(out), plan)
    return _carried_out(plan, folder, workers, cluster, progress)


def complete(
    path: str | Path,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> Found:
    """Complete the analysis in the folder ``path``, to the same bytes, and return it.

    Raises InputError when it is no folder of an analysis, or when the program or its tables have
    changed since the first run.
    """
    folder = SensitivityFolder(Path(path))
    plan = folder.plan
    if folder.is_complete:
        return _read(folder)
    return _carried_out(plan, folder, workers, cluster, progress)


def _carried_out(
    plan: Plan,
    folder: SensitivityFolder,
    workers: int | None,
    cluster: str | None,
    progress: Progress | None,
) -> Found:
    with folder.worked_on():
        found = _Analysis(plan, folder.path, workers, cluster, progress)
        tables = found.tables()
        write_tables(tables, folder.path / "tables")
        folder.update(status=COMPLETE)
    return _read(folder)


def _read(folder: SensitivityFolder) -> Found:
    tables = read_tables(folder.path / "tables")
    return Found(folder.path, *(tables[name] for name in ("indices", "convergence", "outputs")))


_Estimator = Callable[[designs.Design, Any], Estimates]


def _described(output: Output) -> dict[str, Any]:
    one = output.statistic
    return {
        "output": output.id,
        "metric": one.metric,
        "scope": one.scope,
        "from": one.start,
        "to": one.end,
        "unit": METRICS[one.metric].unit,
        "is_effect": output.is_effect,
    }


class _Analysis:
    """Carries out a plan in ``folder``, by ``workers`` or on ``cluster``."""

    def __init__(
        self,
        plan: Plan,
        folder: Path,
        workers: int | None,
        cluster: str | None,
        progress: Progress | None,
    ):
        self.plan, self.folder = plan, folder
        self._where = {"workers": workers, "cluster": cluster}
        self._progress, self._before = progress, 0

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return indices, convergence and outputs."""
        plan, runs = self.plan, dict(self.plan.runs)
        outputs, frames = list(OUTPUTS) if any(runs.values()) else [], []
        free = [method for method in FREE if method in plan.methods]
        if free:
            bank = Bank.read(plan.bank)
            frames.append(given_data_indices(bank, free, **self._where))
            outputs = bank_outputs(plan.study) + outputs
            runs |= dict.fromkeys(free, len(bank))
        if designs.MORRIS in plan.methods:
            design = designs.morris(plan.question, plan.trajectories)
            frames.append(self._indices(design, morris_estimates))
        if designs.SOBOL in plan.methods:
            few = plan.most_important(frames[-1])
            question = replace(plan.question, varied=few)
            frames.append(self._indices(designs.sobol(question, plan.base), sobol_estimates))
        indices = pd.concat(frames, ignore_index=True)
        return {
            "indices": indices,
            "convergence": convergence(indices, runs),
            "outputs": pd.DataFrame([_described(output) for output in outputs]),
        }

    def _indices(self, design: designs.Design, estimated: _Estimator) -> pd.DataFrame:
        values = evaluate_design(design, self.folder, **self._where, progress=self._tell)
        self._before += len(values)
        frames = []
        for output, of_output in zip(OUTPUTS, values.T, strict=True):
            insist_on_finite(of_output, output.id)
            found = estimated(design, of_output)
            frames.append(tidy(design.method, output.id, design.question.factors, found))
        return pd.concat(frames, ignore_index=True)

    def _tell(self, done: int, _: int) -> None:
        if self._progress:
            self._progress(self._before + done, sum(self.plan.runs.values()))
