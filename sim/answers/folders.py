"""Folders of sweeps and searches: the question, the draws and whatever is done, resumable."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.errors import InputError
from sim.experiment.ensemble.draws import draws_table
from sim.experiment.ensemble.running import DRAWS_TABLE
from sim.experiment.files import write_text, written
from sim.experiment.folder import COMPLETE, RunFolder
from sim.experiment.manifest import ensemble_manifest
from sim.experiment.resuming import insist_on_same_bytes, scenarios_of
from sim.scenario.files import read_text

if TYPE_CHECKING:
    from sim.calibrate.posterior import Posterior
    from sim.scenario import Scenario


def posterior_or_shipped(posterior: "Posterior | None") -> "Posterior":
    """Return ``posterior``, or the shipped one."""
    if posterior is not None:
        return posterior
    from sim.calibrate.posterior import shipped

    return shipped()


def first_draws(table: pd.DataFrame, draws: int) -> pd.DataFrame:
    """Return the first ``draws`` rows of ``table``; raise InputError when it has fewer."""
    if draws > len(table):
        raise InputError(f"{draws} draws", f"at most {len(table)}, as many as the posterior has")
    return table.iloc[:draws]


def question_file(folder: Path, kind: str) -> Path:
    """Return where a folder of ``kind`` ("sweep" or "search") keeps its question."""
    return folder / f"{kind}.yaml"


def begin(
    kind: str,
    question: Path,
    name: str,
    scenarios: Sequence["Scenario"],
    posterior: "Posterior",
    draws: int,
    out: Path,
) -> RunFolder:
    """Return a new folder below ``out`` with the ``question``, its scenarios and the draws."""
    text = read_text(question)
    once = list({scenario.id: scenario for scenario in scenarios}.values())
    manifest = ensemble_manifest(kind, once, draws, None, posterior.attrs)
    place = RunFolder.create(out, f"{kind}-{name}", once, manifest)
    write_text(question_file(place.path, kind), text)
    with written(place.path / DRAWS_TABLE) as file:
        first_draws(draws_table(posterior), draws).to_parquet(file, index=False)
    return place


def begun(place: RunFolder, kind: str) -> tuple[list["Scenario"], pd.DataFrame]:
    """Return the scenarios and the draws of a folder of ``kind`` that is to be completed.

    Raises InputError when it is of another kind or version, or was stopped before it began.
    """
    manifest = place.manifest
    if manifest["kind"] != kind:
        raise InputError(f"{place.path}, a folder of the kind {manifest['kind']}", f"a {kind}")
    scenarios = scenarios_of(place.path, manifest)
    insist_on_same_bytes(place.path, manifest)
    if not (place.path / DRAWS_TABLE).is_file():
        raise InputError(f"{place.path} was stopped before it began", hint="Ask the question anew.")
    return scenarios, pd.read_parquet(place.path / DRAWS_TABLE)


def conclude(place: RunFolder, **more) -> None:
    """Note in the manifest that all is done."""
    finished = datetime.now().astimezone().isoformat(timespec="seconds")
    place.update(status=COMPLETE, finished=finished, **more)
