"""A search with its scenarios: which numbers are searched for, and the policy at each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from sim.answers.questions import placed, question_path, read_question, scenario_named
from sim.answers.search.question import COST, Search
from sim.policies import LEVERS
from sim.scenario import Scenario
from sim.scenario import vocabulary as names
from sim.scenario.findings import input_error
from sim.scenario.items import Item, failure
from sim.scenario.values import Number

DECIMALS = 3  # of the values in a policy that is found
_BOUNDS = {"low", "high"}


@dataclass(frozen=True)
class Variable:
    """A number that is searched for: a key of one of the policies, with its bounds."""

    name: str
    policy: int  # from 0, among those of the search
    key: str
    low: float
    high: float
    whole: bool

    def share(self, value: float) -> float:
        """Return how far ``value`` is up the range, 0 to 1."""
        return (value - self.low) / (self.high - self.low)

    def rounded(self, value: float) -> float | int:
        """Return ``value`` as it is written in the policy that is found."""
        if self.whole:
            return int(value)
        return min(max(round(value, DECIMALS), self.low), self.high)


@dataclass(frozen=True)
class Plan:
    """A search with the scenario that it builds on: what there is to try."""

    search: Search
    base: Scenario
    policies: tuple[dict, ...]  # content, with the upper bound where a number is searched for
    variables: tuple[Variable, ...]

    def scenario(self, values: Mapping[str, float], id: str = "candidate") -> Scenario:
        """Return the scenario in which the variables have ``values``.

        A policy of no intensity is left out. A cost per month or once is that at the highest
        intensity, and less in proportion below.
        """
        policies = [dict(policy) for policy in self.policies]
        for variable in self.variables:
            policy = policies[variable.policy]
            value = policy[variable.key] = variable.rounded(values[variable.name])
            cost = policy.get("cost")
            if variable.key == "intensity" and cost and cost["per"] != "team_month":
                policy["cost"] = cost | {"vnd": round(cost["vnd"] * value / variable.high)}
        content = self.base.content()
        kept = [policy for policy in policies if policy["intensity"] > 0]
        content |= {"id": id, "policies": [*content.get("policies", ()), *kept]}
        content["targets"] = [target.model_dump(mode="json") for target in self.search.targets]
        return Scenario.model_validate(content)

    def strength(self, values: Mapping[str, float]) -> float:
        """Return the sum of the values, each as a share of its range."""
        return sum(v.share(v.rounded(values[v.name])) for v in self.variables)


def read_search(path: str | Path) -> Plan:
    """Return the search in the file ``path`` (or a shipped one), checked to the last value.

    Raises InputError with file and line for everything that is wrong.
    """
    path = question_path(path, "search")
    search, tree = read_question(path, "search", Search)
    named = tree.value.get("scenario", Item(search.scenario, tree.place))
    return _plan(search, tree, scenario_named(named, path.parent, scale=search.scale))


def reread(path: Path, base: Scenario) -> Plan:
    """Return the search in ``path`` with a scenario that was resolved before."""
    search, tree = read_question(path, "search", Search)
    return _plan(search, tree, base)


def _plan(search: Search, tree: Item, base: Scenario) -> Plan:
    if search.end > base.horizon.end:
        place = tree.value["targets"].place
        raise failure(f"a target by {search.end}", f"one up to {base.horizon.end}", place)
    written = tree.value["policies"].value
    low, high = (_policies(base, written, bound) for bound in ("low", "high"))
    variables = [
        _variable(at, key, item, (low[at], high[at]), [policy["lever"] for policy in high])
        for at, policy in enumerate(written)
        for key, item in policy.value.items()
        if _is_range(item)
    ]
    if not variables:
        expected = "a number of a policy as {low: ..., high: ...}"
        raise failure("nothing to search for", expected, tree.value["policies"].place)
    _insist_on_costs(search, tree, high)
    return Plan(search, base, tuple(high), tuple(variables))


def _is_range(item: Item) -> bool:
    return isinstance(item.value, dict) and set(item.value) == _BOUNDS


def _policies(base: Scenario, written: list[Item], bound: str) -> list[dict]:
    """Return the content of the policies with every range at ``bound``."""
    own = [
        Item(
            {k: v.value[bound] if _is_range(v) else v for k, v in each.value.items()},
            each.place,
            each.keys,
        )
        if isinstance(each.value, dict)
        else each
        for each in written
    ]
    there = base.content().get("policies", [])
    tree = placed(base.content(), written[0].place)
    tree.value["policies"] = Item([*placed(there, written[0].place).value, *own], written[0].place)
    try:
        scenario = Scenario.model_validate(tree.data())
    except ValidationError as error:
        raise input_error(error, tree, Scenario) from None
    return scenario.content()["policies"][len(there) :]


def _variable(
    at: int, key: str, item: Item, ends: tuple[dict, dict], levers: list[str]
) -> Variable:
    lever = levers[at]
    kind = names.lever_fields(lever).get(key)
    if key != "intensity" and not isinstance(kind, Number):
        numbers = [k for k, v in names.lever_fields(lever).items() if isinstance(v, Number)]
        expected = "a range only of " + ", ".join(["intensity", *numbers])
        raise failure(f"{key}: a range", expected, item.place)
    low, high = (end[key] for end in ends)
    if not low < high:
        raise failure(f"{key}: from {low:g} to {high:g}", "low below high", item.place)
    name = f"{lever}.{key}" if levers.count(lever) == 1 else f"{at + 1} {lever}.{key}"
    whole = isinstance(kind, Number) and LEVERS[lever].fields[key].type is int
    return Variable(name, at, key, low, high, whole)


def _insist_on_costs(search: Search, tree: Item, policies: list[dict]) -> None:
    """Raise InputError when costs count, and a policy has none."""
    counts = search.minimise == COST or search.budget is not None or COST in search.front
    for at, policy in enumerate(policies):
        if counts and "cost" not in policy:
            place = tree.value["policies"].value[at].place
            expected = "its cost, as this search counts costs"
            raise failure(f"no cost of {policy['lever']}", expected, place)
