"""Values with their places: the tree that a scenario file is read into."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.errors import InputError


class Plain(str):
    """An unquoted scalar: the reader of its field decides whether it is a number or text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was written; line and column count from 1, None where there is no line."""

    file: str
    line: int | None = None
    column: int | None = None


@dataclass(slots=True)
class Item:
    """One value: text, a list of items, or a mapping with the places of its keys.

    ``size`` counts the values in it with every alias expanded.
    """

    value: "str | int | list[Item] | dict[str, Item]"
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    size: int = 1

    def data(self):
        """Return the value without its places, as plain lists, mappings and text."""
        if isinstance(self.value, dict):
            return {key: item.data() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.data() for item in self.value]
        return self.value


def failure(found: str, expected: str, place: Place, **more) -> InputError:
    """Return the InputError for what was found at ``place``."""
    return InputError(
        found, expected, file=place.file, line=place.line, column=place.column, **more
    )


def places(item: Item, path: str = "") -> Iterator[tuple[str, Place]]:
    """Yield the path ("policies[0].intensity") and the place of every value below ``item``."""
    if isinstance(item.value, dict):
        below = ((f"{path}.{key}" if path else key, each) for key, each in item.value.items())
    elif isinstance(item.value, list):
        below = ((f"{path}[{index}]", each) for index, each in enumerate(item.value))
    else:
        below = ()
    for name, each in below:
        yield name, each.place
        yield from places(each, name)
