"""Policies that change nothing: a wrong place, a date beyond the end, a gap already closed."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim import drivers
from sim.calendar import month_index
from sim.draws import province_normal
from sim.experiment.member import point_of
from sim.parameters import Parameters
from sim.places import population
from sim.policies import LEVERS, apply_policies
from sim.policies.targeting import where_mask
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiment.ensemble import Ensemble
    from sim.model import AdoptionModel

Point = tuple[Parameters, int]  # parameters and seed of a run


def idle_policies(scenario: Scenario, points: Iterable[Point]) -> list[str]:
    """Return a warning for every policy that changes no condition at any of ``points``.

    Policies act in the order of the list, so that one may find its gap closed by those before.
    """
    idle, reached = set(range(len(scenario.policies))), set()
    for parameters, seed in points:
        if not idle:
            break
        strata = population.strata(parameters)
        idle &= _idle_at(scenario, parameters, seed, strata)
        reached |= {number for number in idle if _reaches(scenario.policies[number], strata)}
    return [_warning(scenario, number, number in reached) for number in sorted(idle)]


def _idle_at(scenario: Scenario, parameters: Parameters, seed: int, strata: Any) -> set[int]:
    """Return the numbers of the policies after which no condition is another."""
    months = month_index(scenario.horizon.end) + 1
    conditions = drivers.baseline(
        strata,
        parameters,
        lambda purpose: province_normal(seed, purpose),
        scenario.drivers.after_last_observation,
    )
    idle = set()
    for number, policy in enumerate(scenario.policies):
        after = apply_policies(conditions, [policy], strata)
        if not _changed(conditions, after, policy.lever, months):
            idle.add(number)
        conditions = after
    return idle


def _changed(before: Any, after: Any, lever: str, months: int) -> bool:
    return any(
        not np.array_equal(getattr(before, name)[:months], getattr(after, name)[:months])
        for name in LEVERS[lever].acts_on
    )


def _reaches(policy: Any, strata: Any) -> bool:
    """Return whether anybody lives where ``policy`` acts: strata without adults do not exist."""
    return bool(where_mask(policy.where, strata).any())


def _warning(scenario: Scenario, number: int, reached: bool) -> str:
    policy = scenario.policies[number]
    file, line = scenario.origin(f"policies[{number}].lever")
    place = file if line is None else f"{file}:{line}"
    text = (
        f"{scenario.id}: policy {number + 1} ({policy.lever} from {policy.start}) changes nothing"
        " in this run"
    )
    if policy.start > scenario.horizon.end:
        text += f": it starts after {scenario.horizon.end}"
    elif not reached:
        text += ": there is no such place, so that it reaches nobody"
    return f"{text} ({place})"


def warnings_of_models(models: Sequence["AdoptionModel"]) -> tuple[str, ...]:
    """Return what is idle in ``models``, which have lived; the first is the baseline."""
    baseline = models[0]
    idle = [
        text
        for each in models
        for text in idle_policies(each.question, [(each.parameters, each.draw_seed)])
    ]
    same = [
        _nothing_differs(each.question, baseline.question)
        for each in models[1:]
        if np.array_equal(each.counts, baseline.counts)
    ]
    return (*idle, *same)


def warnings_of_ensemble(found: "Ensemble") -> tuple[str, ...]:
    """Return what is idle in every draw of ``found``."""
    draws = list(zip(found.parameters.to_dict("records"), found.draws["seed"], strict=True))
    idle = [
        text
        for each in found.scenarios.values()
        for text in idle_policies(
            each, ((point_of(each, drawn), int(seed)) for drawn, seed in draws)
        )
    ]
    baseline = found.scenarios[found.baseline]
    same = [
        _nothing_differs(each, baseline)
        for each in found.scenarios.values()
        if each is not baseline and _same_values(found, each.id)
    ]
    return (*idle, *same)


def _same_values(found: "Ensemble", scenario: str) -> bool:
    return all(
        np.array_equal(values, member.values[found.baseline][scope], equal_nan=True)
        for member in found.members
        for scope, values in member.values[scenario].items()
    )


def _nothing_differs(scenario: Scenario, baseline: Scenario) -> str:
    return f"{scenario.id}: not one dossier differs from {baseline.id}"
