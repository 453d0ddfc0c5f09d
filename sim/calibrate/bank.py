"""The bank of a study: simulations with parameters from the priors, kept as they are done.

Below the folder of a study, ``bank/round-1/chunk-00000.npz`` and so on; files are only ever added.
A simulation is a pure function of what the identity of the bank says and of its index, so the
files are the same bytes however many workers made them and however often they were stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.calibrate.chunks import simulated, write_chunk
from sim.calibrate.folder import StudyFolder
from sim.calibrate.operators import statistics
from sim.calibrate.priors import Box
from sim.calibrate.rounds import Round
from sim.calibrate.study import Study
from sim.errors import InputError
from sim.experiment.tasks import finished

Progress = Callable[[int, int], None]  # is told the simulations done and those in all


@dataclass(frozen=True, eq=False)
class Bank:
    """The simulations of one round of ``study`` that did not fail.

    ``parameters`` has a column for every parameter of the registry, ``statistics`` one for every
    statistic (``sim.calibrate.operators``), in its unit, NaN where its window ends after the study;
    both are indexed by the number of the simulation, and ``seeds`` (uint32[n]) follows them.
    ``failures`` has the message, the seed and the parameters of the simulations that failed;
    ``box`` the ends to which the priors were cut.
    """

    study: Study
    round: int
    box: Box
    seeds: np.ndarray
    parameters: pd.DataFrame
    statistics: pd.DataFrame
    failures: pd.DataFrame

    def __len__(self) -> int:
        return len(self.seeds)

    @classmethod
    def read(cls, folder: str | Path, round: int = 1) -> "Bank":
        """Return the bank of ``round`` in the folder of a study.

        Raises InputError when it is not complete, damaged or of another study, and when parameters,
        ranges or statistics are no longer those that it was made with.
        """
        found = Round(StudyFolder(Path(folder)).study, Path(folder), round)
        if found.missing:
            raise InputError(
                f"{found.path} lacks {len(found.missing)} of {len(found.tasks)} files",
                "a complete bank",
                hint=f"Complete it with: dvctt calibrate --resume {folder}",
            )
        return _joined(found)


def fill(
    study: Study,
    folder: str | Path,
    round: int = 1,
    *,
    box: Box | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> Bank:
    """Simulate what the bank of ``round`` in ``folder`` still lacks, and return it whole.

    ``box`` cuts the priors of the fitted parameters, for the second round. Raises InputError, and
    leaves every file as it is, when one that is there is damaged or of another bank.
    """
    found = Round(study, Path(folder), round, box)
    missing, done = found.missing, found.simulations
    if missing:
        found.begin()
    tasks = [found.tasks[at] for at in missing]
    for number, chunk in finished(simulated, tasks, workers=workers, cluster=cluster):
        write_chunk(found.file(missing[number]), chunk, found.identity)
        found.chunks[missing[number]] = chunk
        done += tasks[number].count
        if progress:
            progress(done, study.simulations[round - 1])
    return _joined(found)


def insist_on_this_program(study: Study, folder: str | Path) -> None:
    """Raise InputError when a bank of ``study`` in ``folder`` was made with another program.

    What is simulated after it would not belong to it.
    """
    for at in range(len(study.simulations)):
        Round(study, Path(folder), 1 + at).insist_on_this_program()


def _joined(found: Round) -> Bank:
    """Return the chunks of a complete round as one bank; raise InputError when all runs failed."""
    chunks = [found.chunks[at] for at in range(len(found.tasks))]
    index = np.concatenate([chunk.index for chunk in chunks])
    seeds = np.concatenate([chunk.seed for chunk in chunks])
    messages = {number: text for chunk in chunks for number, text in chunk.messages.items()}
    failed = np.isin(index, list(messages))
    if failed.all():
        first = messages[min(messages)]
        raise InputError(f"all {len(index)} simulations of {found.path} failed ({first})")
    parameters = pd.DataFrame(
        np.concatenate([chunk.parameters for chunk in chunks]), index, found.priors.names
    )
    values = pd.DataFrame(
        np.concatenate([chunk.statistics for chunk in chunks]),
        index,
        [one.id for one in statistics()],
    )
    failures = parameters[failed]
    failures.insert(0, "seed", seeds[failed])
    failures.insert(0, "message", [messages[number] for number in failures.index])
    return Bank(
        study=found.study,
        round=found.number,
        box=found.box,
        seeds=seeds[~failed],
        parameters=parameters[~failed],
        statistics=values[~failed],
        failures=failures,
    )
