"""Running a sweep: points that share a world live together, each draw after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.answers import folders
from sim.answers.measuring import Draw, Task, draws_in, last_month, measured, shortened
from sim.answers.sweep.question import Grid, Point, read_sweep, reread
from sim.answers.sweep.tables import tables_of
from sim.errors import InputError
from sim.experiment.ensemble.draws import draws_table
from sim.experiment.files import read_tables, write_tables, written
from sim.experiment.folder import RunFolder
from sim.experiment.stopping import terminated_in_order
from sim.experiment.tasks import finished

if TYPE_CHECKING:
    from sim.calibrate.posterior import Posterior

KIND = "sweep"
_AT_ONCE = 8  # points of one task beside their baseline, so that memory stays small
_RESULTS = "results"


@dataclass(frozen=True)
class Swept:
    """The tables of a finished sweep ("sweep" and "summary", see ``tables_of``) and its folder."""

    tables: dict[str, pd.DataFrame]
    folder: Path | None = None


@dataclass(frozen=True)
class _Job:
    """Points with one baseline under one draw."""

    draw: Draw
    points: tuple[Point, ...]

    def task(self, grid: Grid) -> Task:
        end = last_month(grid.measures)
        scenarios = (self.points[0].baseline, *(point.scenario for point in self.points))
        return Task(tuple(shortened(each, end) for each in scenarios), self.draw, grid.measures)


def sweep(
    question: str | Path | Grid,
    *,
    posterior: "Posterior | None" = None,
    draws: int | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    progress=None,
) -> Swept:
    """Run the sweep in the file ``question`` (or a Grid that was read).

    ``draws`` replaces the number in the file. With ``out``, which needs the file, results go into a
    new folder below it that can be completed. ``progress`` is told tasks done and tasks in all.
    Raises InputError for anything that is wrong in the file.
    """
    grid = question if isinstance(question, Grid) else read_sweep(question)
    source = folders.posterior_or_shipped(posterior)
    wanted = draws or grid.sweep.draws
    table = folders.first_draws(draws_table(source), wanted)
    if out is None:
        return _carry_out(grid, table, None, workers, cluster, progress)
    scenarios = (grid.baseline, grid.scenario)
    place = folders.begin(KIND, Path(question), grid.sweep.id, scenarios, source, wanted, Path(out))
    with place.worked_on():
        return _carry_out(grid, table, place, workers, cluster, progress)


def complete(
    folder: str | Path,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    progress=None,
) -> Swept:
    """Finish the sweep in ``folder``; nothing is run twice.

    Raises InputError when the program, its tables or the scenarios are not those it was begun with.
    """
    place = RunFolder(Path(folder))
    if place.is_complete:
        return Swept(read_tables(place.path / "tables"), place.path)
    with place.worked_on():
        scenarios, table = folders.begun(place, KIND)
        path = folders.question_file(place.path, KIND)
        grid = reread(path, scenarios[0], scenarios[-1])
        return _carry_out(grid, table, place, workers, cluster, progress)


def _carry_out(
    grid: Grid, table: pd.DataFrame, place: RunFolder | None, workers, cluster, progress
) -> Swept:
    jobs = list(_jobs(grid, table))
    kept = _Kept(place and place.path / _RESULTS)
    missing = [number for number in range(len(jobs)) if not kept.has(number)]
    tasks = [jobs[number].task(grid) for number in missing]
    with terminated_in_order():
        results = finished(measured, tasks, workers=workers, cluster=cluster)
        for done, (index, values) in enumerate(results, start=len(jobs) - len(missing) + 1):
            kept.keep(missing[index], values)
            if progress:
                progress(done, len(jobs))
    lived = [(job.draw.number, job.points, kept.get(number)) for number, job in enumerate(jobs)]
    found = tables_of(grid, lived)
    if place:
        write_tables(found, place.path / "tables")
        folders.conclude(place, points=len(grid))
    return Swept(found, place and place.path)


def _jobs(grid: Grid, table: pd.DataFrame) -> Iterator[_Job]:
    """Yield the jobs, draw by draw, so that a part of them is as good for every point."""
    worlds = groupby(sorted(grid.points(), key=_world), key=_world)
    batches = [
        same[at : at + _AT_ONCE]
        for same in (tuple(points) for _, points in worlds)
        for at in range(0, len(same), _AT_ONCE)
    ]
    for draw in draws_in(table, table["draw"]):
        for points in batches:
            yield _Job(draw, points)


def _world(point: Point) -> str:
    return point.baseline.to_yaml()


class _Kept:
    """Results by the number of their job, in a folder or in memory."""

    def __init__(self, folder: Path | None):
        self._folder, self._found = folder, {}
        if folder:
            folder.mkdir(exist_ok=True)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06d}.npy"

    def has(self, number: int) -> bool:
        return self._folder is not None and self._path(number).exists()

    def keep(self, number: int, values: np.ndarray) -> None:
        self._found[number] = values
        if self._folder:
            with written(self._path(number)) as file:
                np.save(file, values)

    def get(self, number: int) -> np.ndarray:
        if number not in self._found:
            self._found[number] = self._read(self._path(number))
        return self._found[number]

    @staticmethod
    def _read(path: Path) -> np.ndarray:
        try:
            return np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            hint = "Delete the file and complete the folder with: dvctt resume"
            raise InputError(f"damaged result ({error})", file=path, hint=hint) from None
