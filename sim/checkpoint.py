"""Stopping at any month and going on later, to the same bytes."""

import os
from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from sim.errors import InputError


def _identity(model) -> np.ndarray:
    """Return what must agree between the saved and the continuing model."""
    text = f"{model.question.to_yaml()}{model.scale}{model.draw_seed}{tuple(model.parameters)}"
    return np.frombuffer(text.encode(), np.uint8)


def state(model) -> dict[str, np.ndarray]:
    """Return everything of ``model`` that changes from month to month, without copying it."""
    errors = [
        (row["month"], row["metric"], row["value"], row["standard_error"])
        for row in model.sampling_errors
    ]
    return {
        "month": np.array(model.month),
        "counts": model.counts[: model.month],
        "village_counts": model.village_counts,
        "sampling_errors": np.array(errors, dtype="U7,U40,f8,f8"),
        **model.citizens.columns._asdict(),
    }


def restore(model, saved: Mapping[str, np.ndarray]) -> None:
    """Put ``model``, with the same citizens, into the state that ``saved`` holds."""
    for name, column in model.citizens.columns._asdict().items():
        column[:] = saved[name]
    model.month = int(saved["month"])
    model.counts[: model.month] = saved["counts"]
    model.village_counts[:] = saved["village_counts"]
    names = ("month", "metric", "value", "standard_error")
    model.sampling_errors = [
        dict(zip(names, row, strict=True)) for row in saved["sampling_errors"].tolist()
    ]


def write_checkpoint(model, path: Path) -> None:
    """Write the changing state of ``model`` to ``path`` (a NumPy archive), atomically."""
    partial = path.with_name(path.name + ".partial")
    with open(partial, "wb") as file:
        np.savez(file, identity=_identity(model), **state(model))
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def read_checkpoint(model, path: Path) -> None:
    """Put ``model``, just built, into the state saved in ``path``.

    Raises InputError when the file is damaged or belongs to another model.
    """
    try:
        with np.load(path, allow_pickle=False) as saved:
            content = {name: saved[name] for name in saved.files}
    except (OSError, ValueError, EOFError, KeyError, BadZipFile) as error:
        raise InputError(f"damaged checkpoint ({error})", "a saved model", file=path) from None
    if not np.array_equal(content["identity"], _identity(model)):
        raise InputError(
            "checkpoint of another run", "the same scenario, scale, seed and parameters", file=path
        )
    restore(model, content)
