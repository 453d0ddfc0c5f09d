"""The command line as people meet it: real processes, outside the checkout."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHORT = ("--point", "--end", "2020-06")
QUESTION = """\
id: required-target
title: {vi: "Mục tiêu bắt buộc", en: "A required target"}
extends: baseline
horizon: {end: 2020-06}
population: {scale: 1000}
targets:
  - {metric: adults_using_online_share, by: 2020-06, at_least: 90, required: true}
  - {metric: portal_accounts, scope: rural, by: 2020-06, at_least: 1}
  - {metric: dossiers_online_share, scope: localities, by: 2025-12, at_least: 1}
"""


@pytest.fixture(scope="session")
def environment():
    """Return the environment of a command: this checkout, no terminal settings."""
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    return {**kept, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def dvctt(environment, tmp_path_factory):
    """Return a function that runs dvctt in a fresh folder (or ``cwd``)."""

    def run(*arguments, cwd=None, code=0, python=("-m", "sim.cli.main"), env=None, **options):
        done = subprocess.run(
            [sys.executable, *python, *map(str, arguments)],
            cwd=cwd or tmp_path_factory.mktemp("work"),
            env={**environment, **(env or {})},
            **({"capture_output": True, "timeout": 300} | options),
        )
        done.out, done.err = (
            (text or b"").decode("utf-8").replace("\r\n", "\n")
            for text in (done.stdout, done.stderr)
        )
        assert done.returncode == code, done.err
        return done

    return run


@pytest.fixture(scope="session")
def finished(dvctt, tmp_path_factory):
    """Return a finished short run of the baseline, with the folder that it made."""
    work = tmp_path_factory.mktemp("finished")
    done = dvctt("run", "baseline", *SHORT, cwd=work)
    (done.folder,) = (work / "outputs").iterdir()
    return done


@pytest.fixture
def question(tmp_path):
    """Return the file of a short scenario with a required target that it misses."""
    path = tmp_path / "required-target.yaml"
    path.write_text(QUESTION, encoding="utf-8")
    return path
