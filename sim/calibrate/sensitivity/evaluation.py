"""The runs of a design, kept as they are done: ``<method>/chunk-00000.npz`` and so on.

Files are only ever added. A run is a pure function of the design and of its row, so the files are
the same bytes however many workers made them and however often they were stopped.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.calibrate.chunks import Chunk, read_chunk, write_chunk
from sim.calibrate.sensitivity.designs import Design
from sim.calibrate.sensitivity.factors import Question
from sim.calibrate.sensitivity.outputs import OUTPUTS, evaluate
from sim.errors import InputError
from sim.experiment import provenance
from sim.experiment.stopping import terminated_in_order
from sim.experiment.tasks import finished
from sim.parameters import point

RUNS = 10  # in a file: some seconds of work, so that a kill costs little

# What a run passes through beyond the program that a fingerprint speaks of.
_SOURCES = ("operators.py", "priors.py", "sensitivity/factors.py", "sensitivity/outputs.py")

Progress = Callable[[int, int], None]  # is told the runs done and those in all


@dataclass(frozen=True, eq=False)
class Task:
    """The rows of a design from ``first`` on; ``shares`` is float64[runs, factors]."""

    question: Question
    first: int
    shares: np.ndarray


def evaluated(task: Task) -> Chunk:
    """Return what the runs of ``task`` come to; one that fails does not stop the others."""
    points = task.question.points(task.shares)
    index = np.arange(task.first, task.first + len(points))
    found = np.full((len(points), len(OUTPUTS)), np.nan)
    messages = {}
    for at, each in enumerate(points):
        try:
            found[at] = evaluate(task.question, each)
        except InterruptedError:  # somebody stops the analysis
            raise
        except Exception as error:  # whatever it is, the shares that led there are recorded
            messages[int(index[at])] = f"{type(error).__name__}: {error}"
    seeds = np.array([point.seed for point in points], np.uint32)
    return Chunk(index, seeds, task.shares, found, messages)


def _identity(design: Design) -> dict[str, Any]:
    """Return, by what it stands for, everything that decides on the numbers of a design."""
    question = design.question
    priors = [asdict(prior) | {"usual": point()[prior.name]} for prior in question.priors.each]
    outputs = [asdict(output) for output in OUTPUTS]
    scenarios = [each.to_yaml() for each in (question.baseline, question.package)]
    folder = Path(__file__).parents[1]
    sources = b"".join((folder / name).read_bytes() for name in _SOURCES)
    parts = {
        "method": design.method,
        "factors": question.varied,
        "seed": question.seed,
        "design": provenance.digest(np.ascontiguousarray(design.shares).tobytes()),
        "priors": provenance.digest(json.dumps(priors).encode()),
        "outputs": provenance.digest(json.dumps(outputs).encode()),
        "scenarios": provenance.digest("\n".join(scenarios).encode()),
        "way of running": provenance.digest(sources),
    }
    return json.loads(json.dumps(parts)) | provenance.fingerprint()


def evaluate_design(
    design: Design,
    folder: Path,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """Return the outputs of all runs of ``design``, float64[runs, outputs], kept in ``folder``.

    What is there already is not run again. Raises InputError for a damaged file or one of another
    design or program, and when runs failed or came to numbers that are not finite.
    """
    place, identity = folder / design.method, _identity(design)
    place.mkdir(parents=True, exist_ok=True)
    tasks = [
        Task(design.question, first, design.shares[first : first + RUNS])
        for first in range(0, len(design.shares), RUNS)
    ]
    files = [place / f"chunk-{at:05d}.npz" for at in range(len(tasks))]
    chunks = {at: _read(files[at], identity) for at in range(len(tasks)) if files[at].exists()}
    done = sum(len(chunk.index) for chunk in chunks.values())
    missing = [at for at in range(len(tasks)) if at not in chunks]
    wanted = [tasks[at] for at in missing]
    with terminated_in_order():
        for number, chunk in finished(evaluated, wanted, workers=workers, cluster=cluster):
            at = missing[number]
            write_chunk(files[at], chunk, identity)
            chunks[at] = chunk
            done += len(chunk.index)
            if progress:
                progress(done, len(design.shares))
    ordered = [chunks[at] for at in range(len(tasks))]
    _insist_on_success(ordered, place)
    return np.concatenate([chunk.statistics for chunk in ordered])


def _read(path: Path, identity: dict[str, Any]) -> Chunk:
    chunk, found = read_chunk(path)
    other = [what for what in identity if found.get(what) != identity[what]]
    if other:
        raise InputError(
            f"runs of another design, with another {' and '.join(other)}",
            "runs of this design and program, or the indices would be of a mixture",
            file=path,
            hint="Begin the analysis anew.",
        )
    return chunk


def _insist_on_success(chunks: list[Chunk], place: Path) -> None:
    messages = {number: text for chunk in chunks for number, text in chunk.messages.items()}
    if messages:
        first = min(messages)
        raise InputError(
            f"{len(messages)} runs of {place} failed, the first being run {first} "
            f"({messages[first]})",
            "runs without failure, as one missing number makes all indices wrong",
        )
