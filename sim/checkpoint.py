"""Stopping at any month and going on later, to the same bytes."""

import os
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from sim.errors import InputError


def _identity(model) -> np.ndarray:
    """Return what must agree between the saved and the continuing model."""
    text = f"{model.question.to_yaml()}{model.scale}{model.draw_seed}{tuple(model.parameters)}"
    return np.frombuffer(text.encode(), np.uint8)


def write_checkpoint(model, path: Path) -> None:
    """Write the changing state of ``model`` to ``path`` (a NumPy archive), atomically."""
    errors = [
        (row["month"], row["metric"], row["value"], row["standard_error"])
        for row in model.sampling_errors
    ]
    partial = path.with_name(path.name + ".partial")
    with open(partial, "wb") as file:
        np.savez(
            file,
            identity=_identity(model),
            month=model.month,
            counts=model.counts[: model.month],
            village_counts=model.village_counts,
            sampling_errors=np.array(errors, dtype="U7,U40,f8,f8"),
            **model.citizens.columns._asdict(),
        )
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def read_checkpoint(model, path: Path) -> None:
    """Put ``model``, just built, into the state saved in ``path``.

    Raises InputError when the file is damaged or belongs to another model.
    """
    try:
        with np.load(path, allow_pickle=False) as saved:
            state = {name: saved[name] for name in saved.files}
    except (OSError, ValueError, EOFError, KeyError, BadZipFile) as error:
        raise InputError(f"damaged checkpoint ({error})", "a saved model", file=path) from None
    if not np.array_equal(state["identity"], _identity(model)):
        raise InputError(
            "checkpoint of another run", "the same scenario, scale, seed and parameters", file=path
        )
    for name, column in model.citizens.columns._asdict().items():
        column[:] = state[name]
    model.month = int(state["month"])
    model.counts[: model.month] = state["counts"]
    model.village_counts[:] = state["village_counts"]
    names = ("month", "metric", "value", "standard_error")
    model.sampling_errors = [
        dict(zip(names, row, strict=True)) for row in state["sampling_errors"].tolist()
    ]
