"""What a search found: the policy that other draws confirm, or what comes closest and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from sim.answers.attain import jeffreys
from sim.answers.search.evaluating import Evaluation, Values
from sim.answers.search.plan import Plan
from sim.answers.search.question import COST
from sim.experiment.ensemble.summary import quantiles

MOST_CONFIRMATIONS = 4
_AT_BOUND = 0.01  # of a range
_BACK = 0.1  # of a range: how far a value is moved back from its bound, to see whether it binds

# Evaluates a policy on the n-th set of draws that the search has not used.
Confirm = Callable[[Values, int], Evaluation]


@dataclass(frozen=True, eq=False)
class Decision:
    """``found`` or not; the policy in question as ``tried`` in the search and ``confirmed``."""

    found: bool
    tried: Evaluation
    confirmed: Evaluation


def decide(plan: Plan, everything: Sequence[Evaluation], confirm: Confirm) -> Decision:
    """Return the smallest policy that fresh draws confirm, else the one that comes closest.

    The best of many tried is partly lucky. So it is lived again on draws and luck that the search
    has not seen; if it fails there, the next is the smallest that met the targets in more of the
    search's draws, on yet other draws.
    """
    last = None
    for attempt, candidate in enumerate(_candidates(plan, everything)):
        confirmed = confirm(candidate.values, attempt)
        if confirmed.met >= plan.search.probability * len(confirmed.margins):
            return Decision(True, candidate, confirmed)
        last = Decision(False, candidate, confirmed)
    if last:
        return last
    nearest = closest(plan, everything)
    return Decision(False, nearest, confirm(nearest.values, 0))


def _candidates(plan: Plan, everything: Sequence[Evaluation]) -> list[Evaluation]:
    affordable = [each for each in everything if (each.over_budget or 0) <= 0]
    found: list[Evaluation] = []
    for rank in range(plan.search.rank, plan.search.draws + 1):
        feasible = [each for each in affordable if each.margin(rank) >= 0]
        if feasible:
            best = min(feasible, key=lambda each: each.objective(plan.search.minimise))
            if best not in found:
                found.append(best)
    return found[:MOST_CONFIRMATIONS]


def closest(plan: Plan, everything: Sequence[Evaluation]) -> Evaluation:
    """Return what comes closest to the targets within the budget; over it if nothing is within."""
    affordable = [each for each in everything if (each.over_budget or 0) <= 0]
    rank = plan.search.rank
    return max(affordable or everything, key=lambda each: (each.margin(rank), each.met))


def bounds(
    plan: Plan, policy: Evaluation, evaluate: Callable[[Sequence[Values]], list[Evaluation]]
) -> pd.DataFrame:
    """Return the bounds that ``policy`` is at, and which of them bind.

    A bound binds when moving the value back by a tenth of its range, on the same draws, brings the
    targets further away. Columns: name, value, bound, end ("low" or "high"; the budget has "most"),
    margin_lost (per cent of the target's level) and binds.
    """
    at_bound = []
    for variable in plan.variables:
        share = variable.share(policy.values[variable.name])
        if share <= _AT_BOUND or share >= 1 - _AT_BOUND:
            at_bound.append((variable, "high" if share > 0.5 else "low"))
    moved = [policy.values | {v.name: _moved_back(v, end)} for v, end in at_bound]
    rank = plan.search.rank
    rows = [
        {
            "name": variable.name,
            "value": variable.rounded(policy.values[variable.name]),
            "bound": getattr(variable, end),
            "end": end,
            "margin_lost": 100 * (policy.margin(rank) - each.margin(rank)),
        }
        for (variable, end), each in zip(at_bound, evaluate(moved) if moved else (), strict=True)
    ]
    if policy.over_budget is not None and policy.over_budget > -_AT_BOUND:
        most = plan.search.budget
        rows.append(
            {"name": "budget", "value": policy.objective(COST), "bound": most, "end": "most"}
        )
    table = pd.DataFrame(rows, columns=["name", "value", "bound", "end", "margin_lost"])
    table["binds"] = (table["margin_lost"] > 0) | (table["name"] == "budget")
    return table.sort_values("margin_lost", ascending=False, ignore_index=True)


def _moved_back(variable, end: str) -> float:
    step = _BACK * (variable.high - variable.low)
    if variable.whole:
        step = max(1, round(step))
    return variable.high - step if end == "high" else variable.low + step


def attainment(evaluation: Evaluation) -> pd.DataFrame:
    """Return a row a target, and one for all: in how many draws it is met, and by how much.

    Columns: metric, scope, by, at_least, draws, met, probability with its 90 % interval, and the
    level's p05 to p95 over the draws.
    """
    search, draws = evaluation.plan.search, len(evaluation.margins)
    rows = []
    for at, target in enumerate(search.targets):
        levels = evaluation.levels[:, at]
        aim = {"metric": target.metric, "scope": target.scope, "by": target.by}
        met = int((levels >= target.at_least).sum())
        bands = {name: float(band) for name, band in quantiles(levels).items()}
        rows.append(aim | {"at_least": target.at_least} | _chance(met, draws) | bands)
    return pd.DataFrame([*rows, {"metric": "all targets"} | _chance(evaluation.met, draws)])


def _chance(met: int, draws: int) -> dict[str, float]:
    low, high = jeffreys(met, draws)
    return {
        "draws": draws,
        "met": met,
        "probability": met / draws,
        "probability_low": low,
        "probability_high": high,
    }
