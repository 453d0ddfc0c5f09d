"""What the numbers of a bank come from: enough to know whether two files belong together.

Only what decides on a simulation and its statistics is named. Reported values, their tolerances and
the inference may change without making a bank worthless.
"""

import json
import platform
from importlib import metadata
from typing import Any

from sim import shipped
from sim.calibrate.operators import statistics
from sim.calibrate.priors import Priors
from sim.calibrate.simulate import baseline
from sim.calibrate.study import Study
from sim.experiment import provenance

# Of the bank, and of the program that fills it: another program may read it, but not add to it.
OF_THE_BANK = ("seed", "round", "scale", "end", "priors", "statistics")
OF_THE_PROGRAM = ("program", "tables", "baseline scenario", "packages", "kind of machine")

_MODEL = ("behaviour", "drivers", "places", "policies", "scenario")
_SUMMARY = ("chunks.py", "operators.py", "priors.py", "simulate.py")
_PACKAGES = ("mesa", "numba", "numpy", "scipy")


def _digest(content: Any) -> str:
    return provenance.digest(json.dumps(content, ensure_ascii=False).encode())


def _program() -> str:
    """Return the digest of the sources that a simulation and its statistics pass through."""
    package = shipped.data().parent
    paths = [*package.glob("*.py"), *(package / "calibrate" / name for name in _SUMMARY)]
    paths += [path for folder in _MODEL for path in (package / folder).rglob("*.py")]
    return _digest(
        {
            path.relative_to(package).as_posix(): provenance.digest(path.read_bytes())
            for path in sorted(paths)
        }
    )


def identity(study: Study, round: int, drawn_from: Priors) -> dict[str, Any]:
    """Return, by what it stands for, everything that decides on the numbers of a round."""
    shapes = [(p.name, p.distribution, p.low, p.mode, p.high) for p in drawn_from.each]
    summary = [(one.id, one.metric, one.scope, *one.months) for one in statistics()]
    tables = {
        name: digest
        for name, digest in provenance.input_digests().items()
        if name.startswith("data/")
    }
    packages = [f"{name} {metadata.version(name)}" for name in _PACKAGES]
    return {
        "seed": study.seed,
        "round": round,
        "scale": study.scale,
        "end": study.end,
        "priors": _digest(shapes),
        "statistics": _digest(summary),
        "program": _program(),
        "tables": _digest(tables),
        "baseline scenario": _digest(baseline(study.end, study.scale).content()),
        "packages": ", ".join((f"python {platform.python_version()}", *packages)),
        "kind of machine": provenance.machine(),
    }
