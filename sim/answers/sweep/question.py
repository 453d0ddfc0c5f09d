"""What a sweep asks: a scenario, and the values over which it is to be varied."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator

from sim.answers.measuring import Measure
from sim.answers.questions import (
    Asked,
    question_path,
    read_question,
    scenario_named,
    validated,
)
from sim.answers.sweep import paths
from sim.errors import InputError
from sim.experiment.asking import insist_on_same_people
from sim.scenario import Scenario
from sim.scenario.items import Item, failure
from sim.scenario.parts import Bilingual, MonthLabel, Part, Text
from sim.scenario.values import Number, refusal, shown
from sim.scenario.words import Identifier

MOST_POINTS = 10_000
USERS = "adults_using_online_share"


class Sweep(Part):
    """A sweep as it is written under ``sweep:``."""

    id: Annotated[str, Identifier()] = Field(description="Name of the sweep and of its file")
    title: Bilingual | None = Field(None, description="Title in Vietnamese and English")
    scenario: Text = Field(description="A shipped scenario, or a file relative to this one")
    baseline: Text = Field("baseline", description="What it is compared with, likewise")
    grid: dict = Field(description="Paths of the scenario, each with the list of its values")
    measures: tuple[Asked, ...] = Field(
        (Asked(metric=USERS), Asked(metric=USERS, scope="remote")),
        min_length=1,
        description="What is measured",
    )
    months: tuple[MonthLabel, ...] = Field((), description="When; by default in the last month")
    draws: Annotated[int, Number(2, 1_000_000, whole=True)] = Field(
        32, description="Draws of the posterior"
    )
    scale: Annotated[int, Number(1, 1000, whole=True)] = Field(
        1000, description="One simulated citizen stands for this many adults"
    )
    end: MonthLabel | None = Field(None, description="Last month simulated")

    @field_validator("grid", mode="plain")
    @classmethod
    def _lists_by_path(cls, grid):
        if not isinstance(grid, dict) or not grid:
            raise refusal(shown(grid), "paths such as policies[0].intensity, each with a list")
        return grid


@dataclass(frozen=True)
class Point:
    """One point of a grid: its number from 0, its values by path, and the scenarios there."""

    number: int
    values: dict[str, Any]
    baseline: Scenario
    scenario: Scenario


@dataclass(frozen=True)
class Grid:
    """A sweep with its scenarios: what there is to run."""

    sweep: Sweep
    baseline: Scenario
    scenario: Scenario
    axes: dict[str, tuple[tuple, list[Item]]]  # path: keys, values

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return what is measured, a measure a month."""
        months = self.sweep.months or (self.scenario.horizon.end,)
        return tuple(asked.in_month(month) for asked in self.sweep.measures for month in months)

    def __len__(self) -> int:
        return prod(len(values) for _, values in self.axes.values())

    def points(self) -> Iterator[Point]:
        """Yield every point, the last path varying fastest.

        What is set outside the policies is set in the baseline as well, so that an effect is that
        of the policies in that world.
        """
        contents = self.baseline.content(), self.scenario.content()
        keys = [keys for keys, _ in self.axes.values()]
        for number, items in enumerate(product(*(values for _, values in self.axes.values()))):
            changes = {key: item.data() for key, item in zip(keys, items, strict=True)}
            shared = {k: value for k, value in changes.items() if not paths.is_of_policies(k)}
            baseline = validated(paths.replaced(contents[0], shared), items[-1].place)
            content = paths.replaced(contents[1], changes) | {"id": f"point-{number}"}
            scenario = validated(content, items[-1].place)
            resolved = scenario.content()
            values = [paths.value_at(resolved, key) for key in keys]
            yield Point(number, dict(zip(self.axes, values, strict=True)), baseline, scenario)


def read_sweep(path: str | Path) -> Grid:
    """Return the sweep in the file ``path`` (or a shipped one), checked to the last value.

    Raises InputError with file and line for everything that is wrong.
    """
    path = question_path(path, "sweep")
    sweep, tree = read_question(path, "sweep", Sweep)
    overrides = {"scale": sweep.scale, "end": sweep.end}
    scenario = scenario_named(tree.value["scenario"], path.parent, **overrides)
    named = tree.value.get("baseline", Item(sweep.baseline, tree.place))
    baseline = scenario_named(named, path.parent, **overrides)
    return _grid(sweep, tree, baseline, scenario)


def reread(path: Path, baseline: Scenario, scenario: Scenario) -> Grid:
    """Return the sweep in ``path`` with scenarios that were resolved before."""
    sweep, tree = read_question(path, "sweep", Sweep)
    return _grid(sweep, tree, baseline, scenario)


def _grid(sweep: Sweep, tree: Item, baseline: Scenario, scenario: Scenario) -> Grid:
    if scenario.id != baseline.id:
        try:
            insist_on_same_people([baseline, scenario])
        except InputError as error:
            place = tree.value["scenario"].place
            raise failure(error.found, error.expected, place) from None
    late = [month for month in sweep.months if month > scenario.horizon.end]
    if late:
        expected = f"a month up to the end, {scenario.horizon.end}"
        raise failure(f"months: {late[0]}", expected, tree.value["months"].place)
    axes = {
        path: (paths.resolve(path, scenario, tree.value["grid"].keys[path]), _values(path, item))
        for path, item in tree.value["grid"].value.items()
    }
    found = Grid(sweep, baseline, scenario, axes)
    _insist_on_sense(found, tree.value["grid"])
    return found


def _values(path: str, item: Item) -> list[Item]:
    if not isinstance(item.value, list) or not item.value:
        raise failure(f"{path}: {shown(item.value)}", "a list of values", item.place)
    return item.value


def _insist_on_sense(grid: Grid, tree: Item) -> None:
    """Raise InputError for a value that its path refuses, a path twice or too many points."""
    content = grid.scenario.content()
    seen: dict[tuple, str] = {}
    for path, (keys, values) in grid.axes.items():
        if keys in seen:
            raise failure(f"{path}, which is {seen[keys]}", "each value once", tree.keys[path])
        seen[keys] = path
        for item in values:
            validated(paths.replaced(content, {keys: item.data()}), item.place)
    if len(grid) > MOST_POINTS:
        raise failure(f"{len(grid)} points", f"at most {MOST_POINTS}", tree.place)
    for _ in grid.points():  # values that fit alone may not fit together
        pass
