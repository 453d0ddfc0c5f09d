"""Simulations with given parameters and seeds, each done once and kept.

Some are done together as a task. What a task came to is kept in a file named by everything that it
comes from, so that work that is stopped and begun again finds what was done.
"""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.calibrate.identity import identity
from sim.calibrate.operators import statistics
from sim.calibrate.priors import priors
from sim.calibrate.simulate import simulate
from sim.errors import InputError
from sim.experiment.files import written
from sim.experiment.tasks import finished

if TYPE_CHECKING:
    from sim.calibrate.study import Study

_TOGETHER = 10  # simulations in a task, so that it takes a second or more
_CANNOT_READ = (OSError, ValueError, EOFError)

Progress = Callable[[int, int], None]  # is told the simulations done and those in all


@dataclass(frozen=True)
class Work:
    """Where simulations are done, where they are kept, and who is told how it goes."""

    workers: int | None = None
    cluster: str | None = None
    kept: Path | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class _Task:
    parameters: pd.DataFrame
    seeds: np.ndarray
    end: str
    scale: int
    basis: str  # program and tables that the numbers come from

    def name(self) -> str:
        """Return the digest of everything that the task's numbers come from."""
        total = hashlib.sha256(f"{self.basis} {self.end} {self.scale}".encode())
        total.update(json.dumps(list(self.parameters)).encode())
        total.update(np.ascontiguousarray(self.parameters.to_numpy()).tobytes())
        total.update(self.seeds.astype(np.uint32).tobytes())
        return total.hexdigest()[:32]


def _lived(task: _Task) -> np.ndarray:
    """Return the statistics of a task's simulations, NaN in the rows of those that failed."""
    found = np.full((len(task.seeds), len(statistics())), np.nan)
    named = task.parameters.to_dict("records")
    for at, (values, seed) in enumerate(zip(named, task.seeds, strict=True)):
        try:
            found[at] = simulate(values, int(seed), task.end, task.scale)
        except (InputError, ArithmeticError, ValueError):
            continue  # nobody can live with these parameters
    return found


def simulated(
    study: "Study", parameters: pd.DataFrame, seeds: np.ndarray, work: Work
) -> pd.DataFrame:
    """Return what simulations with ``parameters`` and ``seeds`` come to, a column a statistic.

    They run to the end of ``study`` at its scale; rows of failed ones are NaN.
    """
    parts = [slice(first, first + _TOGETHER) for first in range(0, len(seeds), _TOGETHER)]
    basis = json.dumps(identity(study, 0, priors(study)))
    tasks = [_Task(parameters.iloc[p], seeds[p], study.end, study.scale, basis) for p in parts]
    rows = [_kept(work.kept, task) for task in tasks]
    left = [number for number, found in enumerate(rows) if found is None]
    done = sum(len(found) for found in rows if found is not None)
    for at, found in finished(
        _lived, [tasks[number] for number in left], workers=work.workers, cluster=work.cluster
    ):
        rows[left[at]] = found
        _keep(work.kept, tasks[left[at]], found)
        done += len(found)
        if work.progress:
            work.progress(done, len(seeds))
    return pd.DataFrame(np.concatenate(rows), columns=[one.id for one in statistics()])


def _kept(folder: Path | None, task: _Task) -> np.ndarray | None:
    if folder is None or not (path := folder / f"{task.name()}.npy").is_file():
        return None
    try:
        found = np.load(path, allow_pickle=False)
    except _CANNOT_READ:
        return None  # it is simulated again
    return found if found.shape == (len(task.seeds), len(statistics())) else None


def _keep(folder: Path | None, task: _Task, found: np.ndarray) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    np.save(content, found)
    with written(folder / f"{task.name()}.npy") as file:
        file.write(content.getvalue())
