"""Ensembles to answer: smooth made-up courses with an effect whose size and spread a test sets."""

import numpy as np
import pandas as pd
import yaml
from made_ensemble import groups

from sim.experiment.ensemble import Ensemble
from sim.experiment.member import Member
from sim.metrics import METRICS, SCOPES, kept_in_ensembles
from sim.policies.targeting import KINDS
from sim.scenario import Scenario, parse

GAINED = ("nation", "province", "kind", "age", "dead_zone")
POLICY = {"lever": "digital_teams", "start": "2024-09", "ramp_months": 15, "intensity": 1}
TITLE = {"vi": "Tổ công nghệ số ở mọi thôn", "en": "Teams in every village"}


def scenario(policies=(POLICY,), end="2030-12", title=TITLE, **more) -> Scenario:
    """Return a scenario on top of the baseline, without targets unless it is given some."""
    content = {
        "id": "teams",
        "title": title,
        "extends": "baseline",
        "horizon": {"end": end},
        "policies": list(policies),
        **more,
    }
    return parse(yaml.safe_dump(content, allow_unicode=True))


def ensemble(asked: Scenario | None, size: float = 2.0, draws: int = 24, end: str = "2030-12"):
    """Return the baseline and ``asked`` (None: the baseline alone) over ``draws`` draws.

    The effect on every share grows to ``size`` points, give or take a third of a point by draw.
    """
    asked_all = [Scenario.load("baseline", end=end), *([asked] if asked else [])]
    spread = np.linspace(-0.35, 0.35, draws) if size else np.zeros(draws)
    members = [_member(asked_all, 40.0 + 10 * each, size + each) for each in spread]
    drawn = pd.DataFrame({"draw": range(draws), "seed": range(draws)})
    parameters = {"adults": np.linspace(65e6, 75e6, draws)}
    parameters |= {f"time_saved_{kind}": np.full(draws, 0.3) for kind in KINDS}
    by_id = {each.id: each for each in asked_all}
    return Ensemble(by_id, drawn, pd.DataFrame(parameters), tuple(members))


def _member(asked: list[Scenario], top: float, effect: float) -> Member:
    months = asked[0].horizon.end_month + 1
    effects = [0.0, effect][: len(asked)]
    values = {
        each.id: {scope: _values(scope, months, top, own) for scope in SCOPES}
        for each, own in zip(asked, effects, strict=True)
    }
    years = sum(1 for month in range(months) if month % 12 == 0 or month == months - 1)
    gained = {
        each.id: {
            scope: np.tile([max(effect, 0) * 1e6 + 1e5, 1e5], (groups(scope), years, 1))
            for scope in GAINED
        }
        for each in asked[1:]
    }
    return Member(values, gained)


def _values(scope: str, months: int, top: float, effect: float) -> np.ndarray:
    """Return float32[metric, group, month]: shares in per cent, everything else in thousands."""
    month = np.arange(months)
    place = np.linspace(1.2, 0.8, groups(scope))[:, None] if groups(scope) > 1 else 1.0
    share = place * top / (1 + np.exp((40 - month) / 14))
    share = share + (2 - place) * effect * np.clip((month - 57) / 15, 0, 1)
    scale = {"%": 1.0, "adults": 7e5, "teams": 100.0}
    units = [METRICS[metric].unit for metric in kept_in_ensembles(scope)]
    share = np.broadcast_to(share, (groups(scope), months))
    return np.stack([share * scale.get(unit, 1000.0) for unit in units]).astype(np.float32)
