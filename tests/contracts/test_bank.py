"""Banks: the same bytes however they were made, never overwritten, and no file of another bank.

Started as a script, this file is a process that fills a bank until it is killed.
"""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from sim.calibrate import chunks, rounds
from sim.calibrate.bank import Bank, fill, insist_on_this_program
from sim.calibrate.folder import StudyFolder
from sim.calibrate.operators import statistics
from sim.calibrate.priors import priors
from sim.calibrate.simulate import simulate
from sim.calibrate.study import parse
from sim.errors import InputError
from sim.parameters import registry

ROOT = Path(__file__).resolve().parents[2]
A_FILE = 2  # simulations, here
STUDY = """\
id: tiny
title: {vi: "Thử", en: A trial}
end: 2020-03
simulations: [9, 3]
"""
BOX = {"social_weight": (1.0, 1.1), "online_intercept": (-4.5, -3.0)}


@pytest.fixture(autouse=True)
def small_files(monkeypatch):
    monkeypatch.setattr(rounds, "SIMULATIONS", A_FILE)


def begun(out: Path, text: str = STUDY) -> Path:
    return StudyFolder.begin(out, parse(text)).path


def filled(folder: Path, round: int = 1, **options) -> Bank:
    return fill(StudyFolder(folder).study, folder, round, **{"workers": 1, **options})


def files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all whole files of the bank in ``folder``, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "bank").rglob("[!.]*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """Return the folder of a study whose banks are whole; tests only read it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rounds, "SIMULATIONS", A_FILE)
        folder = begun(tmp_path_factory.mktemp("reference"))
        filled(folder)
        filled(folder, 2, box=BOX)
    return folder


@pytest.fixture
def copy(reference, tmp_path):
    return Path(shutil.copytree(reference, tmp_path / "copy"))


# What a bank holds


def test_a_bank_holds_what_each_simulation_comes_to(reference):
    bank = Bank.read(reference)
    assert list(bank.statistics.index) == list(bank.parameters.index) == list(range(9))
    assert list(bank.parameters.columns) == list(registry())
    assert list(bank.statistics.columns) == [one.id for one in statistics()]
    for number in (0, 8):
        values, seed = bank.parameters.loc[number].to_dict(), int(bank.seeds[number])
        again = simulate(values, seed, "2020-03", 1000)
        assert np.array_equal(again, bank.statistics.loc[number], equal_nan=True)


def test_parameters_are_those_of_the_priors(reference):
    bank = Bank.read(reference)
    seeds, values = priors(bank.study).draw(bank.study.seed, 1, range(9))
    assert np.array_equal(bank.seeds, seeds)
    assert np.array_equal(bank.parameters, values)
    second = Bank.read(reference, 2)
    assert second.box == BOX and len(second) == 3
    assert second.parameters.social_weight.between(1.0, 1.1).all()
    assert not set(second.seeds) & set(bank.seeds)


def test_no_two_simulations_are_the_same(reference):
    """Draws that repeat would make any posterior too sure of itself."""
    bank = Bank.read(reference)
    assert len(set(bank.seeds.tolist())) == 9
    assert bank.statistics["accounts-2020-02"].nunique() == 9


def test_statistics_of_later_months_are_not_a_number(reference):
    bank = Bank.read(reference)
    assert np.isfinite(bank.statistics["accounts-2020-03"]).all()
    assert np.isnan(bank.statistics["accounts-2020-05"]).all()


# The same bytes


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_two_processes_killed_and_one_that_goes_on_make_the_same_bytes(reference, tmp_path):
    folder = begun(tmp_path)
    with subprocess.Popen(
        [sys.executable, __file__, str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout.readline().strip() == b"2 of 9"  # one file is there
        assert process.stdout.readline().strip() == b"4 of 9"
        os.kill(process.pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # its workers, which would wait for more
    done = files(folder)
    assert 2 <= len(done) < 5
    bank = filled(folder)
    whole = {name: content for name, content in files(reference).items() if "round-1" in name}
    assert files(folder) == whole and done.items() <= whole.items()
    assert len(bank) == 9


def test_only_what_is_missing_is_simulated(copy, monkeypatch):
    path = copy / "bank" / "round-1" / "chunk-00003.npz"
    whole, told = path.read_bytes(), []
    path.unlink()
    real = chunks.simulate
    monkeypatch.setattr(chunks, "simulate", lambda *a: told.append(a[1]) or real(*a))
    filled(copy)
    assert path.read_bytes() == whole
    assert told == [int(seed) for seed in Bank.read(copy).seeds[6:8]]


def test_progress_counts_what_was_there(copy):
    (copy / "bank" / "round-1" / "chunk-00004.npz").unlink()  # the last one, with one simulation
    told = []
    filled(copy, progress=lambda done, in_all: told.append((done, in_all)))
    assert told == [(9, 9)]


# Files that are not taken


def unchanged(folder: Path, **options) -> InputError:
    """Return why filling and reading ``folder`` is refused; nothing in it may change."""
    before = files(folder)
    with pytest.raises(InputError) as caught:
        filled(folder, **options)
    with pytest.raises(InputError) as again:
        Bank.read(folder, options.get("round", 1))
    assert files(folder) == before
    assert str(again.value) == str(caught.value) and caught.value.exit_code == 3
    return caught.value


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def turned(content: bytes) -> bytes:
    at = content.index(b"statistics.npy") + 400  # among the numbers
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize("damaged", [cut, turned, lambda content: b"", lambda content: b"PK"])
def test_a_damaged_file_is_refused(copy, damaged):
    path = copy / "bank" / "round-1" / "chunk-00002.npz"
    path.write_bytes(damaged(path.read_bytes()))
    error = unchanged(copy)
    assert "damaged" in str(error) and error.file == path and "Remove it" in str(error)


def test_a_turned_number_is_found_by_the_digest(copy):
    path = copy / "bank" / "round-1" / "chunk-00002.npz"
    with np.load(path) as file:
        arrays = dict(file)
    arrays["parameters"][0, 0] += 1e-9
    np.savez(path, **arrays)
    assert "digest" in str(unchanged(copy))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("end: 2020-03", "end: 2020-03\nseed: 2", "another seed"),
        ("end: 2020-03", "end: 2020-04", "another end"),
        ("end: 2020-03", "end: 2020-03\nscale: 900", "another scale"),
        (
            "end: 2020-03",
            "end: 2020-03\nfitted: {social_weight: {low: 0, high: 2, source: assumed}}",
            "another priors",
        ),
    ],
)
def test_a_file_of_another_study_is_refused(reference, tmp_path, old, new, what):
    folder = begun(tmp_path, STUDY.replace(old, new))
    shutil.copytree(reference / "bank" / "round-1", folder / "bank" / "round-1")
    assert what in str(unchanged(folder))


def test_a_file_in_anothers_place_is_refused(copy):
    place = copy / "bank" / "round-1"
    shutil.copy(place / "chunk-00001.npz", place / "chunk-00000.npz")
    assert "another simulations" in str(unchanged(copy))
    shutil.copy(copy / "bank" / "round-2" / "chunk-00000.npz", place / "chunk-00000.npz")
    assert "another round" in str(unchanged(copy))


def test_a_bank_of_other_parameters_is_refused(copy, monkeypatch):
    rows = dict(registry())
    name = "needs_per_year"
    rows[name] = type(rows[name])(**{**vars(rows[name]), "high": 1.5})
    monkeypatch.setattr("sim.calibrate.priors.registry", lambda: rows)
    assert "another priors" in str(unchanged(copy))


def test_another_program_may_read_a_bank_but_not_add_to_it(copy, monkeypatch):
    monkeypatch.setattr("sim.calibrate.identity._PACKAGES", ("numba", "numpy"))
    assert len(Bank.read(copy)) == len(filled(copy)) == 9
    (copy / "bank" / "round-1" / "chunk-00001.npz").unlink()
    before = files(copy)
    with pytest.raises(InputError, match="begun with another packages"):
        filled(copy)
    assert files(copy) == before


def test_what_is_simulated_after_a_bank_is_of_the_same_program(copy, monkeypatch):
    study = StudyFolder(copy).study
    insist_on_this_program(study, copy)
    monkeypatch.setattr("sim.calibrate.identity._PACKAGES", ("numba", "numpy"))
    with pytest.raises(InputError, match="begun with another packages"):
        insist_on_this_program(study, copy)


def test_another_box_is_refused(copy):
    other = {**BOX, "social_weight": (1.0, 1.2)}
    with pytest.raises(InputError, match="another box"):
        filled(copy, 2, box=other)
    assert Bank.read(copy, 2).box == BOX


def test_a_damaged_box_is_refused(copy):
    (copy / "bank" / "round-2" / "box.json").write_text("[1]")
    with pytest.raises(InputError, match="damaged box"):
        Bank.read(copy, 2)


def test_an_incomplete_bank_says_how_to_complete_it(copy):
    (copy / "bank" / "round-1" / "chunk-00001.npz").unlink()
    with pytest.raises(InputError, match="1 of 5 files.*--resume"):
        Bank.read(copy)


def test_a_study_changed_on_the_way_is_refused(copy):
    path = copy / "study.yaml"
    path.write_text(path.read_text().replace("draws: 1000", "draws: 999"))
    with pytest.raises(InputError, match="is not the study"):
        Bank.read(copy)


# Simulations that fail


def test_a_failed_simulation_is_recorded_and_stops_nothing(tmp_path, monkeypatch):
    folder, real = begun(tmp_path), chunks.simulate
    seeds, values = priors(parse(STUDY)).draw(1, 1, [4])

    def broken(row, seed, *more):
        if seed == seeds[0]:
            raise ZeroDivisionError("nobody is left")
        return real(row, seed, *more)

    monkeypatch.setattr(chunks, "simulate", broken)
    bank = filled(folder)
    assert len(bank) == 8 and 4 not in bank.statistics.index
    failure = Bank.read(folder).failures.loc[4]
    assert failure.message == "ZeroDivisionError: nobody is left"
    assert failure.seed == seeds[0]
    assert np.array_equal(failure[list(registry())].astype(float), values[0])


def test_what_is_not_finite_is_a_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "sim.calibrate.simulate.observe", lambda model: np.full(len(statistics()), np.inf)
    )
    with pytest.raises(InputError, match="all 9 simulations.*not finite: accounts-2020-02"):
        filled(begun(tmp_path))


def test_values_out_of_range_are_refused():
    with pytest.raises(InputError, match="social_weight = 7"):
        simulate({"social_weight": 7}, 1, "2020-03", 1000)


if __name__ == "__main__":
    rounds.SIMULATIONS = A_FILE
    filled(
        Path(sys.argv[1]),
        workers=2,
        progress=lambda done, in_all: print(f"{done} of {in_all}", flush=True),
    )
