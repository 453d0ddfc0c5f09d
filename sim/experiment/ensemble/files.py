"""The members of an ensemble on disk: one file a draw, whole or not there."""

from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from sim.errors import InputError
from sim.experiment.files import written
from sim.experiment.member import Member

MEMBERS = "members"
_GAINED = "gained"


def member_file(folder: Path, number: int) -> Path:
    """Return where the ensemble in ``folder`` keeps its member ``number``."""
    return folder / MEMBERS / f"{number:05d}.npz"


def write_member(folder: Path, number: int, member: Member) -> None:
    """Write ``member`` into ``folder``, whole or not at all."""
    arrays = {
        f"{scenario}/{scope}": values
        for scenario, scopes in member.values.items()
        for scope, values in scopes.items()
    } | {
        f"{scenario}/{_GAINED}/{scope}": values
        for scenario, scopes in member.gained.items()
        for scope, values in scopes.items()
    }
    path = member_file(folder, number)
    path.parent.mkdir(exist_ok=True)
    with written(path) as file:
        np.savez(file, **arrays)


def read_member(folder: Path, number: int) -> Member:
    """Return member ``number`` of ``folder``; raise InputError where its file is damaged."""
    path = member_file(folder, number)
    values: dict[str, dict[str, np.ndarray]] = {}
    gained: dict[str, dict[str, np.ndarray]] = {}
    try:
        with np.load(path, allow_pickle=False) as saved:
            content: Mapping[str, np.ndarray] = {name: saved[name] for name in saved.files}
    except (OSError, ValueError, EOFError, KeyError, BadZipFile) as error:
        raise InputError(
            f"damaged member ({error})",
            "what a run wrote",
            file=path,
            hint="Delete the file and complete the folder with: dvctt resume",
        ) from None
    for name, array in content.items():
        scenario, *kind, scope = name.split("/")
        (gained if kind else values).setdefault(scenario, {})[scope] = array
    return Member(values, gained)
