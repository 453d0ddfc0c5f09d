"""Every value of a scenario tells the file and line that set it."""

import pickle

import pytest

from sim.errors import InputError
from sim.scenario import Scenario, differences, explain

PARENT = 'id: a\ntitle: {vi: "Một", en: One}\npopulation: {scale: 10}\npolicies:\n'
PARENT += "  - {lever: trust, start: 2025-01, intensity: 0.5}\n"
CHILD = 'id: b\ntitle: {vi: "Hai", en: Two}\nextends: a.yaml\nseed: 7\npolicies:\n'
CHILD += "  - lever: digital_teams\n    start: 2025-01\n    members: 7\n    intensity: 0.5\n"
CHILD += "    where: {kinds: [rural, remote]}\n"


@pytest.fixture
def child(tmp_path):
    (tmp_path / "a.yaml").write_text(PARENT, encoding="utf-8")
    path = tmp_path / "b.yaml"
    path.write_text(CHILD, encoding="utf-8")
    return path


def name_and_line(scenario, path: str):
    file, line = scenario.origin(path)
    return file.rsplit("/", 1)[-1].rsplit("\\", 1)[-1], line


def test_origins_name_the_file_that_won(child):
    scenario = Scenario.load(child)
    assert name_and_line(scenario, "seed") == ("b.yaml", 4)
    assert name_and_line(scenario, "title.vi") == ("b.yaml", 2)
    assert name_and_line(scenario, "population.scale") == ("a.yaml", 3)
    assert name_and_line(scenario, "policies[0].intensity") == ("a.yaml", 5)
    assert name_and_line(scenario, "policies[1].members") == ("b.yaml", 8)
    assert name_and_line(scenario, "policies[1].where.kinds") == ("b.yaml", 10)
    assert scenario.origin("horizon.end") == ("default", None)


def test_options_win_and_say_so(child):
    scenario = Scenario.load(child, scale=1000, seed=9, end="2025-06")
    assert (scenario.population.scale, scenario.seed) == (1000, 9)
    assert scenario.horizon.end_month == 66
    for path in ("population.scale", "seed", "horizon.end"):
        assert scenario.origin(path) == ("command line", None)
    assert scenario.parent.seed == 1


@pytest.mark.parametrize(
    "options, part",
    [
        ({"scale": 0}, "scale: 0"),
        ({"scale": True}, "scale: True"),
        ({"scale": 0.5}, "scale: 0.5"),
        ({"end": "2031-01"}, "end: "),
        ({"end": 2025}, "end: 2025"),
        ({"seed": -1}, "seed: -1"),
        ({"seed": 10**400}, "seed: a huge number"),
    ],
)
def test_an_impossible_option_is_refused(child, options, part):
    with pytest.raises(InputError, match="command line: " + part):
        Scenario.load(child, **options)


def test_explain_has_a_row_for_every_value(child):
    rows = {row.path: row for row in explain(Scenario.load(child))}
    assert rows["policies[1].where.kinds"].value == ["rural", "remote"]
    assert rows["drivers.after_last_observation"].file == "default"
    assert rows["seed"].line == 4
    assert list(rows)[0] == "id"


def test_differences_leave_out_what_is_inherited_and_words(child):
    scenario = Scenario.load(child, scale=20)
    paths = [row.path for row in differences(scenario)]
    assert paths[:2] == ["population.scale", "seed"]
    assert all(path.startswith("policies[1].") for path in paths[2:])
    assert differences(Scenario.load("baseline")) == []
    assert [row.path for row in differences(Scenario.load("baseline", seed=1))] == ["seed"]


def test_a_scenario_travels_to_other_processes(child):
    scenario = Scenario.load(child)
    copy = pickle.loads(pickle.dumps(scenario))
    assert copy == scenario and hash(copy) == hash(scenario)
    assert copy.origin("seed") == scenario.origin("seed") and copy.parent == scenario.parent
