"""Scenarios compared on the same citizens, who share all luck: the difference is the policy's."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.experiment.asking import chosen, insist_on_same_people
from sim.experiment.estimate import insist_on_memory
from sim.experiment.folder import RunFolder, folder_name
from sim.experiment.idle import warnings_of_models
from sim.experiment.living import Progress, carry_out
from sim.experiment.lockstep import Lockstep
from sim.experiment.manifest import first_manifest
from sim.experiment.outcome import Comparison
from sim.experiment.paired import paired
from sim.experiment.single import run_of
from sim.scenario import Scenario


def compare(
    scenarios: Sequence[Scenario | str],
    *,
    scale: int | None = None,
    seed: int | None = None,
    end: str | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run ``scenarios`` side by side on the same citizens; the first one is the baseline.

    Options are those of ``run`` and hold for all. Raises InputError when seed, scale, adults, end
    or population parameters differ, so that the citizens would not be the same.
    """
    asked = [chosen(each, scale=scale, seed=seed, end=end) for each in scenarios]
    insist_on_same_people(asked)
    insist_on_memory(asked)
    lockstep = Lockstep.begin(asked, threads)
    if out is None:
        return carry_out(lockstep, conclude, None, progress)
    manifest = first_manifest("compare", lockstep)
    folder = RunFolder.create(Path(out), folder_name(asked), asked, manifest)
    with folder.worked_on():
        return carry_out(lockstep, conclude, folder, progress)


def conclude(lockstep: Lockstep, folder: Path | None) -> Comparison:
    """Return the results of the models of ``lockstep``, which have lived all their months."""
    runs = {}
    for model in lockstep.models:
        name = model.question.id
        own_folder = folder and folder / "runs" / name
        runs[name] = replace(run_of(model), folder=own_folder)
    tables = paired({name: each.tables for name, each in runs.items()})
    tables["gained"] = lockstep.gained.table()
    return Comparison(runs, tables, warnings_of_models(lockstep.models), folder)
