"""How commands end: interrupted, stopped by the system, by a closed pipe, or by a bug."""

import json
import signal
import subprocess
import sys

import pytest
from conftest import SHORT

from sim.cli import main as entry
from sim.experiment.resuming import resume

# Runs dvctt; at the end of the month given first, the process gets the signal given second.
SIGNALLED = """
import os, sys
import sim.model
from sim.cli.main import main
month, number = int(sys.argv.pop(1)), int(sys.argv.pop(1))
live = sim.model.AdoptionModel.step
def step(model):
    live(model)
    if model.month == month:
        os.kill(os.getpid(), number)
sim.model.AdoptionModel.step = step
sys.exit(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
@pytest.mark.parametrize(
    ("month", "number", "code"),
    [(1, signal.SIGINT, 130), (4, signal.SIGINT, 130), (4, signal.SIGTERM, 4)],
)
def test_a_stopped_run_is_completed_to_the_same_bytes(
    dvctt, finished, tmp_path, month, number, code
):
    arguments = ("run", "baseline", *SHORT, "--quiet")
    stopped = dvctt(
        month, int(number), *arguments, python=("-c", SIGNALLED), cwd=tmp_path, code=code
    )
    (folder,) = (tmp_path / "outputs").iterdir()
    assert f"dvctt resume {folder.relative_to(tmp_path)}" in stopped.err
    assert "Traceback" not in stopped.err
    assert json.loads((folder / "manifest.json").read_text())["status"] == "running"
    assert len(list(folder.glob("checkpoint-*"))) == (month > 1)
    assert "dvctt resume" in dvctt("plot", folder, code=3).err
    if code == 4:
        dvctt("resume", folder)
    else:
        resume(folder)
    made = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*.*") if p.is_file()}
    for path in finished.folder.rglob("tables/*.*"):
        assert made.pop(path.relative_to(finished.folder)) == path.read_bytes()
    assert sorted(path.name for path in made) == ["manifest.json", "scenario.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes differ")
def test_a_reader_that_leaves_is_no_error(environment, tmp_path):
    with subprocess.Popen(
        [sys.executable, "-m", "sim.cli.main", "sources"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_a_bug_asks_to_be_reported(monkeypatch, capsys):
    def broken():
        raise RuntimeError("a wheel came off")

    monkeypatch.setattr("sim.scenario.list_scenarios", broken)
    monkeypatch.setattr(sys, "argv", ["dvctt", "scenario", "list"])
    assert entry.main() == 1
    error = capsys.readouterr().err
    assert "RuntimeError: a wheel came off" in error and "report" in error


def test_text_is_utf8_whatever_the_locale(dvctt):
    done = dvctt("scenario", "list", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert "Kịch bản cơ sở" in done.out
