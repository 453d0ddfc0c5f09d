"""One scenario, run by itself."""

from dataclasses import replace
from pathlib import Path

from sim import results
from sim.experiment.asking import chosen
from sim.experiment.estimate import insist_on_memory
from sim.experiment.folder import RunFolder, folder_name
from sim.experiment.idle import warnings_of_models
from sim.experiment.living import Progress, carry_out
from sim.experiment.lockstep import Lockstep
from sim.experiment.manifest import first_manifest
from sim.experiment.outcome import Run
from sim.experiment.targets import judge
from sim.model import AdoptionModel
from sim.scenario import Scenario


def run(
    scenario: Scenario | str = "baseline",
    *,
    scale: int | None = None,
    seed: int | None = None,
    end: str | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Run:
    """Run ``scenario`` (a Scenario, the name of a shipped one or a file) and return its results.

    ``scale``, ``seed`` and ``end`` ("YYYY-MM") replace those of the scenario. With ``out`` the
    results go into a new folder below it. ``progress`` is told months lived and months in all.
    Raises InputError for an invalid scenario, too little memory or a folder that cannot be written.
    """
    asked = chosen(scenario, scale=scale, seed=seed, end=end)
    insist_on_memory([asked])
    lockstep = Lockstep.begin([asked], threads)
    if out is None:
        return carry_out(lockstep, conclude, None, progress)
    manifest = first_manifest("run", lockstep)
    folder = RunFolder.create(Path(out), folder_name([asked]), [asked], manifest)
    with folder.worked_on():
        return carry_out(lockstep, conclude, folder, progress)


def conclude(lockstep: Lockstep, folder: Path | None) -> Run:
    """Return the results of the one model of ``lockstep``, which has lived all its months."""
    model = lockstep.models[0]
    return replace(run_of(model), warnings=warnings_of_models([model]), folder=folder)


def run_of(model: AdoptionModel) -> Run:
    """Return the results of ``model``, without warnings."""
    tables = results.tables(model)
    targets = judge(model.question, tables)
    return Run(model.question, tables, len(model.citizens), targets)
