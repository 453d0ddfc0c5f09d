"""The engine and the plain Mesa model, two programs with their own luck, tell the same story.

Both start the same 20,000 people in December 2024 and let them live 25 months: once with more needs
and more readiness to file online than is real and with all that the baseline leaves out (mandates,
fees waived, closed offices, villages without signal), so that much happens; and once with hardly a
need, so that accounts come from campaigns and identities. Every counter of ``sim.counters``, the
yearly shares, and what is in the citizens' minds at the end are compared.

The parameters are the likeliest of the registry: with others a threshold of learning may fall on
one of the 255 steps in which the engine stores what is in a mind; the plain model has no steps.

The unit of a difference is its standard error. Forty runs of the engine give the spread of one run;
under agreement the differences follow Student's distribution with 39 degrees of freedom, by which
each of 108 exceeds ``LIMIT`` with a chance of 5e-7: a false alarm in fewer than 1 of 10,000
choices of seeds. That an error of 5 % is seen is tested too: the engine is given rules that are
wrong by that much, and each must move some figure by more than the limit. (Not seen at 5 % are the
places of digital teams, and single terms inside the utility and the learning of citizens.)
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from benchmarks.plain_citizen import Citizen
from benchmarks.plain_mesa import PlainModel
from sim import counters
from sim import environment_columns as column
from sim.behaviour.learning import SCALE
from sim.citizens import HAS_ACCOUNT, RECOMMENDS
from sim.model import AdoptionModel
from sim.parameters import Parameters, likeliest

START, MONTHS = 60, 25
YEARS = {2025: slice(1, 13), 2026: slice(13, 25)}
NAMES = counters.DOSSIER + counters.CITIZEN
ENGINE_RUNS, LIMIT = 40, 6.0
REFERENCE_RUNS = {"busy": 4, "quiet": 6}

Change = Callable[[AdoptionModel], None]


def _point(setting: str) -> Parameters:
    if setting == "busy":
        return likeliest()._replace(needs_per_year=3.0, online_intercept=-4.0)
    return likeliest()._replace(needs_per_year=0.1, identity_account_hazard=0.05)


def _model(setting: str, point: Parameters) -> AdoptionModel:
    model = AdoptionModel(scale=4500, seed=1, point=point, collect=False)
    model.month = START
    if setting == "busy":
        place, people = model.environment.place, model.environment.people
        place[..., column.MANDATE] = place[..., column.OFFICE_CLOSED] = 0.2
        place[..., column.COVERAGE] = 0.7
        people[..., column.FEE_CUT] = 0.5
    return model


def _figures(counts: np.ndarray, minds: np.ndarray, age: np.ndarray) -> dict[str, float]:
    """Return what is compared; ``counts`` is [months, names], ``minds`` [citizens, 4]."""
    figures = {}
    for year, months in YEARS.items():
        of_year = dict(zip(NAMES, counts[months].sum(axis=0), strict=True))
        modes = ("own", "assisted", "clerk")
        users, online, full = (
            sum(of_year[name.format(mode)] for mode in modes)
            for name in ("users_{}", "{}_online", "{}_full_process")
        )
        figures[f"users share {year}"] = users / len(age)
        figures[f"online share {year}"] = online / of_year["dossiers"]
        figures[f"full-process share {year}"] = full / of_year["dossiers"]
        figures[f"accounts opened {year}"] = of_year["accounts_opened"] / len(age)
    figures |= zip(NAMES, counts.sum(axis=0), strict=True)
    for mind, name in enumerate(("experience", "habit", "account", "recommends")):
        figures[name] = minds[:, mind].mean()
        for band in range(4):
            figures[f"{name}, age band {band}"] = minds[age == band, mind].mean()
    return figures


def _engine_run(
    setting: str, seed: int, point: Parameters | None = None, change: Change = lambda model: None
) -> dict[str, float]:
    """Return the figures of the same people with the luck of ``seed``."""
    model = _model(setting, point or _point(setting))
    model.draw_seed = seed
    change(model)
    model.run_for(MONTHS)
    counts = model.counts[START : START + MONTHS].sum(axis=(1, 2)).astype(float)
    step = counters.AGENCY_STEP
    counts = np.hstack([counts[:, :step] + counts[:, step : 2 * step], counts[:, 2 * step :]])
    people = model.citizens.columns
    account, recommends = people.flags & HAS_ACCOUNT > 0, people.flags & RECOMMENDS > 0
    minds = np.stack([people.experience / SCALE, people.habit / SCALE, account, recommends], 1)
    return _figures(counts, minds, people.age)


def _reference_run(setting: str, seed: int) -> dict[str, float]:
    original = _model(setting, _point(setting))
    model = PlainModel(original, seed, START)
    model.run_for(MONTHS)
    counts = np.array([[tally[name] for name in NAMES] for tally in model.tallies], float)
    minds = [
        (citizen.experience, citizen.habit, citizen.account, citizen.will_recommend)
        for citizen in model.agents_by_type[Citizen]
    ]
    return _figures(counts, np.array(minds, float), original.citizens.columns.age)


@cache
def _engine(setting: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the names of the figures, their means, and the standard errors of differences."""
    runs = [_engine_run(setting, seed) for seed in range(1, ENGINE_RUNS + 1)]
    values = np.array([list(run.values()) for run in runs])
    error = values.std(axis=0, ddof=1) * np.sqrt(1 / ENGINE_RUNS + 1 / REFERENCE_RUNS[setting])
    return list(runs[0]), values.mean(axis=0), error


def _differences(setting: str, runs: list[dict[str, float]]) -> dict[str, float]:
    """Return by how many standard errors the mean of ``runs`` differs from the engine's."""
    names, mean, error = _engine(setting)
    difference = np.array([list(run.values()) for run in runs]).mean(axis=0) - mean
    constant = error == 0.0
    assert not difference[constant].any()
    return dict(zip(names, difference / np.where(constant, 1.0, error), strict=True))


@pytest.mark.parametrize("setting", ["busy", "quiet"])
def test_engine_and_reference_agree(setting):
    runs = [_reference_run(setting, seed) for seed in range(REFERENCE_RUNS[setting])]
    differences = _differences(setting, runs)
    far_off = {name: d for name, d in differences.items() if abs(d) > LIMIT}
    assert not far_off, "standard errors by which the reference differs from the engine"


def _less_of(table: str, name: str) -> Change:
    """Return a change that takes 5 % from a column of the environment."""

    def change(model: AdoptionModel) -> None:
        columns = column.PLACE if table == "place" else column.PEOPLE
        getattr(model.environment, table)[..., columns.index(name)] *= np.float32(0.95)

    return change


ERRORS = {
    "needs": ("busy", {"needs_per_year": 3.0 * 0.95}),
    "offer": ("busy", _less_of("place", "supply_online")),
    "access": ("busy", _less_of("people", "smartphone")),
    "choice, 47 % for 50 %": ("busy", {"online_intercept": -4.0 - 0.1}),
    "success, 80 % for 84 %": ("busy", {"success_intercept": -0.27}),
    "formality": ("busy", _less_of("place", "formalism")),
    "clerks": ("busy", _less_of("place", "clerk_filing")),
    "portal": ("busy", _less_of("place", "national_route")),
    "habit": ("busy", {"habit_gain": 0.3 * 0.95}),
    "accounts": ("quiet", {"identity_account_hazard": 0.05 * 0.95}),
}


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_of_five_per_cent_would_be_seen(error):
    setting, wrong = ERRORS[error]
    if isinstance(wrong, dict):
        wrong = {"point": _point(setting)._replace(**wrong)}
    else:
        wrong = {"change": wrong}
    runs = [_engine_run(setting, seed, **wrong) for seed in range(101, 105)]
    differences = _differences(setting, runs)
    assert max(abs(d) for d in differences.values()) > LIMIT
