"""Policies that change nothing: a wrong place, a date beyond the end, a gap already closed."""

from typing import Any

import numpy as np

from sim import drivers
from sim.draws import province_normal
from sim.model import AdoptionModel
from sim.policies import LEVERS, apply_policies


def _changed(before: Any, after: Any, lever: str, months: int) -> bool:
    return any(
        not np.array_equal(getattr(before, name)[:months], getattr(after, name)[:months])
        for name in LEVERS[lever].acts_on
    )


def idle_policies(model: AdoptionModel) -> list[str]:
    """Return a warning for every policy after which no condition of the run is another.

    Policies act in the order of the list, so that one may find its gap closed by those before.
    """
    scenario = model.question
    conditions = drivers.baseline(
        model.strata,
        model.parameters,
        lambda purpose: province_normal(model.draw_seed, purpose),
        scenario.drivers.after_last_observation,
    )
    warnings = []
    for number, policy in enumerate(scenario.policies, start=1):
        after = apply_policies(conditions, [policy], model.strata)
        if not _changed(conditions, after, policy.lever, model.horizon):
            warnings.append(
                f"{scenario.id}: policy {number} ({policy.lever} from {policy.start}) changes "
                "nothing in this run"
            )
        conditions = after
    return warnings


def same_as_first(models: list[AdoptionModel]) -> list[str]:
    """Return a warning for every scenario that counts exactly what the first one counts."""
    baseline = models[0]
    return [
        f"{model.question.id}: not one dossier differs from {baseline.question.id}"
        for model in models[1:]
        if np.array_equal(model.counts, baseline.counts)
    ]
