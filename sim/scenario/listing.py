"""The list of shipped scenarios."""

from pathlib import Path
from typing import NamedTuple

from sim.scenario import shelf
from sim.scenario.loading import load
from sim.scenario.parts import Bilingual


class Listed(NamedTuple):
    """A shipped scenario: its id, its title in both languages, its file."""

    id: str
    title: Bilingual
    file: Path


def list_scenarios() -> list[Listed]:
    """Return the shipped scenarios, the baseline first, the others by id."""
    ids = sorted(shelf.shipped_ids(), key=lambda name: (name != "baseline", name))
    files = [shelf.shipped_path(name) for name in ids]
    return [Listed(name, load(file).title, file) for name, file in zip(ids, files, strict=True)]
