"""The editors' schema: current, true to the reader, and strict about the usual mistakes."""

import json

import jsonschema
import pytest
import yaml

from sim import shipped
from sim.errors import InputError
from sim.places.provinces import PROVINCES
from sim.policies import LEVERS
from sim.scenario import list_scenarios, new_scenario_text, parse
from sim.scenario.schema import FILE, schema, text

HEAD = 'id: x\ntitle: {vi: "Một", en: One}\n'
POLICY = HEAD + "policies:\n  - {lever: %s, start: 2025-01, intensity: 0.5%s}\n"
TARGET = HEAD + "targets:\n  - {metric: satisfied_share, by: 2025-12, at_least: 50%s}\n"


@pytest.fixture(scope="module")
def validator():
    jsonschema.Draft7Validator.check_schema(schema())
    return jsonschema.Draft7Validator(schema())


def reader_accepts(scenario: str) -> bool:
    try:
        parse(scenario)
    except InputError:
        return False
    return True


def test_the_file_is_current():
    on_disk = (shipped.scenarios() / FILE).read_text(encoding="utf-8")
    assert on_disk == text(), "run: python -m sim.scenario.schema"


@pytest.mark.parametrize("listed", list_scenarios(), ids=lambda listed: listed.id)
def test_shipped_scenarios_fit_the_schema(validator, listed):
    validator.validate(yaml.safe_load(listed.file.read_text(encoding="utf-8")))


def test_written_scenarios_fit_the_schema(validator):
    for scenario in [parse(listed.file.read_text(encoding="utf-8")) for listed in list_scenarios()]:
        validator.validate(yaml.safe_load(scenario.to_yaml()))
    validator.validate(yaml.safe_load(new_scenario_text("x")))


GOOD = [
    HEAD,
    HEAD + "extends: baseline\n",
    HEAD + "extends: [baseline, fee-cuts]\n",
    HEAD + "parameters: {needs_per_year: 1.2}\n",
    POLICY % ("digital_teams", ", members: 7, where: {provinces: [Lào Cai], kinds: [remote]}"),
    POLICY % ("full_process_supply", ", agency: ministries, where: {regions: [NMM]}"),
    POLICY % ("identity", ", single_login: true, where: {ages: [65+]}"),
    POLICY % ("trust", ", end: 2026-01, ramp_months: 3, cost: {vnd: 5, per: once}"),
    TARGET % ", scope: Lào Cai, required: true",
]
BAD = [
    HEAD + "sed: 1\n",
    HEAD + "seed: 0,8\n",
    HEAD + "seed: -1\n",
    HEAD + "horizon: {end: 2031-01}\n",
    HEAD + "horizon: {start: 2020-01}\n",
    HEAD + "population: {scale: 0}\n",
    HEAD + "drivers: {after_last_observation: stop}\n",
    HEAD + "parameters: {needs_per_yaer: 1}\n",
    HEAD + "parameters: {needs_per_year: 100}\n",
    HEAD + "policies: {}\n",
    HEAD.replace("id: x", "id: X Y"),
    HEAD.replace(", en: One", ""),
    HEAD.replace("One", "2024"),
    "id: x\n",
    POLICY % ("digital_team", ""),
    POLICY % ("digital_teams", ", members: 0"),
    POLICY % ("digital_teams", ", agency: ministries"),
    POLICY % ("digital_teams", ", where: {ages: [65+]}"),
    POLICY % ("digital_teams", ", where: {provinces: [Ha Noi]}"),
    POLICY % ("digital_teams", ", where: {provinces: Hà Nội}"),
    POLICY % ("digital_teams", ", where: {kinds: []}"),
    POLICY % ("digital_teams", ", intensiti: 0.5"),
    POLICY % ("full_process_supply", ", agency: provinces"),
    POLICY % ("identity", ", single_login: 1"),
    POLICY % ("trust", ", end: 2026-13"),
    POLICY % ("trust", ", ramp_months: 1.5"),
    POLICY % ("trust", ", cost: {vnd: 1, per: team}"),
    (POLICY % ("trust", "")).replace("0.5", "80%"),
    (POLICY % ("trust", "")).replace("0.5", "1.5"),
    (POLICY % ("trust", "")).replace("intensity: 0.5", "ramp_months: 1"),
    TARGET % ", scope: Hanoi",
    TARGET % ", required: 1",
    (TARGET % "").replace("satisfied_share", "happiness"),
]


@pytest.mark.parametrize("scenario", GOOD)
def test_reader_and_schema_accept(validator, scenario):
    assert reader_accepts(scenario)
    validator.validate(yaml.safe_load(scenario))


@pytest.mark.parametrize("scenario", BAD)
def test_reader_and_schema_refuse(validator, scenario):
    assert not reader_accepts(scenario)
    assert not validator.is_valid(yaml.safe_load(scenario))


def test_names_and_ranges_are_listed_for_completion():
    made = schema()
    policy = made["definitions"]["Policy"]
    assert policy["properties"]["lever"]["enum"] == list(LEVERS)
    assert [branch["if"]["properties"]["lever"]["const"] for branch in policy["allOf"]] == list(
        LEVERS
    )
    where = made["definitions"]["Where"]["properties"]
    assert where["provinces"]["items"]["enum"] == [province.name_vi for province in PROVINCES]
    needs = made["properties"]["parameters"]["properties"]["needs_per_year"]
    assert (needs["minimum"], needs["maximum"]) == (0.5, 1.6) and needs["description"]


def test_the_file_is_plain_json_with_readable_letters():
    on_disk = (shipped.scenarios() / FILE).read_text(encoding="utf-8")
    assert json.loads(on_disk)["$schema"].endswith("draft-07/schema#")
    assert "Hà Nội" in on_disk
