"""What a policy comes to over common draws: does it meet the targets, and what does it take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.answers import spending
from sim.answers.measuring import Draw, Measure, Task, lived, read, shortened
from sim.answers.search.plan import Plan
from sim.answers.search.question import ADOPTION, COST, EQUITY, STRENGTH
from sim.experiment.tasks import finished

USERS = "adults_using_online_share"

Values = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A policy tried: its values, and over the draws in their order what it came to.

    ``levels`` float64[draw, target] in the units of the targets, ``users`` float64[draw, 3] adults
    using online services (per cent of the nation, of urban and of remote places), ``spent``
    float64[draw] VND, None where nothing has a cost; all at the month of the last target.
    """

    plan: Plan
    values: Values
    levels: np.ndarray
    users: np.ndarray
    spent: np.ndarray | None

    @cached_property
    def margins(self) -> np.ndarray:
        """Return by how much of its level the target furthest away is surpassed, float64[draw]."""
        levels = np.array([target.at_least for target in self.plan.search.targets])
        return ((self.levels - levels) / np.where(levels > 0, levels, 1.0)).min(axis=1)

    @property
    def met(self) -> int:
        """Return in how many draws all targets are met."""
        return int((self.margins >= 0).sum())

    def margin(self, rank: int) -> float:
        """Return the margin that ``rank`` of the draws have at least; 0 or more meets the wish."""
        return float(np.sort(self.margins)[-rank])

    @property
    def over_budget(self) -> float | None:
        """Return by how much of the budget it is surpassed (median), None without a budget."""
        budget = self.plan.search.budget
        if budget is None:
            return None
        return self.objective(COST) / max(budget, 1) - 1

    def objective(self, name: str) -> float:
        """Return an objective; all are to be minimised (adoption is negative)."""
        if name == STRENGTH:
            return self.plan.strength(self.values)
        if name == COST:
            return 0.0 if self.spent is None else float(np.median(self.spent))
        nation, urban, remote = self.users.T
        return {ADOPTION: -float(nation.mean()), EQUITY: float((urban - remote).mean())}[name]


def measures_of(plan: Plan) -> tuple[Measure, ...]:
    """Return what is measured: the targets, then adoption in the nation, towns and villages."""
    targets = [Measure(t.metric, t.table, t.scope, t.by) for t in plan.search.targets]
    places = (("nation", "nation"), ("kind", "urban"), ("kind", "remote"))
    return (*targets, *(Measure(USERS, *place, plan.search.end) for place in places))


def evaluate(
    plan: Plan,
    candidates: Sequence[Values],
    draws: Sequence[Draw],
    *,
    workers: int | None = None,
    cluster: str | None = None,
) -> list[Evaluation]:
    """Return what ``candidates`` come to; within a draw all share citizens and luck."""
    asked = [plan.scenario(values, f"candidate-{at}") for at, values in enumerate(candidates)]
    scenarios = tuple(shortened(each, plan.search.end) for each in (plan.base, *asked))
    measures = measures_of(plan)
    tasks = [Task(scenarios, draw, measures) for draw in draws]
    results = dict(finished(_evaluated, tasks, workers=workers, cluster=cluster))
    numbers = np.array([results[at][0] for at in range(len(draws))])
    teams = [results[at][1] for at in range(len(draws))]
    split = len(plan.search.targets)
    found = []
    for at, (values, scenario) in enumerate(zip(candidates, scenarios[1:], strict=True)):
        of_draw = {scope: np.array([t[scope][at] for t in teams]) for scope in teams[0]}
        policies = spending.added(scenario.policies, plan.base.policies)
        spent = spending.total(spending.items(policies, of_draw))
        found.append(
            Evaluation(
                plan,
                dict(values),
                numbers[:, at, :split],
                numbers[:, at, split:],
                None if spent is None else spent.sum(axis=1),
            )
        )
    return found


def _evaluated(task: Task) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return measures and teams added of the scenarios after the first, by scope."""
    asked = {"nation": [spending.TEAMS], "kind": [spending.TEAMS]}
    before, *after = list(lived(task, **asked))
    teams = {
        scope: np.array(
            [
                each[scope].values[spending.TEAMS] - before[scope].values[spending.TEAMS]
                for each in after
            ]
        )
        for scope in asked
    }
    return np.array([read(each, task.measures) for each in after], float), teams
