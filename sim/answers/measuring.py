"""A few numbers of scenarios that nobody has run yet, under one draw: a task for the workers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import month_index
from sim.errors import InputError, nearest
from sim.experiment.ensemble.data import Ensemble, keys_of
from sim.experiment.member import live_lockstep
from sim.metrics import METRICS
from sim.results import group_values
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from sim.results import GroupValues


def groups_of(scope: str) -> list[str]:
    """Return the names of the groups of ``scope``; raise InputError for an unknown scope."""
    return list({"nation": ["nation"], **keys_of(scope)}.values())[-1]


@dataclass(frozen=True)
class Measure:
    """One number of a run: a metric of a group in a month ("YYYY-MM")."""

    metric: str
    scope: str
    group: str
    month: str

    def __post_init__(self):
        if self.metric not in METRICS:
            raise InputError(
                f'unknown metric "{self.metric}"',
                "one of the registry",
                nearest=nearest(self.metric, METRICS),
            )
        if self.scope not in METRICS[self.metric].scopes:
            having = ", ".join(METRICS[self.metric].scopes)
            raise InputError(f"{self.metric} of {self.scope}", f"a scope of it: {having}")
        if self.group not in groups_of(self.scope):
            raise InputError(
                f'no group "{self.group}" of {self.scope}',
                "one of its groups",
                nearest=nearest(self.group, groups_of(self.scope)),
            )

    @property
    def unit(self) -> str:
        """Return the unit of the metric."""
        return METRICS[self.metric].unit

    def place(self) -> tuple[int, int]:
        """Return the positions of group and month in an array [group, month] of the scope."""
        return groups_of(self.scope).index(self.group), month_index(self.month)


@dataclass(frozen=True)
class Draw:
    """One draw of the posterior: its number there, its parameters and its seed of luck."""

    number: int
    values: dict[str, float]
    seed: int


@dataclass(frozen=True)
class Task:
    """Scenarios to live on the same citizens under one draw, and what is asked of them."""

    scenarios: tuple[Scenario, ...]
    draw: Draw
    measures: tuple[Measure, ...]


def measured(task: Task) -> np.ndarray:
    """Return the measures of ``task``, float64[scenario, measure], on one thread.

    They are rounded as the members of an ensemble are, so that equal stays equal.
    """
    return np.array([read(scopes, task.measures) for scopes in lived(task)], float)


def lived(task: Task, **also: Sequence[str]) -> Iterator[dict[str, "GroupValues"]]:
    """Yield for each scenario of ``task`` what it asks and the metrics in ``also``, by scope."""
    wanted = {scope: list(metrics) for scope, metrics in also.items()}
    for measure in task.measures:
        wanted.setdefault(measure.scope, []).append(measure.metric)
    for model in live_lockstep(task.scenarios, task.draw.values, task.draw.seed).models:
        yield group_values(model, lambda scope: wanted.get(scope, ()))


def read(scopes: dict[str, "GroupValues"], measures: Sequence[Measure]) -> list[np.float32]:
    """Return ``measures`` of what one scenario came to."""
    return [np.float32(scopes[m.scope].values[m.metric][m.place()]) for m in measures]


def of_ensemble(ensemble: Ensemble, scenario_id: str, measure: Measure) -> np.ndarray:
    """Return ``measure`` of a scenario that an ensemble has run, float64[draw]."""
    group, month = measure.place()
    if month >= len(ensemble.months):
        raise InputError(f"month {measure.month}", f"one up to {ensemble.months[-1]}")
    return ensemble.values(scenario_id, measure.scope, measure.metric)[:, group, month]


def draws_of(ensemble: Ensemble) -> list[Draw]:
    """Return the draws of ``ensemble`` in their order."""
    return _draws(ensemble.draws, ensemble.parameters)


def draws_in(table: "pd.DataFrame", numbers: Iterable[int]) -> list[Draw]:
    """Return the draws with these ``numbers`` of a table as ``ensemble.running.draws_table``."""
    rows = table.set_index("draw", drop=False).loc[list(numbers)]
    return _draws(rows[["draw", "seed"]], rows.drop(columns=["draw", "seed"]))


def _draws(who: "pd.DataFrame", parameters: "pd.DataFrame") -> list[Draw]:
    values = parameters.to_dict("records")
    numbers, seeds = who["draw"], who["seed"]
    return [
        Draw(int(number), each, int(seed))
        for number, seed, each in zip(numbers, seeds, values, strict=True)
    ]


def shortened(scenario: Scenario, end: str) -> Scenario:
    """Return ``scenario`` up to month ``end``, which is all that measures up to then need."""
    return scenario.model_copy(update={"horizon": scenario.horizon.model_copy(update={"end": end})})


def last_month(measures: Sequence[Measure]) -> str:
    """Return the last month that any of ``measures`` is about."""
    return max(measure.month for measure in measures)
