"""Paths to the values of a scenario that a sweep may change, such as ``policies[0].intensity``.

A policy is named by its place in the resolved scenario, from 0, or by its lever where no other
policy pulls the same one.
"""

import copy
import re
from collections.abc import Iterator

from sim.errors import nearest
from sim.policies import LEVERS
from sim.scenario import Scenario
from sim.scenario import vocabulary as names
from sim.scenario.items import Place, failure

_COMMON = ("start", "end", "ramp_months", "intensity")
_POLICIES = "policies"


def settable(scenario: Scenario) -> dict[str, tuple]:
    """Return every path that may be set in ``scenario``, with the keys that lead to its value."""
    paths: dict[str, tuple] = {}
    levers = [policy.lever for policy in scenario.policies]
    for at, policy in enumerate(scenario.policies):
        for field in _fields(policy):
            keys = (_POLICIES, at, *field.split("."))
            paths[f"{_POLICIES}[{at}].{field}"] = keys
            if levers.count(policy.lever) == 1:
                paths[f"{_POLICIES}.{policy.lever}.{field}"] = keys
    paths["population.adults"] = ("population", "adults")
    paths["drivers.after_last_observation"] = ("drivers", "after_last_observation")
    return paths | {f"parameters.{name}": ("parameters", name) for name in names.parameter_ranges()}


def _fields(policy) -> Iterator[str]:
    lever = LEVERS[policy.lever]
    yield from _COMMON
    yield from lever.fields
    yield from (f"where.{key}" for key in lever.where)
    if policy.cost:
        yield "cost.vnd"


def resolve(path: str, scenario: Scenario, place: Place) -> tuple:
    """Return the keys that ``path`` leads along; ``place`` is where it is written.

    Raises InputError with the nearest path when there is no such value.
    """
    paths = settable(scenario)
    if path in paths:
        return paths[path]
    lever = re.match(rf"{_POLICIES}\.(\w+)\.", path)
    several = [at for at, p in enumerate(scenario.policies) if lever and p.lever == lever[1]]
    if len(several) > 1:
        listed = " or ".join(f"{_POLICIES}[{at}]" for at in several)
        raise failure(f"{path}, which names {len(several)} policies", listed, place)
    expected = f"a value of a policy of {scenario.id}, a parameter or population.adults"
    raise failure(f'no value at "{path}"', expected, place, nearest=nearest(path, paths))


def is_of_policies(keys: tuple) -> bool:
    """Return whether ``keys`` lead to a policy, and not to what the baseline shares."""
    return keys[0] == _POLICIES


def replaced(content: dict, changes: dict[tuple, object]) -> dict:
    """Return ``content`` of a scenario with the values at ``changes``; the input stays as it is."""
    content = copy.deepcopy(content)
    for keys, value in changes.items():
        place = content
        for key in keys[:-1]:
            place = place[key] if isinstance(place, list) else place.setdefault(key, {})
        place[keys[-1]] = value
    return content


def value_at(content: dict, keys: tuple):
    """Return the value at ``keys``; a list as one text, so that a table can hold it."""
    for key in keys:
        content = content[key]
    return " + ".join(map(str, content)) if isinstance(content, list) else content
