"""The shipped scenarios: their names and files."""

import os
from pathlib import Path

from sim import shipped
from sim.errors import InputError, nearest


def shipped_ids() -> list[str]:
    """Return the ids of the shipped scenarios."""
    return sorted(path.stem for path in shipped.scenarios().glob("*.yaml"))


def shipped_path(name: str) -> Path:
    """Return the file of the shipped scenario ``name``, whether or not there is one."""
    return shipped.scenarios() / f"{name}.yaml"


def find(name_or_path: str) -> Path:
    """Return the file of a shipped scenario or of a path.

    Raises InputError with the nearest shipped name when there is neither.
    """
    path = Path(name_or_path)
    if os.path.isfile(path):
        return path
    if name_or_path in shipped_ids():
        return shipped_path(name_or_path)
    raise InputError(
        f'no scenario "{name_or_path}"',
        "a YAML file or one of " + ", ".join(shipped_ids()),
        nearest=nearest(path.stem, shipped_ids()),
    )
