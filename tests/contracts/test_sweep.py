"""Sweeps: which paths a file may name, what each point runs, and how mistakes are told."""

import numpy as np
import pandas as pd
import pytest
from made_ensemble import posterior

from sim.answers.measuring import Draw, Task, measured
from sim.answers.sweep import complete, read_sweep, sweep
from sim.answers.sweep.paths import settable
from sim.errors import InputError
from sim.experiment.folder import RunFolder
from sim.experiment.stopping import Interrupted
from sim.policies import LEVERS
from sim.scenario import Scenario

SHORT = """\
sweep:
  id: short
  scenario: two-levers.yaml
  end: 2020-12
  draws: 2
"""
SCENARIO = """\
id: two-levers
title: {vi: "Thử", en: "A trial"}
extends: baseline
policies:
  - {lever: full_process_supply, start: 2020-03, intensity: 0.5, agency: localities}
  - {lever: full_process_supply, start: 2020-03, intensity: 0.5, agency: ministries}
  - {lever: digital_teams, start: 2020-03, intensity: 0.5, where: {kinds: [remote]}}
"""


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a sweep of a scenario of its own and returns its file."""
    (tmp_path / "two-levers.yaml").write_text(SCENARIO, encoding="utf-8")

    def write(text, head=SHORT):
        path = tmp_path / "short.yaml"
        path.write_text(head + text, encoding="utf-8")
        return path

    return write


def grid(*lines):
    """Return the grid of a sweep, a path a line."""
    return "  grid:\n" + "".join(f"    {line}\n" for line in lines)


def values(path):
    return [point.values for point in read_sweep(path).points()]


def test_the_grid_is_every_combination_the_last_path_fastest(written):
    path = written(grid("policies[0].intensity: [0.25, 1]", "policies[2].members: [3, 5, 7]"))
    found = values(path)
    assert len(found) == len(read_sweep(path)) == 6
    assert found[1] == {"policies[0].intensity": 0.25, "policies[2].members": 5}
    assert found[3] == {"policies[0].intensity": 1, "policies[2].members": 3}


def test_a_point_changes_its_values_and_nothing_else(written):
    path = written(
        "  grid: {policies.digital_teams.training: [0.1], parameters.trust_level: [0.6]}"
    )
    (point,) = read_sweep(path).points()
    plain = read_sweep(path).scenario
    assert point.scenario.policies[2].fields == {"training": 0.1}
    assert point.scenario.policies[:2] == plain.policies[:2]
    for each in (point.scenario, point.baseline):
        assert each.parameters == {"trust_level": 0.6} and each.horizon.end == "2020-12"
    assert point.baseline.policies == ()


def test_every_field_of_every_lever_has_a_path():
    for name in ("all-together", "digital-teams"):
        scenario = Scenario.load(name)
        paths = settable(scenario)
        for at, policy in enumerate(scenario.policies):
            fields = {"start", "end", "ramp_months", "intensity", *LEVERS[policy.lever].fields}
            assert {f"policies[{at}].{field}" for field in fields} <= set(paths)
    assert "policies.digital_teams.members" in paths and "policies[0].cost.vnd" in paths
    assert "policies.digital_teams.where.kinds" in paths
    assert "policies[0].where.ages" not in paths


def test_lists_and_months_and_words_can_be_swept(written):
    path = written(
        grid(
            "policies[2].where.kinds: [[remote], [urban, rural]]",
            "policies[2].start: [2020-03, 2020-06]",
            "drivers.after_last_observation: [hold, trend]",
        )
    )
    assert values(path)[-1] == {
        "policies[2].where.kinds": "urban + rural",
        "policies[2].start": "2020-06",
        "drivers.after_last_observation": "trend",
    }


MISTAKES = {
    ("policies[0].intensty: [1]",): 'did you mean "policies[0].intensity"',
    ("policies.digital_teams.member: [3]",): 'did you mean "policies.digital_teams.members"',
    ("policies.full_process_supply.intensity: [1]",): "policies[0] or policies[1]",
    ("policies[7].intensity: [1]",): "no value at",
    ("parameters.trust_levle: [1]",): 'did you mean "parameters.trust_level"',
    ("policies[0].intensity: [0.5, 1.5]",): "a number from 0 to 1",
    ("policies[0].intensity: [0.5, '0,5']",): "did you mean 0.5?",
    ("policies[0].intensity: 0.5",): "a list of values",
    ("policies[2].start: [2021-01]", "policies.digital_teams.start: [2021-02]"): "each value once",
    ("policies[0].start: [2020-09]", "policies[0].end: [2020-06]"): "a month from the start",
    ("policies[2].where.kinds: [[remot]]",): 'did you mean "remote"',
}


@pytest.mark.parametrize("lines", MISTAKES)
def test_a_mistake_in_the_grid_is_told_with_its_place(written, lines):
    with pytest.raises(InputError) as told:
        read_sweep(written(grid(*lines)))
    assert MISTAKES[lines] in str(told.value) and told.value.line == 6 + len(lines)
    assert str(told.value.file).endswith("short.yaml")


ONE = grid("policies[0].intensity: [1]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONE.replace("grid", "gird"), 'did you mean "grid"'),
        ("  grid: [1]", "paths such as policies[0].intensity"),
        (ONE + "  baseline: baselin", 'did you mean "baseline"'),
        (ONE + "  months: [2029-01]", "up to the end, 2020-12"),
        (ONE + "  measures: [{metric: dossiers, scope: 65}]", "unknown scope"),
        (ONE + "  measures: [{metric: adults_ever_used_share, scope: ministries}]", "nation"),
        ("scenario: x", "one key"),
    ],
)
def test_other_mistakes_are_told_with_their_place(written, text, expected):
    with pytest.raises(InputError) as told:
        read_sweep(written(text))
    assert expected in str(told.value) and told.value.line


def test_the_tables_hold_what_the_points_come_to(written):
    path = written(
        grid("policies[0].intensity: [0, 1]", "parameters.needs_per_year: [0.8, 1.2]")
        + "  measures: [{metric: dossiers_online_share}, {metric: dossiers, scope: remote}]\n"
        "  months: [2020-06, 2020-12]\n"
    )
    source = posterior(2, needs_per_year=0.1)
    found = sweep(path, posterior=source, workers=1).tables
    table, summary = found["sweep"], found["summary"]
    assert len(table) == 4 * 2 * 2 * 2 and len(summary) == 4 * 4
    asked = read_sweep(path)
    for point in list(asked.points())[1:3]:
        draw = Draw(1, source.draws.loc[1].to_dict(), int(source.seeds[1]))
        own = measured(Task((point.baseline, point.scenario), draw, asked.measures))
        rows = table[(table["point"] == point.number) & (table["draw"] == 1)]
        assert list(rows["value"]) == list(own[1])
        assert list(rows["effect"]) == list(own[1] - own[0])
    middle = table[(table["point"] == 3) & (table["metric"] == "dossiers")].groupby("month")
    of_summary = summary[(summary["point"] == 3) & (summary["metric"] == "dossiers")]
    assert list(of_summary["value_p50"]) == list(middle["value"].median())


def test_a_stopped_sweep_goes_on_to_the_same_bytes(written, tmp_path):
    path = written(grid("policies[0].intensity: [0.5, 1]", "parameters.trust_level: [0.6, 0.7]"))
    source = posterior(2, first_seed=3)
    whole = sweep(path, posterior=source, workers=1, out=tmp_path / "whole").tables

    def stop_after(done, in_all):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="go on with: dvctt resume"):
        sweep(path, posterior=source, workers=1, out=tmp_path / "stopped", progress=stop_after)
    (folder,) = (tmp_path / "stopped").iterdir()
    assert not RunFolder(folder).is_complete and len(list((folder / "results").iterdir())) == 2
    path.unlink()  # the folder suffices by itself
    seen = []
    found = complete(folder, workers=1, progress=lambda *told: seen.append(told)).tables
    assert seen == [(3, 4), (4, 4)] and RunFolder(folder).is_complete
    pd.testing.assert_frame_equal(found["sweep"], whole["sweep"])
    (other,) = (tmp_path / "whole").iterdir()
    for name in ("sweep.csv", "summary.parquet"):
        assert (folder / "tables" / name).read_bytes() == (other / "tables" / name).read_bytes()
    pd.testing.assert_frame_equal(complete(folder).tables["summary"], whole["summary"])


def test_what_cannot_go_on_is_refused(written, tmp_path):
    path = written(ONE)
    with pytest.raises(InputError, match="at most 2"):
        sweep(path, posterior=posterior(2), draws=3, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    sweep(path, posterior=posterior(2), workers=1, out=tmp_path / "out")
    (folder,) = (tmp_path / "out").iterdir()
    RunFolder(folder).update(status="running")
    (result,) = sorted((folder / "results").iterdir())[:1]
    result.write_bytes(b"half")
    with pytest.raises(InputError, match="damaged result"):
        complete(folder, workers=1)
    RunFolder(folder).update(kind="search")
    with pytest.raises(InputError, match="of the kind search"):
        complete(folder)


def test_a_point_that_changes_nothing_has_exactly_no_effect(written):
    path = written(grid(*(f"policies[{at}].intensity: [0]" for at in range(3))))
    found = sweep(path, posterior=posterior(2), workers=1).tables
    assert np.all(found["sweep"]["effect"] == 0) and not found["summary"]["finding"].any()
