"""``dvctt calibrate``: plans, refuses, carries a study out, and completes one that was stopped."""

import json
import signal
import sys

import pytest
from test_help import HEAVY, imported

from sim.calibrate.posterior import read

STUDY = """\
id: small
title: {vi: "Nhỏ", en: A small study}
end: 2020-06
simulations: [60, 52]
fitted:
  online_intercept: {low: -6, high: -2, source: "assumed: a trial"}
  campaign_account_hazard: {low: 0.0001, high: 0.001, source: "assumed: a trial"}
draws: 12
"""
LONG = 1200  # seconds, on a machine that has other things to do
# Runs dvctt; after as many files of the bank as the first argument, the process gets SIGINT.
STOPPED = """
import os, signal, sys
from sim.calibrate import bank
from sim.cli.main import main
left = int(sys.argv.pop(1))
write = bank.write_chunk
def written(*arguments):
    global left
    write(*arguments)
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGINT)
bank.write_chunk = written
sys.exit(main())
"""


@pytest.fixture
def study(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def test_help_imports_nothing_heavy(dvctt):
    done = dvctt("calibrate", "--help", python=("-X", "importtime", "-m", "sim.cli.main"))
    assert "Examples:" in done.out and "--resume" in done.out
    assert not imported(done.err) & (HEAVY | {"sklearn", "xarray"})


def test_a_plan_runs_and_writes_nothing(dvctt, study):
    done = dvctt("calibrate", study, "--dry-run", cwd=study.parent)
    assert "60 and 52 simulations" in done.out and "2 parameters fitted to 3 figures" in done.out
    plan = json.loads(dvctt("calibrate", "baseline", "--dry-run", "--json", cwd=study.parent).out)
    assert plan["simulations"] == 15_000 and plan["rounds"] == [10_000, 5_000]
    assert plan["seconds"] < 1800
    slower = dvctt("calibrate", "baseline", "--dry-run", "--json", "--workers", "1").out
    assert json.loads(slower)["seconds"] > plan["seconds"] or plan["seconds"] > 1500
    assert [path.name for path in study.parent.iterdir()] == [study.name]


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("online_intercept:", "online_intrcept:", "small.yaml:6:3: unknown parameter"),
        ("low: -6", "low: -3", "small.yaml:6:21: online_intercept: -3 to -2"),
        ("end: 2020-06", "end: 2020-12\nfigures: [users-2021]", "small.yaml:4:11: users-2021"),
    ],
)
def test_a_mistake_is_told_with_its_place_before_anything_is_made(dvctt, study, old, new, part):
    study.write_text(STUDY.replace(old, new), encoding="utf-8")
    done = dvctt("calibrate", study.name, cwd=study.parent, code=3)
    assert part in done.err and "Traceback" not in done.err
    assert [path.name for path in study.parent.iterdir()] == [study.name]


@pytest.mark.parametrize(
    "arguments", [[], ["baseline", "--resume", "x"], ["--resume", "x", "--dry-run"]]
)
def test_wrong_usage(dvctt, arguments):
    assert "Traceback" not in dvctt("calibrate", *arguments, code=2).err


def test_only_the_folder_of_a_study_is_resumed(dvctt, finished, tmp_path):
    assert "no folder of a study" in dvctt("calibrate", "--resume", finished.folder, code=3).err
    assert "manifest.json" in dvctt("calibrate", "--resume", tmp_path, code=3).err


def bytes_of(folder):
    """Return what is in ``folder``, but for what carries its time or its name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if path.name != "manifest.json" and path.parent.name != "pictures"
    }


@pytest.fixture(scope="module")
def carried_out(dvctt, tmp_path_factory):
    """Return a small study that was carried out in one go, with its folder."""
    work = tmp_path_factory.mktemp("study")
    (work / "small.yaml").write_text(STUDY, encoding="utf-8")
    done = dvctt("calibrate", "small.yaml", cwd=work, timeout=LONG)
    (done.folder,) = (work / "outputs").iterdir()
    return done


def test_one_command_leads_from_nothing_to_the_posterior(carried_out):
    folder, out = carried_out.folder, carried_out.out
    assert folder.name.startswith("calibrate-small-")
    assert (
        "accounts-2020-05" in out and "140,000" in out and f"Results: outputs/{folder.name}" in out
    )
    assert len(list(folder.glob("bank/round-1/*.npz"))) == 2
    assert len(list(folder.glob("bank/round-2/*.npz"))) == 2
    assert (folder / "tables" / "prior_predictive.csv").read_text().count("\n") == 4
    assert (folder / "posterior.nc").stat().st_size > 10_000
    told = dict(line.split(",") for line in (folder / "point.csv").read_text().split()[1:])
    assert {name: float(v) for name, v in told.items()} == read(folder / "posterior.nc").point
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["status"] == "complete" and manifest["simulations"] == [60, 52]


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_an_interrupted_study_is_completed_to_the_same_bytes(dvctt, carried_out, study):
    python = ("-c", STOPPED)
    arguments = (3, "calibrate", study.name, "--workers", "1")
    stopped = dvctt(*arguments, python=python, cwd=study.parent, code=128 + signal.SIGINT)
    (folder,) = (study.parent / "outputs").iterdir()
    assert f"dvctt calibrate --resume outputs/{folder.name}" in stopped.err
    assert len(list(folder.glob("bank/*/*.npz"))) == 3
    document = json.loads(dvctt("calibrate", "--resume", folder, "--json", timeout=LONG).out)
    assert document["simulations"] == [60, 52] and document["failures"] == [0, 0]
    assert bytes_of(folder) == bytes_of(carried_out.folder)
    again = dvctt("calibrate", "--resume", folder, "--quiet")  # complete: only shown
    assert again.out.strip() == str(folder)
