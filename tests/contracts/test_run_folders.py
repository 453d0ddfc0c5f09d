"""Run folders: born whole, never overwritten, the same bytes again, resumable after any kill.

Started as a script, this file is a process that is killed and resumed many times over.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
SHORT = {"scale": 1000, "end": "2020-08"}
POLICY = """\
id: supply
title: {vi: "Thử nghiệm", en: "A trial"}
extends: baseline
policies:
  - {lever: full_process_supply, start: 2020-01, intensity: 0.8}
"""


def contents(folder):
    """Return the bytes of all files in ``folder`` but the manifest, which tells times."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if path.name != "manifest.json"
    }


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """Return a finished run that others are compared with."""
    import sim

    return sim.run("baseline", **SHORT, out=tmp_path_factory.mktemp("reference"))


def test_same_scenario_and_seed_give_the_same_files(reference, tmp_path):
    import sim

    again = sim.run("baseline", **SHORT, out=tmp_path)
    assert contents(again.folder) == contents(reference.folder)
    other = sim.run("baseline", **SHORT, seed=2, out=tmp_path)
    assert (
        contents(other.folder)["tables/nation.csv"]
        != (contents(reference.folder)["tables/nation.csv"])
    )


def test_the_library_runs_without_a_folder(reference, tmp_path, monkeypatch):
    import sim

    monkeypatch.chdir(tmp_path)
    run = sim.run(reference.scenario)
    assert run.folder is None and not list(tmp_path.iterdir())
    assert run.nation.equals(reference.nation)
    assert len(run.provinces) == 63 * len(run.nation)


def test_the_resolved_scenario_gives_the_same_run(reference, tmp_path):
    import sim

    again = sim.run(str(reference.folder / "scenario.yaml"), out=tmp_path)
    assert contents(again.folder) == contents(reference.folder)


def test_a_folder_is_never_overwritten(reference, tmp_path, monkeypatch):
    from sim.experiment import folder

    noon = SimpleNamespace(now=lambda: datetime(2025, 1, 1, 12))
    monkeypatch.setattr(folder, "datetime", noon)
    manifest = {"kind": "run", "status": "running", "scenarios": [{}]}
    made = [
        folder.RunFolder.create(tmp_path, "baseline", [reference.scenario], manifest).path.name
        for _ in range(3)
    ]
    first = "baseline-20250101-120000"
    assert made == [first, f"{first}-2", f"{first}-3"]
    assert sorted(path.name for path in tmp_path.iterdir()) == made


def test_nothing_is_left_where_nothing_can_be_written(tmp_path):
    import sim

    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        sim.run("baseline", **SHORT, out=tmp_path / "file" / "below")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_sample_too_large_for_memory_is_refused_first(tmp_path, monkeypatch):
    import psutil

    import sim

    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=10**8))
    with pytest.raises(InputError, match="GB of memory.*--scale 10"):
        sim.run("baseline", scale=1, out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_estimate_knows_the_citizens(reference):
    from sim.experiment.estimate import estimate

    guessed = estimate([reference.scenario])
    assert guessed.citizens == pytest.approx(reference.citizens, rel=0.1)
    manifest = json.loads((reference.folder / "manifest.json").read_text(encoding="utf-8"))
    written = sum(len(content) for content in contents(reference.folder).values())
    assert guessed.disk_bytes == pytest.approx(written, rel=0.5)
    assert guessed.memory_bytes < 2 * manifest["peak_memory_bytes"]


def unfinished(reference, tmp_path):
    """Return a copy of the reference run as if it had been killed before it was complete."""
    folder = tmp_path / "killed"
    shutil.copytree(reference.folder, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["status"] = "running"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder, manifest


def test_a_damaged_checkpoint_costs_time_only(reference, tmp_path):
    from sim.experiment.resuming import resume

    folder, _ = unfinished(reference, tmp_path)
    for month, content in (("003", b"PK\x03\x04 torn"), ("002", b"")):
        (folder / f"checkpoint-{month}").mkdir()
        (folder / f"checkpoint-{month}" / "model-0.npz").write_bytes(content)
    resume(folder)
    assert contents(folder) == contents(reference.folder)


@pytest.mark.parametrize(
    "what", ["program", "tables of parameters and evidence", "packages", "kind of machine"]
)
def test_resume_refuses_what_cannot_give_the_same_bytes(reference, tmp_path, what):
    from sim.experiment.resuming import resume

    folder, manifest = unfinished(reference, tmp_path)
    manifest["fingerprint"][what] = "other"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    before = contents(folder)
    with pytest.raises(InputError, match=f"begun with another {what}"):
        resume(folder)
    assert {k: v for k, v in contents(folder).items() if k != ".lock"} == before


def test_resume_refuses_an_edited_scenario(reference, tmp_path):
    from sim.experiment.resuming import resume

    folder, _ = unfinished(reference, tmp_path)
    path = folder / "scenario.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("seed: 1", "seed: 2"))
    with pytest.raises(InputError, match="not the scenario that the run was begun with"):
        resume(folder)


def test_one_process_at_a_time(reference, tmp_path):
    from sim.experiment.lock import locked
    from sim.experiment.resuming import resume

    folder, _ = unfinished(reference, tmp_path)
    with locked(folder), pytest.raises(InputError, match="another process is at work"):
        resume(folder)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_anywhere_a_run_is_resumed_to_the_same_bytes(tmp_path):
    done = subprocess.run(
        [sys.executable, __file__, tmp_path],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]


# From here on: the process that kills. It forks, so that imports are paid for once.


def die_at(fatal):
    """Kill this process just before the file-system operation number ``fatal``; count them."""
    done = [0]

    def watched(operation):
        def call(*arguments, **options):
            done[0] += 1
            if done[0] == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            return operation(*arguments, **options)

        return call

    for name in ("mkdir", "rename", "replace", "fsync", "rmdir", "unlink"):
        setattr(os, name, watched(getattr(os, name)))
    return done


def in_a_child(work, fatal):
    """Do ``work`` in a forked process that dies at ``fatal``; return how many operations it did.

    None says that it was killed.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        done = die_at(fatal)
        try:
            work()
            os.write(writing, str(done[0]).encode())
            os._exit(0)
        finally:
            os._exit(1)  # after an exception, whose traceback is printed
    os.close(writing)
    said = os.read(reading, 20)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None
    assert status == 0, "the child failed"
    return int(said)


def kill_and_resume(place, chance, kills, ask):
    """Kill ``ask(out)`` at ``kills`` operations and the resuming too; check what comes out."""
    import traceback

    from sim.experiment.resuming import resume

    def guarded(work):
        def call():
            try:
                work()
            except BaseException:
                traceback.print_exc()
                raise

        return call

    operations = in_a_child(guarded(lambda: ask(place / "whole")), 0)
    (whole,) = (place / "whole").iterdir()
    expected = contents(whole)
    for fatal in sorted(chance.sample(range(1, operations + 1), kills)):
        out = place / f"killed-{fatal}"
        assert in_a_child(guarded(lambda out=out: ask(out)), fatal) is None
        folders = [path for path in out.glob("*") if not path.name.startswith(".")]
        assert len(folders) <= 1, "a folder is born whole or not at all"
        for folder in folders:
            again = guarded(lambda folder=folder: resume(folder))
            in_a_child(again, chance.randint(1, operations))
            in_a_child(again, 0)
            assert contents(folder) == expected, f"killed at operation {fatal}"
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            assert manifest["status"] == "complete"
        shutil.rmtree(out, ignore_errors=True)


def main(place):
    import sim
    from sim.experiment import living

    living.CHECKPOINT_SECONDS = 0.0  # a checkpoint every month
    short = {"scale": 1000, "end": "2020-02"}
    question = place / "supply.yaml"
    question.write_text(POLICY, encoding="utf-8")
    sim.run("baseline", **short)  # compiles, and warms what forked processes share
    chance = random.Random(1)
    kill_and_resume(place / "run", chance, 8, lambda out: sim.run("baseline", **short, out=out))
    kill_and_resume(
        place / "compare",
        chance,
        5,
        lambda out: sim.compare(["baseline", str(question)], **short, out=out),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
