"""The parts of which a scenario is made on top of its baseline, and scenarios of some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.answers.spending import added
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.scenario import Scenario

SETTINGS = "parameters and drivers"


@dataclass(frozen=True)
class Part:
    """Policies (their numbers in the scenario, from 1) that act together in a decomposition."""

    name: str
    policies: tuple[int, ...]


def parts_of(baseline: "Scenario", scenario: "Scenario", by: str = "lever") -> list[Part]:
    """Return the parts of which ``scenario`` is made on top of ``baseline``.

    Raises InputError when there is none.
    """
    groups: dict[str, list[int]] = {}
    for number, policy in added(scenario.policies, baseline.policies):
        name = policy.lever if by == "lever" else f"{number} {policy.lever}"
        groups.setdefault(name, []).append(number)
    parts = [Part(name, tuple(numbers)) for name, numbers in groups.items()]
    if _settings(scenario) != _settings(baseline) or added(baseline.policies, scenario.policies):
        parts.append(Part(SETTINGS, ()))
    if not parts:
        raise InputError(f"{scenario.id} sets nothing that {baseline.id} does not", "a policy")
    return parts


def _settings(scenario: "Scenario") -> tuple:
    return scenario.parameters, scenario.drivers


def coalition_scenario(
    baseline: "Scenario", scenario: "Scenario", parts: Sequence[Part], coalition: int
) -> "Scenario":
    """Return the scenario in which only the ``parts`` in ``coalition`` are done."""
    present = [part for at, part in enumerate(parts) if coalition >> at & 1]
    settings = scenario if SETTINGS in [part.name for part in present] else baseline
    own = {number for number, _ in added(scenario.policies, baseline.policies)}
    chosen = {number for part in present for number in part.policies}
    kept = [
        policy
        for number, policy in enumerate(scenario.policies, start=1)
        if number in chosen or number not in own
    ]
    if settings is baseline:  # what the scenario drops is one of its settings
        kept = [policy for _, policy in added(baseline.policies, scenario.policies)] + kept
    return scenario.model_copy(
        update={
            "id": f"{scenario.id}-{coalition}",
            "parameters": settings.parameters,
            "drivers": settings.drivers,
            "policies": tuple(kept),
        }
    )
