"""Completing a run or a comparison that was interrupted."""

from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.experiment import comparison, provenance, single
from sim.experiment.estimate import insist_on_memory
from sim.experiment.folder import RunFolder, scenario_file
from sim.experiment.living import Progress, carry_out
from sim.experiment.lockstep import Lockstep
from sim.experiment.outcome import Comparison, Run, read
from sim.scenario import Scenario


def resume(
    folder: str | Path, *, threads: int | None = None, progress: Progress | None = None
) -> Run | Comparison:
    """Complete the run or comparison in ``folder``, to the same bytes as without interruption.

    A complete one is only read. Raises InputError when program, tables, packages or scenario are
    no longer those that it was begun with, so that the bytes could not be the same.
    """
    place = RunFolder(Path(folder))
    if place.is_complete:
        place.tidy()
        return read(place.path)
    with place.worked_on():
        manifest = place.manifest
        if place.is_complete:  # by another process, just now
            return read(place.path)
        scenarios = scenarios_of(place.path, manifest)
        insist_on_same_bytes(place.path, manifest)
        insist_on_memory(scenarios)
        lockstep = Lockstep.resume(place.path, scenarios, threads)
        conclude = single.conclude if manifest["kind"] == "run" else comparison.conclude
        return carry_out(lockstep, conclude, place, progress)


def scenarios_of(folder: Path, manifest: dict[str, Any]) -> list[Scenario]:
    """Return the scenarios of ``folder``; raise InputError when they are not those begun with."""
    found = []
    for entry in manifest["scenarios"]:
        path = folder / scenario_file(manifest["kind"], entry["id"])
        scenario = Scenario.load(str(path))
        if provenance.digest(scenario.to_yaml().encode()) != entry["sha256"]:
            raise InputError(
                f"{path} is not the scenario that the run was begun with",
                "the same scenario, or the results would be a mixture",
                hint=f"Run it anew: dvctt run {path}",
            )
        found.append(scenario)
    return found


def insist_on_same_bytes(folder: Path, manifest: dict[str, Any]) -> None:
    """Raise InputError when ``folder`` was begun with another program, tables or packages."""
    now = provenance.fingerprint()
    other = [what for what, value in now.items() if manifest["fingerprint"].get(what) != value]
    if other:
        raise InputError(
            f"{folder} was begun with another {' and '.join(other)}",
            "the same, or the results would be a mixture",
            hint="Run the scenario anew, or go on with what it was begun with.",
        )
