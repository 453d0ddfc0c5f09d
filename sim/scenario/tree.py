"""YAML text as a tree in which every value knows its file, line and column.

Built from PyYAML's events, one at a time, with a stack of its own: the text can neither exhaust
the recursion limit nor grow through aliases, because depth and expanded size are checked on the
way. No value is typed here. An unquoted scalar stays text, marked ``Plain``, and the field that it
is for decides what it means, so that ``no``, ``1_000`` or ``2025-12-01`` never change silently.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from sim.errors import InputError
from sim.scenario.items import Item, Place, Plain, failure

MOST_DEPTH = 20
MOST_VALUES = 5_000


def read_tree(text: str, file: str) -> Item:
    """Return the one document in ``text`` as a tree; ``file`` names it in messages.

    Raises InputError for anything that is not one plain YAML document.
    """
    builder = _Builder(file)
    for event in _events(text, file):
        builder.take(event)
    if builder.root is None or builder.root.value == "":
        raise InputError("an empty file", "a scenario: at least id and title", file=file, line=1)
    return builder.root


def _events(text: str, file: str) -> Iterator[yaml.Event]:
    loader = None
    try:
        loader = yaml.BaseLoader(text)
        while loader.check_event():
            yield loader.get_event()
    except yaml.MarkedYAMLError as error:
        place = _marked(error.problem_mark or error.context_mark, file)
        raise failure(f"not YAML ({error.problem})", "", place, hint=_hint(error)) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise failure("a character that cannot be printed", "text", place) from None
    except (ValueError, OverflowError) as error:  # numbers in escapes and directives
        place = _marked(loader.get_mark(), file)
        raise failure(f"not YAML ({error})", "text without such numbers", place) from None


def _marked(mark: yaml.Mark, file: str) -> Place:
    return Place(file, mark.line + 1, mark.column + 1)


def _hint(error: yaml.MarkedYAMLError) -> str | None:
    problem = error.problem or ""
    if "'\\t'" in problem:
        return "Indent with spaces; YAML allows no tabs there."
    if "mapping values are not allowed" in problem:
        return "Check the indentation; text that contains a colon and a space needs quotes."
    if "block end" in problem or "could not find expected ':'" in problem:
        return "Check the indentation and the colons of the lines before."
    return None


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet; ``key`` waits for its value."""

    item: Item
    anchor: str | None
    key: tuple[str, Place] | None = None

    def expects_key(self) -> bool:
        return isinstance(self.item.value, dict) and self.key is None


class _Builder:
    """Takes the events of one text and grows its tree."""

    def __init__(self, file: str):
        self.file = file
        self.root: Item | None = None
        self.open: list[_Open] = []
        self.anchors: dict[str, Item | None] = {}
        self.documents = 0

    def take(self, event: yaml.Event):
        place = _marked(event.start_mark, self.file)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise failure("a second document", "one scenario a file", place)
        elif isinstance(event, yaml.AliasEvent):
            self.add(self.aliased(event.anchor, place), place)
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            if event.tag is not None:
                raise failure(f"the YAML tag {event.tag}", "a value without a tag", place)
            if isinstance(event, yaml.ScalarEvent):
                self.scalar(event, place)
            else:
                self.begin(event, place)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.end()

    def aliased(self, anchor: str, place: Place) -> Item:
        item = self.anchors.get(anchor)
        if item is None:
            raise failure(f"*{anchor}", "an anchor that is complete before this line", place)
        return item

    def scalar(self, event: yaml.ScalarEvent, place: Place):
        text = unicodedata.normalize("NFC", event.value)
        item = Item(Plain(text) if event.style is None else text, place)
        if event.anchor:
            self.anchors[event.anchor] = item
        self.add(item, place)

    def begin(self, event: yaml.CollectionStartEvent, place: Place):
        if len(self.open) >= MOST_DEPTH:
            raise failure(f"more than {MOST_DEPTH} levels", "a flatter scenario", place)
        if self.open and self.open[-1].expects_key():
            raise failure("a key that is a list or mapping", "a name as key", place)
        empty = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.anchors[event.anchor] = None
        self.open.append(_Open(Item(empty, place), event.anchor))

    def end(self):
        closed = self.open.pop()
        self.anchors[closed.anchor] = closed.item
        self.add(closed.item, closed.item.place)

    def add(self, item: Item, place: Place):
        if not self.open:
            self.root = item
            return
        parent = self.open[-1]
        if parent.expects_key():
            parent.key = self.key(parent.item, item, place)
            return
        parent.item.size += item.size
        if parent.item.size > MOST_VALUES:
            raise failure(f"more than {MOST_VALUES} values", "a short scenario", place)
        if isinstance(parent.item.value, list):
            parent.item.value.append(item)
        else:
            name, key_place = parent.key
            parent.item.keys[name] = key_place
            parent.item.value[name] = item
            parent.key = None

    def key(self, parent: Item, item: Item, place: Place) -> tuple[str, Place]:
        if not isinstance(item.value, str):
            raise failure("a key that is a list or mapping", "a name as key", place)
        if item.value in parent.keys:
            first = parent.keys[item.value].line
            found = f'the key "{item.value}" twice (first on line {first})'
            raise failure(found, "each key once", place)
        return str(item.value), place
