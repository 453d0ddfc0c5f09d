"""Every knob moves something: each parameter, each lever with its own fields, each draw.

The runs have every lever pulled part of the way, so that no rule is idle.
"""

import numpy as np
import pytest

from sim import draws
from sim.parameters import point, registry
from sim.places import population
from sim.policies import LEVERS
from sim.results import group_values

KNOBS = [name for name, row in registry().items() if row.kind != "fixed"]
END = "2024-12"
# What a parameter needs in order to matter, beyond all levers pulled until 2024.
SPECIAL = {
    "fee_cut_share": {"without": "fee_cut"},  # the lever waives as much everywhere
    "fee_cut_first_year": {"without": "fee_cut"},
    "identity_ceiling": {"after": "trend", "end": "2028-12"},  # not reached by 2025
}
DECISIONS = {
    name: number
    for name, number in vars(draws).items()
    if name.isupper() and not name.startswith("_")
}


@pytest.fixture(scope="module")
def usual(ask_everything, live):
    return live(ask_everything(end=END))


def national(model, metric):
    return group_values(model)["nation"].values[metric]


def moved(model, usual):
    """Return whether counts or results differ."""
    if not np.array_equal(model.counts, usual.counts):
        return True
    metrics = ("dossiers", "dossiers_full_process", "adults_using_online_share")
    return any(not np.array_equal(national(model, m), national(usual, m)) for m in metrics)


def other_end(row):
    """Return the end of the range of a parameter that is farther from its point value."""
    return max(row.low, row.high, key=lambda end: abs(end - row.value))


@pytest.mark.parametrize("name", KNOBS)
def test_every_parameter_moves_something(ask_everything, live, usual, name):
    special = SPECIAL.get(name)
    settings = {"end": END} | (special or {})
    before = live(ask_everything(**settings)) if special else usual
    assert moved(live(ask_everything(**settings, **{name: other_end(registry()[name])})), before)


def test_a_parameter_that_stays_moves_nothing(ask_everything, live, usual):
    drawn = {name: point()[name] for name, row in registry().items() if row.kind != "fixed"}
    same = drawn | {"adults": usual.parameters.adults}
    assert not moved(live(ask_everything(end=END, **same)), usual)


@pytest.mark.parametrize("name", LEVERS)
def test_every_lever_moves_citizens(ask_everything, live, usual, name):
    without = live(ask_everything(without=name, end=END))
    assert not np.array_equal(without.counts, usual.counts)


@pytest.mark.parametrize(
    ("lever", "field", "value"),
    [
        (name, field, {"agency": "ministries", "single_login": False}.get(field, spec.low))
        for name, lever in LEVERS.items()
        for field, spec in lever.fields.items()
    ],
)
def test_every_field_of_a_lever_moves_citizens(ask, pull, live, usual, lever, field, value):
    policies = [pull(name, ramp_months=3) for name in LEVERS]
    for policy in policies:
        if policy["lever"] == lever:
            policy[field] = value
    assert not np.array_equal(live(ask(policies, end=END)).counts, usual.counts)


@pytest.mark.parametrize("name", LEVERS)
@pytest.mark.parametrize("key", ["start", "end", "ramp_months", "intensity", "where"])
def test_every_key_of_a_policy_moves_citizens(ask, pull, live, key, name):
    later = {"start": "2021-03", "end": "2021-04", "ramp_months": 6, "intensity": 0.9,
             "where": {"regions": ["NMM"]}}  # fmt: skip
    short = {"social_weight": 0, "end": "2021-12", "online_intercept": -3}
    short |= {"campaign_quiet": 0.1}  # a campaign below the usual level changes nothing
    policy = pull(name, start="2020-03", intensity=0.1)
    runs = [live(ask([p], **short)) for p in (policy, policy | {key: later[key]})]
    assert not np.array_equal(runs[0].counts, runs[1].counts)


def test_what_comes_after_the_last_observation_moves_citizens(ask_everything, live):
    runs = [live(ask_everything(end="2026-12", after=after)) for after in ("hold", "trend")]
    assert not np.array_equal(runs[0].counts, runs[1].counts)


@pytest.mark.parametrize("decision", DECISIONS)
def test_every_draw_is_used(ask_everything, live, bytes_of, monkeypatch, decision):
    """With other luck for one decision alone, lives are different."""
    question = ask_everything(end="2022-03")
    plain, honest = bytes_of(live(question, seed=5)), draws.keys

    def other_luck(seed, numbers, months):
        other = numbers == DECISIONS[decision]
        return np.where(other, honest(seed + 1, numbers, months), honest(seed, numbers, months))

    monkeypatch.setattr(draws, "keys", other_luck)
    population._villages.cache_clear()
    try:
        assert bytes_of(live(question, seed=5)) != plain
    finally:
        population._villages.cache_clear()
