"""Which scenarios are asked for: by name, by file or as objects, with overrides."""

from collections.abc import Sequence

from sim.errors import InputError
from sim.scenario import Scenario, parse
from sim.scenario.canonical import to_yaml


def chosen(
    scenario: Scenario | str,
    *,
    scale: int | None = None,
    seed: int | None = None,
    end: str | None = None,
) -> Scenario:
    """Return ``scenario`` with the values given; raise InputError where it is invalid."""
    if not isinstance(scenario, Scenario):
        return Scenario.load(str(scenario), scale=scale, seed=seed, end=end)
    if scale is None and seed is None and end is None:
        return scenario
    content = scenario.content()
    for key, inner, value in (("population", "scale", scale), ("horizon", "end", end)):
        if value is not None:
            content[key] = {**content.get(key, {}), inner: value}
    if seed is not None:
        content["seed"] = seed
    return parse(to_yaml(content), f"{scenario.id}.yaml")


def asked_for(
    scenarios: Sequence[Scenario | str],
    *,
    scale: int | None = None,
    seed: int | None = None,
    end: str | None = None,
) -> list[Scenario]:
    """Return ``scenarios`` with the values given, fit to be compared if there are several."""
    asked = [chosen(each, scale=scale, seed=seed, end=end) for each in scenarios]
    if len(asked) > 1:
        insist_on_same_people(asked)
    return asked


def insist_on_same_people(scenarios: Sequence[Scenario]) -> None:
    """Raise InputError unless ``scenarios`` can be compared citizen by citizen."""
    ids = [scenario.id for scenario in scenarios]
    if len(ids) < 2:
        raise InputError("one scenario", "two or more to compare")
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice:
        raise InputError(f'two scenarios with the id "{twice}"', "scenarios with different ids")
    first = scenarios[0]
    for other in scenarios[1:]:
        for what, mine, its in (
            ("seed", first.seed, other.seed),
            ("scale", first.population.scale, other.population.scale),
            ("number of adults", first.population.adults, other.population.adults),
            ("end", first.horizon.end, other.horizon.end),
        ):
            if mine != its:
                raise InputError(
                    f"{other.id} has {what} {its}, but {first.id} has {mine}",
                    "the same, so that the same citizens are compared",
                    hint="Options such as --seed, --scale and --end set it for all.",
                )
