"""``dvctt sensitivity`` as people meet it: small analyses, killed ones, wrong ones."""

import json
import signal
import subprocess
import sys
import time

import pytest

from sim.calibrate import bank
from sim.calibrate.folder import StudyFolder
from sim.calibrate.study import Study

SMALL = ("--trajectories", "4", "--base", "4", "--only", "online_intercept", "--only", "fee_cut")


@pytest.fixture(scope="module")
def analysed(dvctt, tmp_path_factory):
    """Return a finished analysis of two factors, with its folder and what it printed."""
    work = tmp_path_factory.mktemp("analysed")
    done = dvctt("sensitivity", "baseline", *SMALL, "--json", "--workers", "1", cwd=work)
    done.document = json.loads(done.out)
    (done.folder,) = (work / "outputs").iterdir()
    return done


def _results(folder):
    kept = [path for path in folder.rglob("*") if path.suffix in (".npz", ".parquet", ".csv")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}


def test_indices_with_intervals_and_pictures(analysed):
    found = analysed.document
    assert {row["method"] for row in found["indices"]} == {"morris", "sobol"}
    assert {row["output"] for row in found["indices"]} == {
        row["output"] for row in found["outputs"]
    }
    users = [
        row
        for row in found["indices"]
        if (row["method"], row["output"], row["index"]) == ("sobol", "users-2025", "ST")
    ]
    assert [row["factor"] for row in users][0] == "online_intercept"
    assert all(row["low"] <= row["value"] <= row["high"] for row in users)
    assert {row["runs"] for row in found["convergence"]} == {12, 16}
    pictures = {path.name for path in (analysed.folder / "pictures").iterdir()}
    assert {f"sensitivity-sobol-{lang}.png" for lang in ("vi", "en")} <= pictures


def _stopped(command, number, until, work, environment) -> subprocess.Popen:
    """Start ``command`` and send it the signal ``number`` once a file ``until`` is there."""
    process = subprocess.Popen(command, cwd=work, env=environment, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 300
    while not list(work.rglob(until)) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    process.said = process.communicate()[1].decode()
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_killed_analysis_resumes_to_the_same_bytes(dvctt, environment, analysed, tmp_path):
    command = [sys.executable, "-m", "sim.cli.main", "sensitivity", "--workers", "1"]
    first = [*command, "baseline", *SMALL]
    _stopped(first, signal.SIGKILL, "morris/chunk-00000.npz", tmp_path, environment)
    (folder,) = (tmp_path / "outputs").iterdir()
    assert not (folder / "tables").exists()
    again = [*command, "--resume", str(folder)]
    ended = _stopped(again, signal.SIGTERM, "sobol/chunk-00000.npz", tmp_path, environment)
    assert ended.returncode == 4
    assert f"go on with: dvctt sensitivity --resume {folder}" in ended.said
    done = dvctt("sensitivity", "--resume", folder, "--workers", "2", "--quiet")
    assert done.out.strip() == str(folder)
    assert _results(folder) == _results(analysed.folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("chunk-*")}
    text = dvctt("sensitivity", "--resume", folder).out
    assert "users-2025, sobol (16 runs" in text and "95 % interval" in text
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_bank_is_analysed_without_a_run(dvctt, tmp_path):
    content = Study.load("baseline").model_dump(mode="json")
    content |= {"id": "small", "simulations": [40], "end": "2020-06", "figures": "all"}
    study = Study.model_validate(content)
    place = StudyFolder.begin(tmp_path / "outputs", study)
    bank.fill(study, place.path, workers=1)
    done = dvctt(
        *("sensitivity", place.path, "--method", "pawn", "--json", "--workers", "1"), cwd=tmp_path
    )
    found = json.loads(done.out)
    assert {row["output"] for row in found["outputs"]} == {"accounts-2020-05"}
    leading = min(found["indices"], key=lambda row: row["rank"])
    assert leading["index"] == "KS" and 0 < leading["value"] < 1 and leading["low"] is not None
    (folder,) = (tmp_path / "outputs").glob("sensitivity-*")
    assert not list(folder.rglob("*.npz"))


def test_dry_run_says_what_it_takes(dvctt, tmp_path):
    done = dvctt("sensitivity", "baseline", "--dry-run", "--json", cwd=tmp_path)
    plan = json.loads(done.out)
    assert plan["runs"]["morris"] == 20 * (len(plan["factors"]) + 1)
    assert {"online_intercept", "digital_teams", "luck"} <= set(plan["factors"])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments, code, said",
    [
        (("baseline", "--method", "pawn"), 3, "the folder of a calibration"),
        (("baseline", "--only", "fee_cuts"), 3, 'did you mean "fee_cut"?'),
        (("baseline", "--base", "100"), 3, "a power of two"),
        (("baseline", "--trajectories", "2"), 3, "4 or more"),
        (("baselin",), 3, 'did you mean "baseline"?'),
        ((), 2, "takes a STUDY"),
        (("baseline", "--resume", "x"), 2, "takes a STUDY"),
        (("--resume", "nowhere"), 3, "manifest.json"),
        (("--resume", "nowhere", "--dry-run"), 2, "--dry-run"),
    ],
)
def test_mistakes_are_told_in_one_line(dvctt, tmp_path, arguments, code, said):
    done = dvctt("sensitivity", *arguments, cwd=tmp_path, code=code)
    assert said in done.err and "Traceback" not in done.err
    assert not list(tmp_path.iterdir())
