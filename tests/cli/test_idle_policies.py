"""A policy that changes nothing is named, with its line, wherever its scenario is looked at."""

import json

import pytest

NOWHERE = """\
id: nowhere
title: {vi: Không nơi nào, en: Nowhere}
extends: baseline
policies:
  - {lever: campaign, start: 2020-01, intensity: 1, where: {regions: [SE]}}
  - {lever: campaign, start: 2020-01, intensity: 1, where: {provinces: [Hà Nội], kinds: [remote]}}
  - {lever: fee_cut, start: 2021-01, intensity: 0.5}
"""
REACHES_NOBODY = (
    "Warning: nowhere: policy 2 (campaign from 2020-01) changes nothing in this run: there is no "
    "such place, so that it reaches nobody (nowhere.yaml:6)"
)
TOO_LATE = (
    "Warning: nowhere: policy 3 (fee_cut from 2021-01) changes nothing in this run: it starts "
    "after 2020-02 (nowhere.yaml:7)"
)
FEW = ["--draws", "2", "--scale", "1000", "--end", "2020-02"]


@pytest.fixture
def work(tmp_path):
    (tmp_path / "nowhere.yaml").write_text(NOWHERE, encoding="utf-8")
    return tmp_path


def warnings(done):
    return [line for line in done.err.splitlines() if line.startswith("Warning: ")]


def test_when_a_scenario_is_checked(dvctt, work):
    done = dvctt("scenario", "check", "nowhere.yaml", cwd=work)
    assert warnings(done) == [REACHES_NOBODY]
    assert done.out == "nowhere.yaml: valid (nowhere)\n"


@pytest.mark.parametrize("how", [["run"], ["compare", "baseline"]])
def test_when_it_is_run_over_draws(dvctt, work, how):
    done = dvctt(*how, "nowhere.yaml", *FEW, "--json", cwd=work)
    assert warnings(done) == [REACHES_NOBODY, TOO_LATE]
    document = json.loads(done.out)
    assert [f"Warning: {each}" for each in document["warnings"]] == warnings(done)


def test_when_the_question_is_answered_and_answered_again(dvctt, work):
    for _ in range(2):
        assert warnings(dvctt("answer", "nowhere.yaml", *FEW, cwd=work)) == [
            REACHES_NOBODY,
            TOO_LATE,
        ]


def test_when_all_draws_come_to_the_same(dvctt, work):
    text = "\n".join(line for line in NOWHERE.splitlines() if "regions: [SE]" not in line)
    (work / "nowhere.yaml").write_text(text, encoding="utf-8")
    done = dvctt("compare", "baseline", "nowhere.yaml", *FEW, cwd=work)
    assert warnings(done)[-1] == "Warning: nowhere: not one dossier differs from baseline"
