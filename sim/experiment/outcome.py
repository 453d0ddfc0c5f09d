"""What runs and comparisons come to, and reading it back from a complete folder.

Imports neither the model nor the compiler, so that results are shown and drawn at once.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.experiment.files import read_tables
from sim.experiment.folder import RunFolder
from sim.experiment.targets import Judged, judge
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Run:
    """A finished run: its tables by scope, and its folder if it has one.

    Over ``draws`` of the posterior the tables hold medians, and their bands as ``<metric>_p05`` to
    ``<metric>_p95``; a run at the point parameters has ``draws`` 1 and no bands. ``targets`` are
    judged by the tables; ``warnings`` name policies that change nothing.
    """

    scenario: Scenario
    tables: dict[str, "pd.DataFrame"]
    citizens: int
    targets: tuple[Judged, ...]
    warnings: tuple[str, ...] = ()
    folder: Path | None = None
    draws: int = 1

    @property
    def nation(self) -> "pd.DataFrame":
        """Return the national table, a row a month."""
        return self.tables["nation"]

    @property
    def provinces(self) -> "pd.DataFrame":
        """Return the table of the 63 provinces of before July 2025, a row a month and province."""
        return self.tables["province"]

    def files(self) -> dict[str, dict[str, "pd.DataFrame"]]:
        """Return the tables by the folder that they belong in."""
        return {"tables": self.tables}

    def record(self) -> dict[str, Any]:
        """Return targets and warnings as plain data."""
        return {
            "targets": [judged.record() for judged in self.targets],
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, eq=False)
class Comparison:
    """A finished comparison; the first of ``runs`` (by scenario id) is the baseline.

    ``tables`` hold paired differences by scope, in long form (a row a month, group and metric), and
    "gained": adults who used online services in the year only with, or only without, the policy.
    Over draws of the posterior ``difference`` is the median paired difference, with its bands.
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
    def draws(self) -> int:
        """Return over how many draws the scenarios were run; 1 at the point parameters."""
        return self.baseline.draws

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


def read(folder: str | Path) -> Run | Comparison:
    """Return the results in ``folder``; raise InputError when it is not complete."""
    place = RunFolder(Path(folder))
    manifest = place.manifest
    if not place.is_complete:
        raise InputError(
            f"{folder} is not complete", hint=f"Complete it with: dvctt resume {folder}"
        )
    if manifest["kind"] == "run":
        return _read_run(place.path, manifest)
    return _read_comparison(place.path, manifest)


def _read_run(path: Path, manifest: dict[str, Any]) -> Run:
    """Return the run whose complete folder is ``path``."""
    scenario = Scenario.load(str(path / "scenario.yaml"))
    tables = read_tables(path / "tables")
    return Run(
        scenario,
        tables,
        manifest["citizens"],
        judge(scenario, tables),
        tuple(manifest.get("warnings", ())),
        path,
        manifest.get("draws", 1),
    )


def _read_comparison(path: Path, manifest: dict[str, Any]) -> Comparison:
    """Return the comparison whose complete folder is ``path``."""
    ids = [scenario["id"] for scenario in manifest["scenarios"]]
    return Comparison(
        {name: _read_run(path / "runs" / name, manifest) for name in ids},
        read_tables(path / "tables"),
        tuple(manifest.get("warnings", ())),
        path,
    )
