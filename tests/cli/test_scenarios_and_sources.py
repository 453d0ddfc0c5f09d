"""Commands that run nothing: they explain, check, list and begin scenarios, and name sources."""

import json

import pytest
from test_help import imported

from sim.parameters import point


def test_explain_says_where_values_come_from(dvctt, question):
    done = dvctt("explain", question, cwd=question.parent)
    lines = [line.split() for line in done.out.splitlines()]
    assert ["*", "horizon.end", "2020-06", "required-target.yaml:4"] in lines
    assert "1 run in each of 100 draws of the posterior" in done.out and "GB of memory" in done.out
    assert f"Next: dvctt run {question}" in done.out


def test_explain_as_json_with_options(dvctt):
    document = json.loads(dvctt("explain", "baseline", "--scale", "500", "--json").out)
    (scale,) = [row for row in document["values"] if row["path"] == "population.scale"]
    assert (scale["value"], scale["file"], scale["differs"]) == (500, "command line", True)
    assert document["estimate"]["citizens"] == round(point()["adults"] / 500)


def test_explain_builds_no_model(dvctt):
    done = dvctt("explain", "all-together", python=("-X", "importtime", "-m", "sim.cli.main"))
    assert not imported(done.err) & {"numba", "pandas", "mesa", "matplotlib", "numpy"}


def test_check(dvctt, question):
    assert "valid (required-target)" in dvctt("scenario", "check", question, "baseline").out


def test_check_shows_file_line_and_nearest_name(dvctt, question):
    wrong = question.with_name("wrong.yaml")
    wrong.write_text(question.read_text(encoding="utf-8").replace("scale: 1000", "scael: 10"))
    done = dvctt("scenario", "check", "wrong.yaml", question.name, cwd=question.parent, code=3)
    assert "wrong.yaml:5:" in done.err and 'did you mean "scale"?' in done.err
    assert question.name in done.out  # the others are checked all the same


@pytest.mark.parametrize("command", ["run", "explain"])
def test_an_unknown_scenario_is_invalid_data(dvctt, command):
    done = dvctt(command, "digital-team", code=3)
    assert 'did you mean "digital-teams"?' in done.err and "Traceback" not in done.err


def test_list(dvctt):
    listed = json.loads(dvctt("scenario", "list", "--json").out)
    assert listed[0]["id"] == "baseline"
    text = dvctt("scenario", "list").out
    assert all(each["id"] in text and each["title"]["vi"] in text for each in listed)


def test_a_new_scenario_is_valid_and_never_overwrites(dvctt, tmp_path):
    done = dvctt("scenario", "new", "my-question", "--dir", "mine", cwd=tmp_path)
    assert "dvctt explain mine/my-question.yaml" in done.out
    path = tmp_path / "mine" / "my-question.yaml"
    text = path.read_text(encoding="utf-8")
    schema = text.splitlines()[0].partition("$schema=")[2]
    assert json.loads((path.parent / schema).read_text(encoding="utf-8"))["$schema"]
    dvctt("scenario", "check", path)
    path.write_text("mine")
    assert (
        "exists"
        in dvctt("scenario", "new", "my-question", "--dir", "mine", cwd=tmp_path, code=3).err
    )
    assert path.read_text() == "mine"


def test_schema_is_json(dvctt):
    assert "policies" in json.loads(dvctt("scenario", "schema").out)["properties"]


def test_every_source_is_shown(dvctt):
    entries = json.loads(dvctt("sources", "--json").out)
    kinds = {entry["kind_of_entry"] for entry in entries}
    assert kinds == {"figures", "series", "parameters", "metrics"}
    assert all(e["source"] for e in entries if e["kind_of_entry"] != "metrics")
    text = dvctt("sources", "--kind", "parameters").out
    assert text.count("source: ") == sum(e["kind_of_entry"] == "parameters" for e in entries)


def test_metrics_are_shown_with_definition_and_scopes(dvctt):
    text = dvctt("sources", "--kind", "metrics").out
    assert "adults_using_online_share, % (by nation, province, " in text
    (metric,) = json.loads(dvctt("sources", "portal_accounts", "--kind", "metrics", "--json").out)
    assert metric["definition"] and metric["title_vi"] and "nation" in metric["scopes"]


def test_one_source(dvctt):
    entries = json.loads(dvctt("sources", "needs_per_year", "--json").out)
    assert [entry["name"] for entry in entries] == ["needs_per_year"]
    error = dvctt("sources", "need_per_year", code=3).err
    assert 'did you mean "needs_per_year"?' in error
