"""What has to be run for a page: the scenario and its baseline, unless that has been run before."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.experiment import provenance
from sim.experiment.asking import asked_for, chosen
from sim.experiment.estimate import DRAWS
from sim.experiment.folder import MANIFEST, RunFolder
from sim.experiment.resuming import insist_on_same_bytes
from sim.scenario import Scenario

_WORDS = ("id", "title", "about", "targets")  # these change no number of a run


def scenarios_for(
    question: str, baseline: str, *, scale: int | None = None, end: str | None = None
) -> list[Scenario]:
    """Return ``baseline`` and ``question``, or ``question`` alone where nothing but words differs.

    Scale, seed and last month of the question hold for both. Raises InputError for an invalid
    scenario, or for two that have different people.
    """
    asked = chosen(question, scale=scale, end=end)
    common = {
        "scale": asked.population.scale,
        "seed": asked.seed,
        "end": asked.horizon.end,
    }
    first = chosen(baseline, **common)
    if _numbers(first) == _numbers(asked):
        return [asked]
    return asked_for([first, asked])


def _numbers(scenario: Scenario) -> dict[str, Any]:
    return {key: value for key, value in scenario.content().items() if key not in _WORDS}


def finished_before(
    asked: Sequence[Scenario], draws: int | None, posterior: Mapping[str, Any], out: Path
) -> Path | None:
    """Return the newest complete folder below ``out`` that holds just what is asked, if any.

    ``posterior`` are the attributes of the one to use. Folders of another program, of other tables
    or of damaged manifests do not count.
    """
    found = sorted(out.glob(f"*/{MANIFEST}"), key=lambda path: path.stat().st_mtime, reverse=True)
    wanted = [provenance.digest(scenario.to_yaml().encode()) for scenario in asked]
    for path in found:
        try:
            place = RunFolder(path.parent)
            manifest = place.manifest
            if manifest["kind"] not in ("run", "compare") or not place.is_complete:
                continue
            if manifest.get("draws") != (draws or DRAWS):
                continue
            same = [entry["sha256"] for entry in manifest["scenarios"]] == wanted
            if same and manifest["posterior"].items() <= dict(posterior).items():
                insist_on_same_bytes(place.path, manifest)
                return place.path
        except InputError:
            continue
    return None
