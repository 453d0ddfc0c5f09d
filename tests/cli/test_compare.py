"""``dvctt compare``: paired differences, who was gained, and policies that change nothing."""

import json

import pandas as pd
import pytest
from conftest import SHORT

POLICY = """\
id: {id}
title: {{vi: "Thử nghiệm", en: "A trial"}}
extends: baseline
policies:
  - {{lever: full_process_supply, start: 2020-01, intensity: {intensity}}}
"""


@pytest.fixture(scope="module")
def compared(dvctt, tmp_path_factory):
    """Return a finished comparison of the baseline, a null policy and a real one."""
    work = tmp_path_factory.mktemp("compared")
    for name, intensity in (("nothing", 0), ("supply", 0.8)):
        text = POLICY.format(id=name, intensity=intensity)
        (work / f"{name}.yaml").write_text(text, encoding="utf-8")
    done = dvctt("compare", "baseline", "nothing.yaml", "supply.yaml", *SHORT, "--json", cwd=work)
    done.document = json.loads(done.out)
    done.folder = work / done.document["folder"]
    return done


def test_a_null_policy_changes_exactly_nothing_and_is_named(compared):
    nation = pd.read_parquet(compared.folder / "tables" / "nation.parquet")
    by_scenario = nation.groupby("scenario")["difference"]
    assert (by_scenario.get_group("nothing") == 0).all()
    assert (by_scenario.get_group("supply") != 0).any()
    assert "nothing: policy 1 (full_process_supply from 2020-01) changes nothing" in compared.err
    assert "nothing: not one dossier differs from baseline" in compared.err
    assert "supply:" not in compared.err


def test_differences_are_those_of_the_runs_own_tables(compared):
    long = pd.read_parquet(compared.folder / "tables" / "province.parquet")
    rows = long[(long["scenario"] == "supply") & (long["metric"] == "portal_accounts")]
    values = {
        name: pd.read_parquet(compared.folder / "runs" / name / "tables" / "province.parquet")
        for name in ("baseline", "supply")
    }
    assert list(rows["value_baseline"]) == list(values["baseline"]["portal_accounts"])
    assert list(rows["value_scenario"]) == list(values["supply"]["portal_accounts"])
    assert list(rows["province"]) == list(values["supply"]["province"])


def test_gained_and_lost_make_up_the_difference(compared):
    gained = pd.read_parquet(compared.folder / "tables" / "gained.parquet")
    long = pd.read_parquet(compared.folder / "tables" / "province.parquet")
    wanted = {"metric": "adults_using_online_share", "scenario": "supply", "month": "2020-06"}
    rows = long[(long[list(wanted)] == pd.Series(wanted)).all(axis=1)].set_index("province")
    people = gained[(gained["scenario"] == "supply") & (gained["month"] == "2020-06")]
    assert set(people["scope"]) == {"nation", "province", "kind", "age", "dead_zone"}
    of_province = people[people["scope"] == "province"].set_index("group")
    share = 100 * of_province["net"] / of_province["adults"]
    assert share.to_numpy() == pytest.approx(rows["difference"].loc[share.index], abs=1e-9)
    totals = people.groupby("scope")[["adults", "gained", "lost"]].sum()
    assert (totals.max() - totals.min()).max() < 1e-3
    assert totals["gained"].iloc[0] > 0


def test_the_document_tells_both_sides(compared):
    assert [each["id"] for each in compared.document["scenarios"]] == [
        "baseline",
        "nothing",
        "supply",
    ]
    last = compared.document["differences"]["supply"][-1]
    assert last["month"] == "2020-06"
    assert last["difference"] == pytest.approx(last["value_scenario"] - last["value_baseline"])


def test_the_pictures_of_a_comparison(dvctt, compared):
    done = dvctt("plot", compared.folder, "--picture", "comparison_map")
    names = sorted(path.name for path in (compared.folder / "pictures").glob("*.png"))
    assert names == ["comparison_map-nothing-vi.png", "comparison_map-supply-vi.png"]
    assert len(done.out.splitlines()) == 4


def test_different_citizens_are_refused(dvctt, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(POLICY.format(id="other", intensity=1) + "seed: 2\n", encoding="utf-8")
    done = dvctt("compare", "baseline", other, code=3, cwd=tmp_path)
    assert "other has seed 2, but baseline has 1" in done.err
    assert "two scenarios with the id" in dvctt("compare", "baseline", "baseline", code=3).err
    assert list(tmp_path.iterdir()) == [other]
