"""The folder of a study: born whole, never overwritten, complete or resumable at any moment.

``manifest.json`` says how the study is made and whether its status is "running" or "complete";
``study.yaml`` is the study with every default written out.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from sim.calibrate.study import Study, parse
from sim.errors import InputError
from sim.experiment import provenance
from sim.experiment.files import write_text
from sim.experiment.folder import RUNNING, RunFolder
from sim.scenario.files import read_text

KIND = "calibrate"
STUDY = "study.yaml"


def _first_manifest(study: Study) -> dict[str, Any]:
    return {
        "kind": KIND,
        "status": RUNNING,
        "study": {"id": study.id, "sha256": provenance.digest(study.to_yaml().encode())},
        "scenarios": [{"id": "baseline"}],
        "dvctt": provenance.dvctt_version(),
        "code_revision": provenance.code_revision(),
        "fingerprint": provenance.fingerprint(),
        "inputs": provenance.input_digests(),
        "started": datetime.now().astimezone().isoformat(timespec="seconds"),
    }


class StudyFolder(RunFolder):
    """The folder ``path`` in which a study is carried out."""

    goes_on_with = "dvctt calibrate --resume"

    @classmethod
    def begin(cls, out: Path, study: Study) -> "StudyFolder":
        """Return a new folder below ``out`` for ``study``, named by it and the time.

        Raises InputError, and leaves nothing behind, when ``out`` cannot be written.
        """
        made = cls.create(out, f"{KIND}-{study.id}", [], _first_manifest(study))
        write_text(made.path / STUDY, study.to_yaml())
        return made

    @property
    def study(self) -> Study:
        """Return the study; raise InputError when it is not the one that the folder began with."""
        manifest = self.manifest
        if manifest.get("kind") != KIND:
            raise InputError(f"{self.path} is no folder of a study", "one that calibrate made")
        path = self.path / STUDY
        text = read_text(path)
        if provenance.digest(text.encode()) != manifest["study"]["sha256"]:
            raise InputError(
                f"{path} is not the study that the folder was begun with",
                "the same study, or the results would be a mixture",
                hint=f"Begin anew with: dvctt calibrate {path}",
            )
        return parse(text, str(path))
