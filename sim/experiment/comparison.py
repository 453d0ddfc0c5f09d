"""Scenarios compared on the same citizens, who share all luck: the difference is the policy's."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.asking import chosen, insist_on_same_people
from sim.experiment.estimate import insist_on_memory
from sim.experiment.files import read_tables
from sim.experiment.folder import RunFolder
from sim.experiment.idle import idle_policies, same_as_first
from sim.experiment.living import Progress, carry_out
from sim.experiment.lockstep import Lockstep
from sim.experiment.manifest import first_manifest
from sim.experiment.paired import paired
from sim.experiment.single import Run, read_run, run_of
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Comparison:
    """A finished comparison; the first of ``runs`` (by scenario id) is the baseline.

    ``tables`` hold paired differences by scope, in long form (a row a month, group and metric), and
    "gained": adults who used online services in the year only with, or only without, the policy.
    """

    runs: dict[str, Run]
    tables: dict[str, "pd.DataFrame"]
    warnings: tuple[str, ...] = ()
    folder: Path | None = None

    @property
    def baseline(self) -> Run:
        """Return the run that the others are compared with."""
        return next(iter(self.runs.values()))

    @property
    def nation(self) -> "pd.DataFrame":
        """Return the national differences."""
        return self.tables["nation"]

    @property
    def provinces(self) -> "pd.DataFrame":
        """Return the differences of the 63 provinces of before July 2025."""
        return self.tables["province"]

    @property
    def gained(self) -> "pd.DataFrame":
        """Return adults gained and lost, exact on the same citizens."""
        return self.tables["gained"]

    def files(self) -> dict[str, dict[str, "pd.DataFrame"]]:
        """Return the tables by the folder that they belong in."""
        own = {f"runs/{name}/tables": each.tables for name, each in self.runs.items()}
        return {"tables": self.tables, **own}

    def record(self) -> dict[str, Any]:
        """Return targets and warnings as plain data."""
        targets = {name: each.record()["targets"] for name, each in self.runs.items()}
        return {"targets": targets, "warnings": list(self.warnings)}


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
    folder = RunFolder.create(Path(out), _name([each.id for each in asked]), asked, manifest)
    with folder.worked_on():
        return carry_out(lockstep, conclude, folder, progress)


def _name(ids: list[str]) -> str:
    """Return what the folder of a comparison is called, before the time."""
    more = len(ids) - 2
    return f"compare-{ids[0]}-{ids[1]}" + (f"-and-{more}-more" if more else "")


def conclude(lockstep: Lockstep, folder: Path | None) -> Comparison:
    """Return the results of the models of ``lockstep``, which have lived all their months."""
    runs = {model.question.id: run_of(model) for model in lockstep.models}
    tables = paired({name: each.tables for name, each in runs.items()})
    tables["gained"] = lockstep.gained.table()
    warnings = [text for model in lockstep.models for text in idle_policies(model)]
    return Comparison(runs, tables, (*warnings, *same_as_first(lockstep.models)), folder)


def read_comparison(path: Path, manifest: dict[str, Any]) -> Comparison:
    """Return the comparison whose complete folder is ``path``."""
    ids = [scenario["id"] for scenario in manifest["scenarios"]]
    return Comparison(
        {name: read_run(path / "runs" / name, manifest) for name in ids},
        read_tables(path / "tables"),
        tuple(manifest.get("warnings", ())),
        path,
    )
