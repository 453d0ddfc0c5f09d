"""Questions in files of their own, sweeps and searches: reading them and scenarios in them."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from sim import shipped
from sim.answers.measuring import Measure
from sim.errors import InputError, nearest
from sim.scenario import Scenario
from sim.scenario import vocabulary as names
from sim.scenario.files import read_text, shown_path
from sim.scenario.findings import input_error
from sim.scenario.items import Item, Place, failure
from sim.scenario.parts import Part
from sim.scenario.shelf import find
from sim.scenario.tree import read_tree
from sim.scenario.values import refusal

FOLDERS = {"search": "searches", "sweep": "sweeps"}  # of shipped questions, below scenarios/


class Asked(Part):
    """What is measured, of whom; in which months is said beside it."""

    metric: Annotated[str, names.METRIC] = Field(description="What is measured")
    scope: Annotated[str, names.SCOPE] = Field(
        "nation",
        description="Of whom: nation, ministries, localities, a kind of place, an age band or a "
        "province of before July 2025",
    )

    @model_validator(mode="after")
    def _measurable(self):
        try:
            self.in_month("2019-12")
        except InputError as error:
            raise refusal(error.found, error.expected, about="name") from None
        return self

    def in_month(self, month: str) -> Measure:
        """Return the measure in ``month``."""
        return Measure(self.metric, names.scopes()[self.scope], self.scope, month)


def question_path(name_or_path: str | Path, kind: str) -> Path:
    """Return the file of a question of ``kind`` (a key of FOLDERS), shipped or not.

    Raises InputError with the nearest shipped name when there is none.
    """
    path = Path(name_or_path)
    shelf = shipped.scenarios() / FOLDERS[kind]
    if path.is_file():
        return path
    if (shelf / f"{path}.yaml").is_file():
        return shelf / f"{path}.yaml"
    ids = sorted(each.stem for each in shelf.glob("*.yaml"))
    expected = "a YAML file or one of " + ", ".join(ids)
    raise InputError(f'no {kind} "{path}"', expected, nearest=nearest(path.stem, ids))


def read_question[T: Part](path: Path, key: str, model: type[T]) -> tuple[T, Item]:
    """Return the question under ``key`` in the file ``path``, and its tree.

    Raises InputError with file, line and column for everything that is wrong.
    """
    tree = read_tree(read_text(path), shown_path(path))
    if not isinstance(tree.value, dict) or list(tree.value) != [key]:
        found = f"keys {', '.join(tree.value)}" if isinstance(tree.value, dict) else "no keys"
        raise failure(found, f'one key, "{key}:", with all others below it', tree.place)
    asked = tree.value[key]
    try:
        return model.model_validate(asked.data()), asked
    except ValidationError as error:
        raise input_error(error, asked, model) from None


def scenario_named(item: Item, folder: Path, **overrides) -> Scenario:
    """Return the shipped scenario that ``item`` names, or the file relative to ``folder``."""
    name = str(item.value)
    path = folder / name if name.endswith((".yaml", ".yml")) or "/" in name else name
    try:
        find(str(path))
    except InputError as error:
        raise failure(error.found, error.expected, item.place, nearest=error.nearest) from None
    return Scenario.load(path, **overrides)


def validated(content, place: Place) -> Scenario:
    """Return the scenario with this ``content``; what is refused is said to stand at ``place``."""
    try:
        return Scenario.model_validate(content)
    except ValidationError as error:
        raise input_error(error, placed(content, place), Scenario) from None


def placed(data, place: Place) -> Item:
    """Return ``data`` as a tree whose every value stands at ``place``."""
    if isinstance(data, dict):
        return Item(
            {key: placed(value, place) for key, value in data.items()},
            place,
            dict.fromkeys(data, place),
        )
    if isinstance(data, list):
        return Item([placed(value, place) for value in data], place)
    return Item(data, place)
