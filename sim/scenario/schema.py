"""The JSON Schema (draft 7) of scenario files, by which editors complete and check them.

``python -m sim.scenario.schema`` writes it to scenarios/scenario.schema.json; a test compares.
"""

import json

from sim import shipped
from sim.parameters import registry
from sim.policies import LEVERS
from sim.scenario import shelf
from sim.scenario import vocabulary as names
from sim.scenario.scenario import Scenario

FILE = "scenario.schema.json"


def schema() -> dict:
    """Return the schema as plain data."""
    made = Scenario.model_json_schema(ref_template="#/definitions/{model}")
    definitions = made.pop("$defs")
    several = made["properties"]["extends"]
    one = {"type": "string", "examples": shelf.shipped_ids()}
    made["properties"]["extends"] = {
        "description": several.pop("description"),
        "anyOf": [one, several],
    }
    made["properties"]["parameters"] = _parameters()
    definitions["Policy"] = _policy(definitions["Policy"])
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Kịch bản dvctt (dvctt scenario)",
        "description": "What to simulate: the sample, the policies, the targets to judge it by.",
    }
    return _tidy(made | head | {"definitions": definitions})


def _parameters() -> dict:
    return {
        "type": "object",
        "additionalProperties": False,
        "description": Scenario.model_fields["parameters"].description,
        "properties": {
            name: number.schema() | {"description": f"{row.meaning} ({row.unit})"}
            for name, number in names.parameter_ranges().items()
            if (row := registry()[name])
        },
    }


def _policy(common: dict) -> dict:
    """Return the schema of a policy: the keys allowed depend on its lever."""
    common["properties"].pop("fields")
    shared = common["properties"]
    common["description"] = "One lever, pulled at a time, in a place, with a strength"
    common.pop("additionalProperties")
    common["allOf"] = [_of_lever(name, shared) for name in LEVERS]
    return common


def _of_lever(name: str, shared: dict) -> dict:
    lever = LEVERS[name]
    where = {
        "additionalProperties": False,
        "properties": dict.fromkeys(lever.where, True),
    }
    own = {
        key: kind.schema() | {"description": f"{field.meaning_en} ({field.meaning_vi})"}
        for key, kind in names.lever_fields(name).items()
        if (field := lever.fields[key])
    }
    allowed = dict.fromkeys(shared, True) | {"where": where} | own
    return {
        "if": {"properties": {"lever": {"const": name}}, "required": ["lever"]},
        "then": {
            "title": lever.title_en,
            "description": f"{lever.meaning_en} ({lever.meaning_vi})",
            "properties": allowed,
            "additionalProperties": False,
        },
    }


def _tidy(value):
    """Return ``value`` without defaults of null and choices of "or null"."""
    if isinstance(value, list):
        return [_tidy(each) for each in value]
    if not isinstance(value, dict):
        return value
    choices = [each for each in value.get("anyOf", []) if each != {"type": "null"}]
    if len(choices) == 1:
        value = {k: v for k, v in value.items() if k != "anyOf"} | choices[0]
    return {k: _tidy(v) for k, v in value.items() if (k, v) != ("default", None)}


def text() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    (shipped.scenarios() / FILE).write_text(text(), encoding="utf-8", newline="\n")
