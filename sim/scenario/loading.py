"""From a name or a file to a scenario: ancestors merged, overrides applied, all validated."""

from pathlib import Path

from pydantic import ValidationError

from sim.scenario import shelf
from sim.scenario.ancestry import lineage, merged
from sim.scenario.files import read_text
from sim.scenario.findings import input_error
from sim.scenario.items import Item, Place, places
from sim.scenario.scenario import Scenario

COMMAND_LINE = "command line"


def load(name_or_path: str | Path, *, scale=None, seed=None, end=None) -> Scenario:
    """Return the scenario ``name_or_path`` with overrides; see ``Scenario.load``."""
    path = shelf.find(str(name_or_path))
    given = {("population", "scale"): scale, ("seed",): seed, ("horizon", "end"): end}
    return _resolved(read_text(path), path, {k: v for k, v in given.items() if v is not None})


def parse(text: str, file: str | Path = "scenario.yaml") -> Scenario:
    """Return the scenario in ``text``, as if it stood in ``file``."""
    return _resolved(text, Path(file), {})


def _resolved(text: str, path: Path, overrides: dict[tuple[str, ...], object]) -> Scenario:
    """Return the scenario in ``text`` from ``path``.

    Each ancestor is validated as it joins, so that a mistake is reported where it was made.
    """
    tree, stages = None, []
    for own in lineage(text, path):
        tree = merged(tree, own) if tree else own
        stages.append(_remembering(_validated(tree), tree, stages))
    if not overrides:
        return stages[-1]
    for keys, value in overrides.items():
        tree = _replaced(tree, keys, Item(value, Place(COMMAND_LINE)))
    return _remembering(_validated(tree), tree, stages[:-1])


def _remembering(scenario: Scenario, tree: Item, before: list[Scenario]) -> Scenario:
    """Return ``scenario`` with its origins and its parent, which is among those ``before``.

    The parent of a scenario that extends several is what they all build on.
    """
    parent = None
    if scenario.extends:
        parent = before[-1] if len(scenario.extends) == 1 else before[0]
    scenario.remember(parent, {key: (place.file, place.line) for key, place in places(tree)})
    return scenario


def _validated(tree: Item) -> Scenario:
    try:
        return Scenario.model_validate(tree.data())
    except ValidationError as error:
        raise input_error(error, tree, Scenario) from None


def _replaced(tree: Item, keys: tuple[str, ...], new: Item) -> Item:
    """Return ``tree`` with ``new`` at the end of ``keys``."""
    if not keys:
        return new
    below = _replaced(tree.value.get(keys[0], Item({}, new.place)), keys[1:], new)
    return Item(tree.value | {keys[0]: below}, tree.place, tree.keys)
