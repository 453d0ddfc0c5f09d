"""Ensembles whose numbers a test sets by hand, without simulating."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import yaml

from sim.experiment.ensemble import Ensemble
from sim.experiment.ensemble.data import keys_of
from sim.experiment.member import Member
from sim.metrics import SCOPES, kept_in_ensembles
from sim.parameters import registry
from sim.scenario import Scenario, parse


def question(id: str, end: str = "2021-12", policies=(), targets=(), **parameters) -> Scenario:
    """Return a scenario on top of the baseline."""
    content = {
        "id": id,
        "title": {"vi": "Câu hỏi", "en": "Question"},
        "extends": "baseline",
        "horizon": {"end": end},
        "parameters": parameters,
        "policies": list(policies),
        "targets": list(targets),
    }
    return parse(yaml.safe_dump(content, allow_unicode=True))


def groups(scope: str) -> int:
    """Return how many groups ``scope`` has."""
    return len(next(iter(keys_of(scope).values()), ["nation"]))


def made(scenarios, draws: int, values=(), parameters=None) -> Ensemble:
    """Return an ensemble that is zero but for ``values`` by (scenario, scope, metric).

    They are anything that broadcasts to [draw, group, month].
    """
    months = scenarios[0].horizon.end_month + 1
    filled = {
        (each.id, scope): np.zeros(
            (len(kept_in_ensembles(scope)), draws, groups(scope), months), np.float32
        )
        for each in scenarios
        for scope in SCOPES
    }
    for (scenario, scope, metric), array in dict(values).items():
        filled[scenario, scope][kept_in_ensembles(scope).index(metric)] = array
    members = tuple(
        Member(
            {each.id: {s: filled[each.id, s][:, draw] for s in SCOPES} for each in scenarios}, {}
        )
        for draw in range(draws)
    )
    seeds = pd.DataFrame({"draw": range(draws), "seed": range(draws)})
    by_id = {each.id: each for each in scenarios}
    return Ensemble(by_id, seeds, pd.DataFrame(parameters or {}, index=range(draws)), members)


def posterior(draws: int, first_seed: int = 1, **spread: float):
    """Return draws around the registry's values, those in ``spread`` evenly up to so far away."""
    columns = {name: np.full(draws, row.value) for name, row in registry().items()}
    for name, most in spread.items():
        columns[name] = columns[name] + np.linspace(-most, most, draws)
    seeds = np.arange(first_seed, first_seed + draws, dtype=np.uint32)
    return SimpleNamespace(draws=pd.DataFrame(columns), seeds=seeds, best=0, attrs={})
