"""The shipped scenarios: readable, sourced, bilingual, and what they say that they are."""

import subprocess
import sys
import unicodedata

import pytest

from sim import shipped
from sim.errors import InputError
from sim.evidence import read_figures
from sim.scenario import Scenario, differences, list_scenarios, new_scenario_text, parse

IDS = [listed.id for listed in list_scenarios()]
SCOPES = {"VN": "nation"}


def test_the_list_begins_with_the_baseline_and_has_all_questions():
    assert IDS[0] == "baseline"
    asked = {"dead-zone-coverage", "digital-teams", "full-process-supply", "fee-cuts"}
    asked |= {"digital-identity", "simplification-and-data-sharing", "leadership-and-monitoring"}
    asked |= {"campaigns-and-trust", "land-and-population-databases", "all-together"}
    assert asked | {"state-targets-2025"} <= set(IDS)
    assert all(listed.title.vi and listed.title.en for listed in list_scenarios())


@pytest.mark.parametrize("name", IDS)
def test_shipped_scenario_is_named_sourced_and_short(name):
    scenario = Scenario.load(name)
    text = (shipped.scenarios() / f"{name}.yaml").read_text(encoding="utf-8")
    assert scenario.id == name and scenario.about is not None
    assert text.startswith("# yaml-language-server: $schema=scenario.schema.json\n")
    assert unicodedata.is_normalized("NFC", text)
    assert len(text.splitlines()) <= 60 and max(map(len, text.splitlines())) <= 125
    for policy in scenario.policies:
        assert policy.source and policy.start >= "2024-09", "the conferences were in mid-2024"
    assert all(target.source for target in scenario.targets)


def test_the_baseline_has_no_policy_and_writes_out_its_settings():
    baseline = Scenario.load("baseline")
    assert baseline.policies == () and baseline.targets == ()
    assert (baseline.population.scale, baseline.seed) == (1000, 1)
    for path in ("horizon.end", "population.scale", "drivers.after_last_observation"):
        assert baseline.origin(path)[1] is not None


def test_all_together_holds_the_policies_of_all_others():
    together = Scenario.load("all-together")
    others = [Scenario.load(name) for name in IDS if name != "all-together"]
    policies = [policy for other in others for policy in other.policies]
    assert len(together.policies) == len(policies)
    assert all(policy in together.policies for policy in policies)
    assert len(differences(together)) > len(policies)


def test_the_state_targets_are_those_of_the_evidence():
    figures = read_figures(shipped.calibration() / "evidence" / "reported_figures.csv")
    expected = {
        (figure.metric, SCOPES.get(figure.scope, figure.scope), figure.end, figure.value)
        for figure in figures
        if figure.role == "target" and figure.end >= "2024"
    }
    targets = Scenario.load("state-targets-2025").targets
    assert {(t.metric, t.scope, t.by, t.at_least) for t in targets} == expected
    assert {t.table for t in targets} == {"nation", "agency"}


def test_a_new_scenario_is_valid_as_written():
    scenario = parse(new_scenario_text("my-question"))
    assert scenario.id == "my-question" and scenario.parent.id == "baseline"
    uncommented = new_scenario_text("x").replace("# horizon:", "horizon:")
    for key in ("population", "seed", "drivers", "parameters", "about"):
        uncommented = uncommented.replace(f"# {key}:", f"{key}:")
    for key in ("provinces", "regions", "cost"):
        uncommented = uncommented.replace(f"# {key}:", f"{key}:")
    uncommented = uncommented.replace("# end:", "end:").replace(
        "# targets:\n#   -", "targets:\n  -"
    )
    assert len(parse(uncommented).targets) == 1, "what the comments offer is valid too"


@pytest.mark.parametrize("name", ["My Question", "", "a/b", "đ", "x" * 99])
def test_a_new_scenario_needs_a_plain_name(name):
    with pytest.raises(InputError, match="small letters"):
        new_scenario_text(name)


def test_reading_scenarios_loads_none_of_the_heavy_libraries():
    code = (
        "import sys, sim.scenario as s; s.explain(s.Scenario.load('all-together'));"
        "print([m for m in ('numpy','numba','pandas','mesa','matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
