"""The folder of a run: born whole, never overwritten, complete or resumable at any moment.

``manifest.json`` says how the run is made and whether its status is "running" or "complete";
``scenario.yaml`` (in a comparison ``runs/<id>/scenario.yaml``) is the resolved scenario.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.experiment.files import write_text
from sim.experiment.lock import NAME_OF_LOCK, locked
from sim.experiment.stopping import resumable

if TYPE_CHECKING:
    from sim.scenario import Scenario

MANIFEST = "manifest.json"
RUNNING, COMPLETE = "running", "complete"


def scenario_file(kind: str, scenario_id: str) -> str:
    """Return where a folder of ``kind`` ("run" or "compare") keeps a scenario."""
    return "scenario.yaml" if kind == "run" else f"runs/{scenario_id}/scenario.yaml"


def folder_name(scenarios: Sequence["Scenario"]) -> str:
    """Return what the folder of a run or a comparison is called, before the time."""
    first, *others = [scenario.id for scenario in scenarios]
    if not others:
        return first
    more = len(others) - 1
    return f"compare-{first}-{others[0]}" + (f"-and-{more}-more" if more else "")


def insist_on_writable(out: Path) -> None:
    """Raise InputError when no folder can be made in ``out``; nothing is written to find out."""
    place = out
    while not place.exists() and place != place.parent:
        place = place.parent
    if not (place.is_dir() and os.access(place, os.W_OK)):
        raise _cannot_write(out, f"{place} does not allow it")


def _cannot_write(out: Path, reason: str) -> InputError:
    return InputError(
        f"{out} cannot be written ({reason})",
        "a folder for results",
        hint="Name another one with --out.",
    )


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _fill(folder: Path, scenarios: Sequence["Scenario"], manifest: Mapping[str, Any]) -> None:
    for scenario in scenarios:
        path = folder / scenario_file(manifest["kind"], scenario.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, scenario.to_yaml())
    write_text(folder / MANIFEST, _json(manifest))


def _move(folder: Path, name: str) -> Path:
    """Give ``folder`` the first free name of ``name``, ``name``-2, ``name``-3 and so on."""
    number = 1
    while True:
        path = folder.with_name(name if number == 1 else f"{name}-{number}")
        if not path.exists():
            try:
                return folder.rename(path)
            except OSError:
                if not path.exists():
                    raise
        number += 1


class RunFolder:
    """The folder ``path`` of a run or a comparison."""

    goes_on_with = "dvctt resume"

    def __init__(self, path: Path):
        self.path = path

    @classmethod
    def create(
        cls, out: Path, name: str, scenarios: Sequence["Scenario"], manifest: Mapping[str, Any]
    ) -> "RunFolder":
        """Return a new folder below ``out``, named by ``name`` and the time, with its first files.

        It gets its name when everything is in it. Raises InputError, and leaves nothing behind,
        when ``out`` cannot be written.
        """
        name = f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
        unborn = out / f".{name}.{os.getpid()}.new"
        try:
            unborn.mkdir(parents=True)
            _fill(unborn, scenarios, manifest)
            return cls(_move(unborn, name))
        except OSError as error:
            shutil.rmtree(unborn, ignore_errors=True)
            raise _cannot_write(out, error.strerror or str(error)) from None

    @property
    def manifest(self) -> dict[str, Any]:
        """Return the manifest; raise InputError when this is no folder of a run."""
        path = self.path / MANIFEST
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if content["status"] not in (RUNNING, COMPLETE) or not content["scenarios"]:
                raise ValueError("an unknown status")
        except OSError as error:
            found = f"{self.path} has no {MANIFEST} ({error.strerror})"
            raise InputError(found, "a folder that a run made, as in outputs/") from None
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"damaged manifest ({error!r})", file=path) from None
        return content

    @property
    def is_complete(self) -> bool:
        """Return whether all results are there."""
        return self.manifest["status"] == COMPLETE

    def update(self, **changes: Any) -> None:
        """Change entries of the manifest."""
        write_text(self.path / MANIFEST, _json(self.manifest | changes))

    @contextmanager
    def worked_on(self) -> Iterator[None]:
        """Keep other processes out, and tidy up when the run is complete in the end.

        Raises InputError when another process is at work here or the folder cannot be written,
        Interrupted or Unfinished when the work is cut short.
        """
        with locked(self.path), resumable(f"{self.goes_on_with} {self.path}"):
            yield
        self.tidy()

    def tidy(self) -> None:
        """Remove what only an unfinished run needs, as far as the folder can be written."""
        for path in (*self.path.glob("checkpoint-*"), *self.path.glob(".checkpoint-*")):
            shutil.rmtree(path, ignore_errors=True)
        with suppress(OSError):
            for path in self.path.rglob(".*.partial"):
                path.unlink(missing_ok=True)
            (self.path / NAME_OF_LOCK).unlink(missing_ok=True)
