"""Scenario discovery: under which parameters a policy fails.

A small decision tree (scikit-learn) separates the draws in which it fails from the others. As there
are more parameters than a hundred draws can tell apart, the tree is also judged on draws that it
was not grown on; without skill there, its rules are luck and are not returned.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.answers.attain import series
from sim.answers.measuring import Measure, of_ensemble
from sim.calendar import month_index
from sim.errors import InputError

if TYPE_CHECKING:
    from sklearn.tree import DecisionTreeClassifier

    from sim.experiment.ensemble import Ensemble
    from sim.scenario.target import Target

LEAST_DRAWS = 10  # that fail, and that do not: fewer cannot be told apart
LEAST_SKILL = 0.6  # balanced accuracy on draws that a tree has not seen; 0.5 is chance
COLUMNS = ["rule", "draws", "failed", "density", "coverage"]
_DEPTH = 3
_LEAST_LEAF = 0.05  # of the draws
_LEAST_GAIN = 0.01  # of impurity: a split that brings less is pruned
_FOLDS = 5


@dataclass(frozen=True)
class Discovery:
    """When a policy fails.

    ``failed`` of ``draws`` fail. ``skill`` is the balanced accuracy on draws that the tree was not
    grown on (0.5 is chance), None where there are too few draws of either kind. ``rules``, with the
    most failures first, has the columns rule, draws (that it holds for), failed (of them), density
    (failed over draws) and coverage (share of all failures); empty without skill, and ``note`` then
    says why.
    """

    draws: int
    failed: int
    skill: float | None
    rules: pd.DataFrame
    note: str | None


def misses(ensemble: "Ensemble", scenario_id: str, target: "Target") -> np.ndarray:
    """Return in which draws ``target`` is missed, bool[draw]."""
    if target.by not in ensemble.months:
        raise InputError(f"a target by {target.by}", f"one up to {ensemble.months[-1]}")
    return series(ensemble, scenario_id, target)[:, month_index(target.by)] < target.at_least


def falls_short(
    ensemble: "Ensemble", scenario_id: str, measure: Measure, least: float
) -> np.ndarray:
    """Return in which draws the effect on ``measure`` is below ``least``, bool[draw]."""
    own, before = (
        of_ensemble(ensemble, each, measure) for each in (scenario_id, ensemble.baseline)
    )
    return own - before < least


def discover(parameters: pd.DataFrame, failed: np.ndarray) -> Discovery:
    """Return the rules on ``parameters``, a row a draw, under which a policy ``failed``."""
    draws, count = len(failed), int(failed.sum())
    if min(count, draws - count) < LEAST_DRAWS:
        note = f"fails in {count} of {draws} draws; {LEAST_DRAWS} of either kind are needed"
        return Discovery(draws, count, None, _no_rules(), note)
    varying = parameters.loc[:, parameters.nunique() > 1]
    skill = _skill(varying.to_numpy(), failed)
    if skill < LEAST_SKILL:
        note = f"no rule holds on other draws (balanced accuracy {skill:.2f}, chance 0.50)"
        return Discovery(draws, count, skill, _no_rules(), note)
    tree = _tree(draws).fit(varying.to_numpy(), failed)
    rules = _rules(tree, list(varying.columns), varying.to_numpy(), failed)
    return Discovery(draws, count, skill, rules, None)


def _no_rules() -> pd.DataFrame:
    return pd.DataFrame(columns=COLUMNS)


def _tree(draws: int) -> "DecisionTreeClassifier":
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(
        max_depth=_DEPTH,
        min_samples_leaf=max(3, round(_LEAST_LEAF * draws)),
        ccp_alpha=_LEAST_GAIN,
        class_weight="balanced",
        random_state=0,
    )


def _skill(values: np.ndarray, failed: np.ndarray) -> float:
    """Return the balanced accuracy of predictions for draws that were left out, in five parts."""
    from sklearn.metrics import balanced_accuracy_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    predicted = cross_val_predict(_tree(len(failed)), values, failed, cv=folds)
    return float(balanced_accuracy_score(failed, predicted))


def _rules(
    tree: "DecisionTreeClassifier", names: list[str], values: np.ndarray, failed: np.ndarray
) -> pd.DataFrame:
    """Return the leaves in which failure is more frequent than in all draws."""
    leaf_of = tree.apply(values)
    bounds = _bounds(tree)
    rows = []
    for leaf in np.unique(leaf_of):
        inside = leaf_of == leaf
        failures = int(failed[inside].sum())
        if failures / inside.sum() > failed.mean():
            rows.append(
                {
                    "rule": _text(bounds[leaf], names),
                    "draws": int(inside.sum()),
                    "failed": failures,
                    "density": failures / inside.sum(),
                    "coverage": failures / failed.sum(),
                }
            )
    return pd.DataFrame(rows).sort_values("failed", ascending=False, ignore_index=True)


def _bounds(tree: "DecisionTreeClassifier") -> dict[int, dict[int, list[float]]]:
    """Return for each node the bounds (above, up to) that lead there, by parameter."""
    nodes = tree.tree_
    found: dict[int, dict[int, list[float]]] = {0: {}}
    for node in range(nodes.node_count):  # parents come before their children
        if nodes.children_left[node] < 0:
            continue
        feature, threshold = nodes.feature[node], nodes.threshold[node]
        above, most = found[node].get(feature, [-np.inf, np.inf])
        found[nodes.children_left[node]] = found[node] | {feature: [above, min(most, threshold)]}
        found[nodes.children_right[node]] = found[node] | {feature: [max(above, threshold), most]}
    return found


def _text(bounds: dict[int, list[float]], names: list[str]) -> str:
    parts = []
    for feature, (above, most) in bounds.items():
        low = f"{above:.4g} < " if np.isfinite(above) else ""
        high = f" <= {most:.4g}" if np.isfinite(most) else ""
        only_low = f"{names[feature]} > {above:.4g}"
        parts.append(f"{low}{names[feature]}{high}" if high else only_low)
    return " and ".join(parts)
