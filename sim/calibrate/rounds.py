"""One round of a bank on disk: which files there are, and what all of them come from."""

import json
from pathlib import Path
from typing import Any

from sim.calibrate.chunks import Chunk, Task, read_chunk
from sim.calibrate.identity import OF_THE_BANK, OF_THE_PROGRAM, identity
from sim.calibrate.priors import Box, priors
from sim.calibrate.study import Study
from sim.errors import InputError
from sim.experiment.files import write_text

SIMULATIONS = 50  # in a file: some seconds of work, so that a kill costs little
_BOX = "box.json"


def _folder(study_folder: Path, number: int) -> Path:
    return study_folder / "bank" / f"round-{number}"


def kept_box(folder: Path, number: int) -> Box | None:
    """Return the box that round ``number`` in the ``folder`` of a study was begun with, or None.

    Raises InputError when its file is damaged.
    """
    path = _folder(folder, number) / _BOX
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {name: (float(low), float(high)) for name, (low, high) in content.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise InputError(f"a damaged box ({error})", file=path) from None


class Round:
    """The files of round ``number`` of ``study`` in ``folder``, of which some may be missing.

    ``box`` cuts the priors of the fitted parameters; without one, that of the files is taken.
    Raises InputError when a file is damaged, or of another bank.
    """

    def __init__(self, study: Study, folder: Path, number: int, box: Box | None = None):
        self.study, self.number = study, number
        self.path = _folder(folder, number)
        kept = kept_box(folder, number)
        if kept is not None and box is not None and kept != box:
            raise InputError("another box than that of the round", file=self.path / _BOX)
        self.box = box or kept or {}
        self.priors = priors(study, self.box)
        self.identity = identity(study, number, self.priors)
        self.tasks = self._tasks()
        self.chunks: dict[int, Chunk] = {}
        self._program: dict[str, Any] | None = None  # that made the files that are there
        for at in range(len(self.tasks)):
            if self.file(at).exists():
                self.chunks[at] = self._read(at)

    @property
    def missing(self) -> list[int]:
        """Return the numbers of the files that are not there."""
        return [at for at in range(len(self.tasks)) if at not in self.chunks]

    @property
    def simulations(self) -> int:
        """Return how many simulations the files have."""
        return sum(self.tasks[at].count for at in self.chunks)

    def file(self, at: int) -> Path:
        """Return where file number ``at`` is."""
        return self.path / f"chunk-{at:05d}.npz"

    def insist_on_this_program(self) -> None:
        """Raise InputError when files are of another program: together they would be a mixture."""
        made_by = self._program or {}
        mixed = [what for what, value in made_by.items() if value != self.identity[what]]
        if mixed:
            raise InputError(
                f"{self.path} was begun with another {' and '.join(mixed)}",
                "the same, or the results would be a mixture",
                hint="Begin the study anew, or go on with what it was begun with.",
            )

    def begin(self) -> None:
        """Make the folder and keep the box; raise InputError when files are of another program."""
        self.insist_on_this_program()
        self.path.mkdir(parents=True, exist_ok=True)
        if self.box and not (self.path / _BOX).exists():
            write_text(self.path / _BOX, json.dumps(self.box, indent=1) + "\n")

    def _tasks(self) -> list[Task]:
        in_all = self.study.simulations[self.number - 1]
        return [
            Task(
                priors=self.priors,
                seed=self.study.seed,
                round=self.number,
                first=first,
                count=min(SIMULATIONS, in_all - first),
                end=self.study.end,
                scale=self.study.scale,
            )
            for first in range(0, in_all, SIMULATIONS)
        ]

    def _read(self, at: int) -> Chunk:
        path, task = self.file(at), self.tasks[at]
        chunk, its = read_chunk(path)
        other = [what for what in OF_THE_BANK if its.get(what) != self.identity[what]]
        if list(chunk.index) != list(range(task.first, task.first + task.count)):
            other.append("simulations")
        if other:
            raise InputError(
                f"the file of another bank, with another {' and '.join(other)}",
                "simulations of this study and of the present parameters and figures",
                file=path,
            )
        program = {what: its.get(what) for what in OF_THE_PROGRAM}
        if self._program not in (None, program):
            raise InputError("the file of another program", "one program a bank", file=path)
        self._program = program
        return chunk
