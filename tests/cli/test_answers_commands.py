"""``attain``, ``cost``, ``why``, ``robustness``, ``search`` and ``sweep`` as people meet them."""

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

POLICY = """\
id: both
title: {vi: "Thử nghiệm", en: "A trial"}
extends: baseline
horizon: {end: 2020-12}
population: {scale: 1000}
policies:
  - lever: full_process_supply
    start: 2020-01
    intensity: 0.8
    cost: {vnd: 1000000000, per: month, source: "A trial, of no source"}
  - {lever: leadership, start: 2020-01, intensity: 0.8}
targets:
  - {metric: adults_using_online_share, by: 2020-12, at_least: 90, required: true, source: "A, b"}
  - {metric: portal_accounts, by: 2020-12, at_least: 1}
"""
SEARCH = """\
search:
  id: more-users
  title: {vi: "Thử tìm", en: "A trial search"}
  scenario: short.yaml
  targets: [{metric: adults_using_online_share, by: 2020-12, at_least: LEVEL}]
  draws: 4
  confirm_draws: 4
  probability: 0.5
  evaluations: 10
  policies:
    - {lever: full_process_supply, start: 2020-02, intensity: {low: 0, high: 1}}
"""
SWEEP = """\
sweep:
  id: strength
  scenario: both.yaml
  baseline: short.yaml
  draws: 2
  grid:
    policies.leadership.intensity: [0, 0.8]
"""
SHORT = "id: short\ntitle: {vi: Nền, en: Base}\nextends: baseline\nhorizon: {end: 2020-12}\n"
FEW = ("--draws", "3", "--workers", "1")


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """Return a folder with a policy, a search and a sweep."""
    folder = tmp_path_factory.mktemp("work")
    files = {"both": POLICY, "short": SHORT, "search": SEARCH, "sweep": SWEEP}
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def costed(dvctt, work):
    """Return the finished ``dvctt cost`` of the policy, with the folder of its run."""
    done = dvctt("cost", "both.yaml", *FEW, "--json", cwd=work)
    done.document = json.loads(done.out)
    done.tables = work / done.document["tables"]
    done.folder = done.tables.parents[1]
    return done


def test_costs_by_policy_with_what_is_not_costed(dvctt, costed):
    items = costed.document["cost-items-both"]
    assert [item["lever"] for item in items] == ["full_process_supply", "leadership"]
    assert items[0]["p50"] == 12e9 and items[1]["p50"] is None
    assert items[0]["source"] == "A trial, of no source"
    table = pd.read_csv(costed.tables / "cost-returns-both.csv")
    assert set(table["measure"]) >= {"users", "days_saved"}
    text = dvctt("cost", costed.folder).out
    assert "no cost stated" in text and "the true costs are higher" in text


def test_a_finished_run_is_used_again(dvctt, work, costed):
    done = dvctt("attain", costed.folder, code=5, cwd=work)
    assert " more likely " in done.out and " missed " in done.out
    assert len(list((work / "outputs").glob("compare-*"))) == 1
    again = dvctt("cost", "both.yaml", *FEW, "--quiet", cwd=work)
    assert (work / again.out.strip()) == costed.tables
    assert len(list((work / "outputs").glob("compare-*"))) == 1


def test_a_required_target_that_is_hardly_met_ends_with_code_5(dvctt, costed):
    done = dvctt("attain", costed.folder, "--json", code=5)
    rows = {(r["scenario"], r["metric"]): r for r in json.loads(done.out)["targets"]}
    assert re.search(r"^both: .* is required, and met in 0 % of the draws$", done.err, re.M)
    missed = rows["both", "adults_using_online_share"]
    assert (missed["met"], missed["draws"], missed["source"]) == (0, 3, "A, b")
    assert rows["baseline", "portal_accounts"]["probability"] == 1
    dvctt("attain", costed.folder, "--probability", "0", code=0)


def test_a_target_set_is_attached_by_name(dvctt, costed):
    done = dvctt("attain", costed.folder, "--targets", "state-targets-2025")
    assert done.out.count("localities") == 4 and "missing" in done.out
    assert "has no targets" in dvctt("attain", costed.folder, "--targets", "fee-cuts", code=3).err


def test_why_splits_the_effect_and_shows_the_chain(dvctt, costed):
    done = dvctt("why", costed.folder, "--json", "--workers", "1")
    document = json.loads(done.out)
    first = [row for row in document["why-both"] if row["group"] == "nation"]
    parts = {row["part"]: row["mean"] for row in first}
    assert set(parts) == {"full_process_supply", "leadership", "all"}
    assert parts["all"] == pytest.approx(parts["full_process_supply"] + parts["leadership"])
    chain = {row["metric"]: row for row in document["chain-both"]}
    assert chain["adults_using_online_share"]["p50"] > 0
    text = dvctt("why", costed.folder, "--workers", "1", "--by", "policy").out
    assert "1 full_process_supply" in text and "The chain in the nation, 2020-12" in text


def test_robustness_ranks_under_every_assumption(dvctt, costed):
    done = dvctt("robustness", costed.folder, "--workers", "1", "--least", "99")
    assert "clerk filing" in done.out and "best in" in done.out
    assert "fails (effect below 99 points in 2020-12) in 3 of 3 draws" in done.out
    table = pd.read_csv(costed.tables / "robustness.csv")
    assert table["assumption"].nunique() == 5
    assert (
        "one of them"
        in dvctt("robustness", "fee-cuts", "--least", "1", "--targets", "fee-cuts", code=2).err
    )


def test_a_search_says_what_it_takes(dvctt, work):
    (work / "near.yaml").write_text(SEARCH.replace("LEVEL", "1"), encoding="utf-8")
    plan = dvctt("search", "near.yaml", "--dry-run", cwd=work).out
    assert "full_process_supply.intensity from 0 to 1" in plan
    assert not list((work / "outputs").glob("search-*")) if (work / "outputs").exists() else True
    done = dvctt("search", "near.yaml", "--workers", "1", cwd=work)
    (folder,) = (work / "outputs").glob("search-more-users-*")
    assert "The smallest that is enough" in done.out and "has not seen" in done.out
    check = dvctt("scenario", "check", folder / "result.yaml")
    assert "valid (more-users)" in check.out
    assert "The smallest that is enough" in dvctt("resume", folder).out  # complete: only shown


def test_a_search_that_finds_nothing_ends_with_code_5(dvctt, work):
    (work / "far.yaml").write_text(SEARCH.replace("LEVEL", "95"), encoding="utf-8")
    done = dvctt("search", "far.yaml", "--workers", "1", "--json", cwd=work, code=5)
    document = json.loads(done.out)
    assert document["reached"] is False and document["bounds"][0]["binds"] is True
    assert document["scenario"]["policies"][0]["intensity"] == 1


@pytest.fixture(scope="module")
def swept(dvctt, work):
    """Return the finished ``dvctt sweep``, with what it printed and its folder."""
    done = dvctt("sweep", "sweep.yaml", "--workers", "1", "--json", cwd=work)
    done.document = json.loads(done.out)
    done.folder = work / done.document["folder"]
    return done


def test_a_sweep_is_one_tidy_table(dvctt, work, swept):
    plan = dvctt("sweep", "sweep.yaml", "--dry-run", cwd=work).out
    assert "2 points of policies.leadership.intensity" in plan
    values = [row["policies.leadership.intensity"] for row in swept.document["summary"]]
    assert set(values) == {0, 0.8}
    table = pd.read_parquet(swept.folder / "tables" / "sweep.parquet")
    assert len(table) == 2 * 2 * 2 and table["draw"].nunique() == 2


def test_a_sweep_that_was_stopped_is_completed_by_resume(dvctt, swept, tmp_path):
    folder = Path(shutil.copytree(swept.folder, tmp_path / "copy"))
    before = (folder / "tables" / "sweep.csv").read_bytes()
    told = dvctt("resume", folder).out  # of a finished one
    shutil.rmtree(folder / "tables")
    min((folder / "results").iterdir()).unlink()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    text = json.dumps(manifest | {"status": "running"})
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    assert dvctt("resume", folder, "--workers", "1").out == told
    assert (folder / "tables" / "sweep.csv").read_bytes() == before
    assert "--draws" in dvctt("resume", folder, "--draws", "9", code=2).err


def test_a_sweep_is_not_taken_for_a_comparison(dvctt, work, swept):
    """It has the same scenarios and draws, and other files."""
    asked = ("attain", "short.yaml", "both.yaml", "--targets", "state-targets-2025")
    done = dvctt(*asked, "--draws", "2", "--workers", "1", cwd=work)
    assert "holds this run already" not in done.err


def test_a_folder_has_its_baseline(dvctt, costed):
    assert "--vs" in dvctt("cost", costed.folder, "--vs", "baseline", code=2).err


@pytest.mark.parametrize("kind", ["search", "sweep"])
def test_shipped_questions_are_found_by_name(dvctt, kind):
    name = {"search": "fifty-percent-by-2027", "sweep": "team-size-and-training"}[kind]
    assert name in dvctt(kind, name, "--dry-run").out
    done = dvctt(kind, name[:-1], code=3)
    assert f'no {kind} "{name[:-1]}"' in done.err and f'did you mean "{name}"' in done.err


@pytest.mark.parametrize("command", ["attain", "cost", "why", "robustness", "search", "sweep"])
def test_help_opens_with_examples(dvctt, command):
    lines = [line.strip() for line in dvctt(command, "--help").out.splitlines() if line.strip()]
    assert lines[1] == "Examples:" and lines[2].startswith(f"dvctt {command} ")
