"""``extends``: which files a scenario builds on, in order, and how one is laid over another."""

import os
from pathlib import Path

from sim.errors import nearest
from sim.scenario import shelf
from sim.scenario.files import read_text, shown_path
from sim.scenario.items import Item, failure
from sim.scenario.tree import read_tree

MOST_FILES = 40
LONGEST_CHAIN = 10
_OWN = ("id", "title", "about", "extends")  # never inherited
_APPENDED = ("policies", "targets")


def lineage(text: str, path: Path) -> list[Item]:
    """Return the trees of all ancestors of the scenario in ``text`` from ``path``, then its own.

    Each file comes once, after those that it extends, in the order in which they are named.
    Raises InputError for a circle and for a file that is missing, with the chain that leads there.
    """
    generations: dict[str, Item] = {}
    _visit(text, (path,), generations)
    return list(generations.values())


def _visit(text: str, chain: tuple[Path, ...], generations: dict[str, Item]):
    """Add the last file of ``chain``, whose content is ``text``, behind its ancestors."""
    tree = read_tree(text, shown_path(chain[-1]))
    if not isinstance(tree.value, dict):
        raise failure("no keys at the top", "keys such as id: and title:", tree.place)
    for item in _extended(tree):
        parent = _parent(item, chain)
        if os.path.realpath(parent) not in generations:
            _visit(read_text(parent), (*chain, parent), generations)
    if len(generations) >= MOST_FILES:
        raise failure(f"more than {MOST_FILES} ancestors", "fewer", tree.place)
    generations[os.path.realpath(chain[-1])] = tree


def _extended(tree: Item) -> list[Item]:
    if "extends" not in tree.value:
        return []
    named = tree.value["extends"]
    return named.value if isinstance(named.value, list) else [named]


def _parent(item: Item, chain: tuple[Path, ...]) -> Path:
    """Return the file that ``item`` under extends, in the last file of ``chain``, means."""
    name = item.value
    if not isinstance(name, str) or not name.isprintable() or not name.strip():
        raise failure("extends: no name", "a shipped scenario or a file", item.place)
    is_path = name.endswith((".yaml", ".yml")) or "/" in name
    path = chain[-1].parent / name if is_path else shelf.shipped_path(name)
    shown = " extends ".join([*(shown_path(link) for link in chain), name])
    if not os.path.isfile(path):
        near = None if is_path else nearest(name, shelf.shipped_ids())
        found = f"extends: {name}, which does not exist ({shown})"
        expected = "a shipped scenario or a file relative to this one"
        raise failure(found, expected, item.place, nearest=near)
    if os.path.realpath(path) in [os.path.realpath(link) for link in chain]:
        raise failure(f"extends: a circle ({shown})", "a chain that ends", item.place)
    if len(chain) >= LONGEST_CHAIN:
        expected = f"a chain of {LONGEST_CHAIN} files at most"
        raise failure(f"extends: too long a chain ({shown})", expected, item.place)
    return path


def merged(base: Item, own: Item) -> Item:
    """Return the scenario ``own`` laid over ``base``, which it extends."""
    inherited = {key: item for key, item in base.value.items() if key not in _OWN}
    result = _overlaid(Item(inherited, base.place, base.keys), own)
    for key in _APPENDED:
        lists = [tree.value[key] for tree in (base, own) if key in tree.value]
        if len(lists) == 2 and all(isinstance(each.value, list) for each in lists):
            result.value[key] = Item(lists[0].value + lists[1].value, lists[1].place)
    return result


def _overlaid(base: Item, own: Item) -> Item:
    """Return ``own`` over ``base``: mappings merge key by key, anything else is replaced."""
    if not (isinstance(base.value, dict) and isinstance(own.value, dict)):
        return own
    result = dict(base.value)
    for key, item in own.value.items():
        result[key] = _overlaid(result[key], item) if key in result else item
    return Item(result, own.place, base.keys | own.keys)
