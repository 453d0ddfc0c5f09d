"""Where each value of a scenario comes from, and what it changes."""

from collections.abc import Iterator
from typing import NamedTuple

from sim.scenario.loading import COMMAND_LINE
from sim.scenario.scenario import Scenario


class Row(NamedTuple):
    """One value: its path, and the file and line that set it.

    ``file`` is "default" or "command line", and ``line`` None, when no file sets it.
    """

    path: str
    value: object
    file: str
    line: int | None


def explain(scenario: Scenario) -> list[Row]:
    """Return every value of ``scenario`` with its origin, in the order of a scenario file."""
    return [Row(path, value, *scenario.origin(path)) for path, value in _values(scenario.content())]


def differences(scenario: Scenario) -> list[Row]:
    """Return the values that differ from those of the parent, or that an option sets.

    Titles and other words about the scenario itself are left out.
    """
    inherited = dict(_values(scenario.parent.content())) if scenario.parent else {}
    return [
        row
        for row in explain(scenario)
        if row.path != "id"
        and not row.path.startswith(("title.", "about."))
        and (row.file == COMMAND_LINE or _differs(row, inherited, scenario))
    ]


def _differs(row: Row, inherited: dict[str, object], scenario: Scenario) -> bool:
    return scenario.parent is not None and inherited.get(row.path) != row.value


def _values(value, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield the path and value of each leaf; a list of plain values is one leaf."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _values(below, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(below, dict) for below in value):
        for index, below in enumerate(value):
            yield from _values(below, f"{path}[{index}]")
    else:
        yield path, value
