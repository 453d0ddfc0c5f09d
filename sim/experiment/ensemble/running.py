"""Running scenarios over draws of the posterior, each draw a file of its own, resumable."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.calibrate.posterior import shipped
from sim.errors import InputError
from sim.experiment.asking import asked_for
from sim.experiment.ensemble.data import Ensemble
from sim.experiment.ensemble.draws import (
    draws_needed,
    draws_table,
    draws_to_begin_with,
    insist_on_different_draws,
)
from sim.experiment.ensemble.files import member_file, read_member, write_member
from sim.experiment.ensemble.summary import write_summaries
from sim.experiment.estimate import insist_on_memory
from sim.experiment.files import written
from sim.experiment.folder import COMPLETE, RUNNING, RunFolder, folder_name
from sim.experiment.idle import warnings_of_ensemble
from sim.experiment.living import Progress
from sim.experiment.manifest import ensemble_manifest
from sim.experiment.member import Member, live_member
from sim.experiment.resuming import insist_on_same_bytes, scenarios_of
from sim.experiment.stopping import terminated_in_order
from sim.experiment.tasks import available_workers, finished
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.calibrate.posterior import Posterior

DRAWS_TABLE = "draws.parquet"

Task = tuple[tuple[Scenario, ...], dict[str, float], int]


def ensemble(
    scenarios: Sequence[Scenario | str],
    posterior: "Posterior | None" = None,
    *,
    draws: int | None = None,
    precision: float | None = None,
    scale: int | None = None,
    end: str | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Ensemble:
    """Run ``scenarios`` over draws of ``posterior`` (by default the shipped one), paired.

    Within a draw all share parameters, citizens and luck; the first is the baseline. ``draws`` is
    how many (100), or ``precision`` asks for as many as it takes until the 90 % interval of the
    mean effect on adults using online services at the end is within +- ``precision`` points.
    With ``out`` members and tables go into a new folder below it. ``progress`` is told draws done
    and draws in all. Raises InputError for invalid scenarios, too few draws, or a folder that
    cannot be written.
    """
    asked = asked_for(scenarios, scale=scale, end=end)
    if posterior is None:
        posterior = shipped()
    table = draws_table(posterior)
    wanted = draws_to_begin_with(draws, precision, len(table))
    if not cluster:
        insist_on_memory(asked, workers or available_workers())
    runner = _Runner(asked, table, workers, cluster, progress)
    if out is None:
        found = runner.until(wanted, precision)
        return replace(found, warnings=warnings_of_ensemble(found))
    kind = "run" if len(asked) == 1 else "compare"
    manifest = ensemble_manifest(kind, asked, wanted, precision, posterior.attrs)
    place = RunFolder.create(Path(out), folder_name(asked), asked, manifest)
    with place.worked_on():
        return _carry_out(runner, place, wanted, precision)


def complete(
    folder: str | Path,
    *,
    draws: int | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> Ensemble:
    """Finish the ensemble in ``folder``, or extend it to ``draws`` draws; nothing is run twice.

    Raises InputError when program, tables, packages or scenarios are not those it was begun with.
    """
    place = RunFolder(Path(folder))
    manifest = place.manifest
    if manifest["kind"] not in ("run", "compare"):
        raise InputError(f"{folder} is the folder of {manifest['kind']}", "a run or a comparison")
    if is_whole(folder, draws):
        return read_ensemble(folder)
    with place.worked_on():
        asked = scenarios_of(place.path, manifest)
        insist_on_same_bytes(place.path, manifest)
        table = pd.read_parquet(place.path / DRAWS_TABLE)
        wanted = draws_to_begin_with(draws or manifest["draws"], None, len(table))
        if not cluster:
            insist_on_memory(asked, workers or available_workers())
        place.update(status=RUNNING, draws=wanted)
        runner = _Runner(asked, table, workers, cluster, progress)
        return _carry_out(runner, place, wanted, None if draws else manifest["precision_pp"])


def is_whole(folder: str | Path, draws: int | None = None) -> bool:
    """Return whether the ensemble in ``folder`` has ``draws`` draws, by default all it was to."""
    place = RunFolder(Path(folder))
    there = place.manifest["draws"]
    members = (member_file(place.path, number).exists() for number in range(there))
    return place.is_complete and (draws or 0) <= there and all(members)


def read_ensemble(folder: str | Path) -> Ensemble:
    """Return the ensemble in the complete ``folder``; raise InputError when it is none."""
    place = RunFolder(Path(folder))
    manifest = place.manifest
    if "draws" not in manifest:
        raise InputError(
            f"{folder} is one run at the point parameters",
            "a run over draws of the posterior",
            hint="Run the scenarios without --point.",
        )
    if not place.is_complete:
        raise InputError(
            f"{folder} is not complete", hint=f"Complete it with: dvctt resume {folder}"
        )
    table = pd.read_parquet(place.path / DRAWS_TABLE).iloc[: manifest["draws"]]
    members = [read_member(place.path, number) for number in range(len(table))]
    found = _joined(scenarios_of(place.path, manifest), table, members, place.path)
    return replace(found, warnings=tuple(manifest.get("warnings", ())))


def _member(task: Task) -> Member:
    return live_member(*task)


class _Runner:
    """Runs members in the order of the draws, those only that are not there yet."""

    def __init__(
        self,
        asked: list[Scenario],
        table: pd.DataFrame,
        workers: int | None,
        cluster: str | None,
        progress: Progress | None,
    ):
        self.asked, self.table = asked, table
        self._where = {"workers": workers, "cluster": cluster}
        self._progress = progress

    def until(self, wanted: int, precision: float | None, folder: Path | None = None) -> Ensemble:
        """Return the ensemble of ``wanted`` draws, or of as many as ``precision`` takes."""
        members: dict[int, Member] = {}
        while True:
            self._add(members, wanted, folder)
            found = _joined(
                self.asked,
                self.table.iloc[:wanted],
                [members[number] for number in range(wanted)],
                folder,
            )
            if precision is None:
                return found
            needed = min(draws_needed(found, precision), len(self.table))
            if needed <= wanted:
                return found
            wanted = needed

    def _add(self, members: dict[int, Member], wanted: int, folder: Path | None) -> None:
        """Add the members up to ``wanted``: from ``folder`` if they are there, else run now."""
        for number in range(wanted):
            if folder and number not in members and member_file(folder, number).exists():
                members[number] = read_member(folder, number)
        missing = [number for number in range(wanted) if number not in members]
        tasks = [self._task(number) for number in missing]
        for index, member in finished(_member, tasks, **self._where):
            members[missing[index]] = member
            if folder:
                write_member(folder, missing[index], member)
            if self._progress:
                self._progress(len(members), wanted)

    def _task(self, number: int) -> Task:
        row = self.table.iloc[number]
        return tuple(self.asked), row.drop(["draw", "seed"]).to_dict(), int(row["seed"])


def _joined(
    asked: Sequence[Scenario], table: pd.DataFrame, members: Sequence[Member], folder: Path | None
) -> Ensemble:
    found = Ensemble(
        {each.id: each for each in asked},
        table[["draw", "seed"]].reset_index(drop=True),
        table.drop(columns=["draw", "seed"]).reset_index(drop=True),
        tuple(members),
        folder,
    )
    insist_on_different_draws(found)
    return found


def _carry_out(runner: _Runner, place: RunFolder, wanted: int, precision: float | None) -> Ensemble:
    """Run what is missing in ``place`` and write its tables."""
    if not (place.path / DRAWS_TABLE).exists():
        with written(place.path / DRAWS_TABLE) as file:
            runner.table.to_parquet(file, index=False)
    with terminated_in_order():
        found = runner.until(wanted, precision, place.path)
    found = replace(found, folder=place.path, warnings=warnings_of_ensemble(found))
    write_summaries(found)
    place.update(
        status=COMPLETE,
        draws=len(found.draws),
        warnings=list(found.warnings),
        finished=datetime.now().astimezone().isoformat(timespec="seconds"),
    )
    return found
