"""The folder of a sensitivity analysis: never overwritten, complete or resumable at any moment.

``manifest.json`` holds the plan, with the study in full; below ``morris/`` and ``sobol/`` are the
runs, in ``tables/`` and ``pictures/`` what came out.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from sim.calibrate.sensitivity.plan import PACKAGE, Plan
from sim.calibrate.study import parse
from sim.errors import InputError
from sim.experiment import provenance
from sim.experiment.folder import RUNNING, RunFolder

KIND = "sensitivity"


def _first_manifest(plan: Plan) -> dict[str, Any]:
    return {
        "kind": KIND,
        "status": RUNNING,
        "study": plan.study.to_yaml(),
        "bank": str(plan.bank.resolve()) if plan.bank else None,
        "methods": plan.methods,
        "trajectories": plan.trajectories,
        "base": plan.base,
        "only": plan.only,
        "scenarios": ["baseline", PACKAGE],
        "dvctt": provenance.dvctt_version(),
        "code_revision": provenance.code_revision(),
        "fingerprint": provenance.fingerprint(),
        "inputs": provenance.input_digests(),
        "started": datetime.now().astimezone().isoformat(timespec="seconds"),
    }


class SensitivityFolder(RunFolder):
    """The folder ``path`` of a sensitivity analysis."""

    goes_on_with = "dvctt sensitivity --resume"

    @classmethod
    def begin(cls, out: Path, plan: Plan) -> "SensitivityFolder":
        """Return a new folder below ``out`` for ``plan``, named by its study and the time.

        Raises InputError, and leaves nothing behind, when ``out`` cannot be written.
        """
        return cls.create(out, f"{KIND}-{plan.study.id}", [], _first_manifest(plan))

    @property
    def plan(self) -> Plan:
        """Return what is analysed; raise InputError when this is no folder of an analysis."""
        manifest = self.manifest
        if manifest.get("kind") != KIND:
            raise InputError(f"{self.path} is no folder of a sensitivity analysis")
        bank = Path(manifest["bank"]) if manifest["bank"] else None
        study = parse(manifest["study"], str(self.path / "manifest.json"))
        return Plan(
            study,
            bank,
            tuple(manifest["methods"]),
            manifest["trajectories"],
            manifest["base"],
            tuple(manifest["only"]),
        )
