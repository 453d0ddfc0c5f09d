"""What many tests share: a way to ask a question in one line, and a question with every lever."""

import pytest
import yaml

from sim.model import AdoptionModel
from sim.policies import LEVERS
from sim.scenario import Scenario, parse

# Settings with which a lever acts on all that it declares.
OWN_FIELDS = {
    "digital_teams": {"members": 9, "training": 0.9},
    "full_process_supply": {"agency": "both"},
    "identity": {"single_login": True},
}


@pytest.fixture(scope="session")
def pull():
    """Return a function that writes a policy: ``pull(lever, intensity=0.4, start=..., ...)``."""

    def written(lever: str, intensity: float = 0.4, start: str = "2021-01", **more) -> dict:
        own = OWN_FIELDS.get(lever, {})
        return {"lever": lever, "start": start, "intensity": intensity, **own, **more}

    return written


@pytest.fixture(scope="session")
def ask():
    """Return a function that makes a scenario on top of the baseline, at 1:1000."""

    def question(
        policies=(), end="2021-12", after="hold", adults=71_000_000, **parameters
    ) -> Scenario:
        content = {
            "id": "question",
            "title": {"vi": "Câu hỏi", "en": "Question"},
            "extends": "baseline",
            "horizon": {"end": end},
            "population": {"scale": 1000, "adults": int(adults)},
            "drivers": {"after_last_observation": after},
            "parameters": parameters,
            "policies": list(policies),
        }
        return parse(yaml.safe_dump(content, allow_unicode=True))

    return question


@pytest.fixture(scope="session")
def ask_everything(ask, pull):
    """Return a function like ``ask`` with every lever pulled in 2021, but ``without``."""

    def question(without: str = "", **more) -> Scenario:
        policies = [pull(lever, ramp_months=3) for lever in LEVERS if lever != without]
        return ask(policies, **more)

    return question


@pytest.fixture(scope="session")
def live():
    """Return a function that builds a model, lives it to its end and returns it."""

    def lived(scenario, **options) -> AdoptionModel:
        model = AdoptionModel(scenario, **{"collect": False, **options})
        model.run_for(model.horizon - model.month)
        return model

    return lived


@pytest.fixture(scope="session")
def bytes_of():
    """Return a function that gives all that a model has counted and remembers, as bytes by name."""

    def state(model) -> dict[str, bytes]:
        columns = model.citizens.columns._asdict()
        found = {name: column.tobytes() for name, column in columns.items()}
        found["counts"] = model.counts[: model.month].tobytes()
        found["village_counts"] = model.village_counts.tobytes()
        found["sampling_errors"] = repr(model.sampling_errors).encode()
        return found

    return state


@pytest.fixture(scope="session")
def baseline(live) -> AdoptionModel:
    """Return the shipped baseline lived to July 2022 at 1:1000; tests only read it."""
    return live(Scenario.load("baseline", scale=1000, end="2022-07"))


@pytest.fixture(scope="session")
def everything(ask_everything, live) -> AdoptionModel:
    """Return a model lived to the end of 2022 with every lever pulled; tests only read it."""
    return live(ask_everything(end="2022-12"))
