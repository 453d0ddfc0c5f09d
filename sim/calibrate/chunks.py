"""Chunks of a bank: some simulations in a row, done together and kept in one file.

A file is written whole, says what its numbers come from, and holds a digest of itself, so that a
damaged file or one of another bank is never taken for a part of this one.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.calibrate.operators import statistics
from sim.calibrate.priors import Priors
from sim.calibrate.simulate import simulate
from sim.errors import InputError
from sim.experiment.files import written

_ARRAYS = ("index", "seed", "parameters", "statistics")
_TEXTS = ("identity", "messages")
_CANNOT_READ = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True)
class Task:
    """The simulations ``first`` to ``first + count - 1`` of a round."""

    priors: Priors
    seed: int
    round: int
    first: int
    count: int
    end: str
    scale: int


@dataclass(frozen=True, eq=False)
class Chunk:
    """What the simulations of a task came to.

    ``index`` int64[n], ``seed`` uint32[n], ``parameters`` float64[n, parameters], ``statistics``
    float64[n, statistics], NaN in the rows of failed simulations; ``messages`` says by index why
    they failed.
    """

    index: np.ndarray
    seed: np.ndarray
    parameters: np.ndarray
    statistics: np.ndarray
    messages: Mapping[int, str]


def simulated(task: Task) -> Chunk:
    """Return what the simulations of ``task`` come to; one that fails does not stop the others."""
    index = np.arange(task.first, task.first + task.count)
    seeds, values = task.priors.draw(task.seed, task.round, index)
    found = np.full((task.count, len(statistics())), np.nan)
    messages = {}
    for at, (seed, row) in enumerate(zip(seeds, values, strict=True)):
        named = dict(zip(task.priors.names, row, strict=True))
        try:
            found[at] = simulate(named, int(seed), task.end, task.scale)
        except InterruptedError:  # the study is being stopped
            raise
        except Exception as error:  # whatever it is, the parameters that led there are recorded
            messages[int(index[at])] = f"{type(error).__name__}: {error}"
    return Chunk(index, seeds, values, found, messages)


def _as_array(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), np.uint8)


def _digest(arrays: Mapping[str, np.ndarray]) -> str:
    total = hashlib.sha256()
    for name in (*_TEXTS, *_ARRAYS):
        array = arrays[name]
        total.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()


def write_chunk(path: Path, chunk: Chunk, identity: Mapping[str, Any]) -> None:
    """Write ``chunk`` of the bank with ``identity`` to ``path``, whole or not at all."""
    texts = {"identity": identity, "messages": {str(k): v for k, v in chunk.messages.items()}}
    arrays = {name: _as_array(json.dumps(text, sort_keys=True)) for name, text in texts.items()}
    arrays |= {name: getattr(chunk, name) for name in _ARRAYS}
    with written(path) as file:
        np.savez(file, digest=_as_array(_digest(arrays)), **arrays)


def read_chunk(path: Path) -> tuple[Chunk, dict[str, Any]]:
    """Return the chunk in ``path`` and the identity of its bank.

    Raises InputError when the file is damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in (*_TEXTS, *_ARRAYS)}
            digest = file["digest"].tobytes().decode()
        if digest != _digest(arrays):
            raise ValueError("its digest differs")
        identity, messages = (json.loads(arrays[name].tobytes()) for name in _TEXTS)
    except _CANNOT_READ as error:
        raise InputError(
            f"a damaged file of a bank ({error})",
            "the file as it was written",
            file=path,
            hint="Remove it, and --resume simulates this part again.",
        ) from None
    numbers = {int(index): text for index, text in messages.items()}
    return Chunk(*(arrays[name] for name in _ARRAYS), numbers), identity
