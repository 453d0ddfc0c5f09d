"""One member of an ensemble: scenarios under one draw of the parameters and of luck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiment.lockstep import Lockstep
from sim.metrics import kept_in_ensembles
from sim.parameters import Parameters, parameters
from sim.results import group_values
from sim.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Member:
    """What the scenarios of one draw came to.

    ``values[scenario][scope]`` is float32[metric, group, month], the metrics those of
    ``sim.metrics.kept_in_ensembles``; ``gained[scenario][scope]``, of scenarios after the first,
    float64[group, year end, 2]: adults who use only with, and only without, the scenario.
    """

    values: dict[str, dict[str, np.ndarray]]
    gained: dict[str, dict[str, np.ndarray]]


def point_of(scenario: Scenario, values: Mapping[str, float]) -> Parameters:
    """Return the parameters of ``scenario`` under the draw ``values`` (by registry name).

    What the scenario sets itself goes before the draw.
    """
    return parameters(**{**values, **scenario.own_parameters})


def live_lockstep(scenarios: Sequence[Scenario], values: Mapping[str, float], seed: int):
    """Return the Lockstep of ``scenarios`` under one draw, all months lived, on one thread."""
    models = [(each, point_of(each, values)) for each in scenarios]
    lockstep = Lockstep.at_points(models, seed)
    while lockstep.month < lockstep.horizon:
        lockstep.step()
    return lockstep


def live_member(scenarios: Sequence[Scenario], values: Mapping[str, float], seed: int) -> Member:
    """Return what ``scenarios`` come to under the draw ``values`` with the luck of ``seed``.

    The first is the baseline; all live on the same citizens, and months before a policy changes
    anything are lived once. Horizon and scale are those of the scenarios.
    """
    lockstep = live_lockstep(scenarios, values, seed)
    found = {}
    for model in lockstep.models:
        scopes = group_values(model, kept_in_ensembles)
        found[model.question.id] = {
            scope: np.stack(list(each.values.values())).astype(np.float32)
            for scope, each in scopes.items()
        }
    adults = lockstep.gained.adults()
    gained = {
        each.id: {scope: of_scope[:, :, at] for scope, of_scope in adults.items()}
        for at, each in enumerate(scenarios[1:])
    }
    return Member(found, gained)
