"""What the manifest of a run says from the start; the end adds time, memory and verdicts."""

import platform
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.calendar import month_label
from sim.experiment import provenance
from sim.experiment.estimate import estimate
from sim.experiment.files import CSV_DECIMALS
from sim.experiment.folder import RUNNING
from sim.scenario import explain

if TYPE_CHECKING:
    from sim.experiment.lockstep import Lockstep
    from sim.scenario import Scenario


def _source_files(scenario: "Scenario") -> dict[str, str]:
    """Return the digests of the files that ``scenario`` and those it extends were read from."""
    names, generation = set(), scenario
    while generation is not None:
        names |= {row.file for row in explain(generation) if row.line is not None}
        generation = generation.parent
    paths = [path for path in map(Path, sorted(names)) if path.is_file()]
    return {path.as_posix(): provenance.digest(path.read_bytes()) for path in paths}


def _scenario(scenario: "Scenario") -> dict[str, Any]:
    return {
        "id": scenario.id,
        "sha256": provenance.digest(scenario.to_yaml().encode()),
        "read_from": _source_files(scenario),
    }


def _beginning(kind: str, scenarios: Sequence[dict[str, Any]], end: str) -> dict[str, Any]:
    """Return what the manifest of every experiment says; ``end`` is the last month."""
    return {
        "kind": kind,
        "status": RUNNING,
        "scenarios": list(scenarios),
        "first_month": month_label(0),
        "last_month": end,
        "dvctt": provenance.dvctt_version(),
        "code_revision": provenance.code_revision(),
        "versions": provenance.versions(),
        "platform": platform.platform(),
        "fingerprint": provenance.fingerprint(),
        "inputs": provenance.input_digests(),
        "csv_decimals": CSV_DECIMALS,
        "started": datetime.now().astimezone().isoformat(timespec="seconds"),
    }


def first_manifest(kind: str, lockstep: "Lockstep") -> dict[str, Any]:
    """Return the manifest of a ``kind`` ("run" or "compare") that is about to begin."""
    model = lockstep.models[0]
    scenarios = [
        _scenario(each.question) | {"parameters": each.parameters._asdict()}
        for each in lockstep.models
    ]
    return _beginning(kind, scenarios, month_label(lockstep.horizon - 1)) | {
        "seed": model.draw_seed,
        "scale": model.scale,
        "adults": int(model.strata.adults.sum()),
        "citizens": len(model.citizens),
    }


def ensemble_manifest(
    kind: str,
    scenarios: Sequence["Scenario"],
    draws: int,
    precision: float | None,
    posterior: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the manifest of a ``kind`` over ``draws`` draws of the posterior described."""
    first = scenarios[0]
    known = {key: value for key, value in posterior.items() if isinstance(value, str | int | float)}
    return _beginning(kind, [_scenario(each) for each in scenarios], first.horizon.end) | {
        "draws": draws,
        "precision_pp": precision,
        "posterior": known,
        "scale": first.population.scale,
        "citizens": estimate(scenarios).citizens,  # in each draw, about
    }
