"""``dvctt run``, ``resume`` and ``plot``: what is printed where, and what is left behind."""

import contextlib
import json
import os
import sys

import pandas as pd
import pytest
from conftest import SHORT

from sim.metrics import SCOPES
from sim.parameters import point

ESCAPE = "\x1b"


def test_results_on_stdout_and_notes_on_stderr(finished):
    folder = finished.folder.relative_to(finished.folder.parents[1])
    *_, results, following = finished.out.splitlines()
    assert results.split() == ["Results:", str(folder)]
    assert following.split() == ["Next:", "dvctt", "plot", str(folder)]
    assert "2019-12" in finished.out and "2020-06" in finished.out
    assert finished.err == "" or finished.err.startswith("Compiling")
    assert ESCAPE not in finished.out + finished.err


def test_the_folder_suffices_by_itself(finished):
    names = {p.relative_to(finished.folder).as_posix() for p in finished.folder.rglob("*")}
    tables = {f"tables/{s}.{end}" for s in (*SCOPES, "monte_carlo") for end in ("csv", "parquet")}
    assert names == {"manifest.json", "scenario.yaml", "tables"} | tables
    manifest = json.loads((finished.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["status"] == "complete"
    assert (manifest["seed"], manifest["scale"]) == (1, 1000)
    assert manifest["citizens"] > 60_000
    assert manifest["peak_memory_bytes"] > 1e8 and manifest["wall_seconds"] > 0
    assert len(manifest["inputs"]["evidence/reported_figures.csv"]) == 64
    assert manifest["scenarios"][0]["parameters"]["adults"] == point()["adults"]
    assert any(name.endswith("baseline.yaml") for name in manifest["scenarios"][0]["read_from"])


@pytest.mark.parametrize("scope", SCOPES)
def test_csv_and_parquet_hold_the_same(finished, scope):
    exact = pd.read_parquet(finished.folder / "tables" / f"{scope}.parquet")
    text = pd.read_csv(finished.folder / "tables" / f"{scope}.csv", dtype={"province_code": str})
    pd.testing.assert_frame_equal(text, exact.round(6), check_dtype=False, rtol=1e-12)


def test_a_complete_run_needs_no_resuming(dvctt, finished):
    before = {p: p.stat().st_mtime_ns for p in finished.folder.rglob("*")}
    done = dvctt("resume", finished.folder)
    assert "nothing to do" in done.err and "Results:" in done.out
    assert {p: p.stat().st_mtime_ns for p in finished.folder.rglob("*")} == before


def test_plot_draws_into_the_folder(dvctt, finished):
    done = dvctt("plot", finished.folder, "--lang", "en", "--picture", "accounts")
    made = [finished.folder / "pictures" / f"accounts-en.{end}" for end in ("png", "svg")]
    assert done.out.split() == [str(path) for path in made]
    assert all(path.stat().st_size > 1000 for path in made)
    assert (
        'did you mean "accounts"?'
        in dvctt("plot", finished.folder, "--picture", "acounts", code=2).err
    )


def test_only_folders_of_runs_are_taken(dvctt, tmp_path):
    for command in ("plot", "resume"):
        assert "manifest.json" in dvctt(command, tmp_path, code=3).err


def test_dry_run_writes_nothing(dvctt, tmp_path):
    done = dvctt("run", "all-together", "--scale", "10", "--dry-run", "--json", cwd=tmp_path)
    plan = json.loads(done.out)
    citizens = round(point()["adults"] / 10)
    assert (plan["kind"], plan["citizens"], plan["months"]) == ("plan", citizens, 133)
    assert "Nothing was run" in dvctt("run", "baseline", "--dry-run", cwd=tmp_path).out
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written(dvctt, tmp_path):
    (tmp_path / "file").write_text("")
    done = dvctt("run", "baseline", *SHORT, "--out", "file/below", cwd=tmp_path, code=3)
    assert "--out" in done.err and "Traceback" not in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_missed_target_as_json_with_a_terminal_beside(dvctt, question):
    """The bar goes to the terminal, without colour; standard output is JSON alone."""
    import subprocess
    import termios

    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    options = {"stdout": subprocess.PIPE, "stderr": theirs, "capture_output": False}
    env = {"NO_COLOR": "1", "TERM": "xterm-256color"}
    done = dvctt(
        "run", question, "--point", "--json", cwd=question.parent, code=5, env=env, **options
    )
    os.set_blocking(ours, False)
    shown = b""
    with contextlib.suppress(BlockingIOError):
        while part := os.read(ours, 100_000):
            shown += part
    shown = shown.decode()
    os.close(theirs)
    os.close(ours)
    assert "required-target" in shown and "7/7" in shown and f"{ESCAPE}[3" not in shown
    document = json.loads(done.out)
    (scenario,) = document["scenarios"]
    verdicts = [target["verdict"] for target in scenario["targets"]]
    assert verdicts == ["missed", "met", "not reached yet"]
    assert [row["month"] for row in scenario["headline"]] == ["2019-12", "2020-06"]
    assert (question.parent / document["folder"] / "tables" / "nation.csv").is_file()
