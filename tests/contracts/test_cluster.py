"""Tasks on a Dask cluster: real schedulers, workers and clients, killed when it hurts most."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.experiment import cluster
from sim.experiment.files import write_text
from sim.experiment.tasks import finished

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed")

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TASKS = 16


def counts_of(seed: int) -> bytes:
    """Return what a short baseline run counts."""
    from sim.model import AdoptionModel  # workers of the other tests start without it
    from sim.scenario import Scenario

    model = AdoptionModel(Scenario.load("baseline", scale=1000, seed=seed, end="2020-02"))
    model.run_for(model.horizon)
    return model.counts.tobytes()


def logged_square(task: tuple[str, int]) -> int:
    """Return the square of a number, after writing the number to a log."""
    log, number = task
    time.sleep(0.2)
    with open(log, "a", encoding="utf-8") as file:
        file.write(f"{number}\n")
    return number**2


def divide(number: int) -> float:
    """Return the inverse of a number."""
    return 1 / number


def fill(folder: Path, address: str) -> None:
    """Write one file for each task that has none yet, as a bank of simulations does."""
    missing = [n for n in range(TASKS) if not (folder / f"{n}.txt").exists()]
    tasks = [(str(folder / "log"), number) for number in missing]
    for index, result in finished(logged_square, tasks, cluster=address):
        write_text(folder / f"{missing[index]}.txt", str(result))


class Processes:
    """A scheduler on a port of its own and its workers, as separate processes."""

    def __init__(self, folder: Path):
        self.folder, self.running = folder, []
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"

    def _start(self, *command: str, sources: Path = ROOT) -> subprocess.Popen:
        path = os.pathsep.join([str(sources), str(HERE)])
        with open(self.folder / "dask.log", "ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                env={**os.environ, "PYTHONPATH": path},
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        self.running.append(process)
        return process

    def scheduler(self) -> subprocess.Popen:
        """Start a scheduler and wait until it listens."""
        options = ("--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        process = self._start("-m", "dask", "scheduler", *options)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return process
            time.sleep(0.05)
        raise TimeoutError("no scheduler")

    def worker(self, **options) -> subprocess.Popen:
        """Start a worker with one thread."""
        settings = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "60")
        return self._start("-m", "dask", "worker", self.address, *settings, **options)

    def client(self, folder: Path) -> subprocess.Popen:
        """Start a client that fills ``folder``."""
        told = f"from test_cluster import *; fill(Path({str(folder)!r}), {self.address!r})"
        return self._start("-c", told)

    def stop(self) -> None:
        """Kill everything that still runs."""
        for process in self.running:
            process.kill()
        for process in self.running:
            process.wait()


@pytest.fixture
def processes(tmp_path):
    """Return the processes of a cluster, of which none runs yet."""
    started = Processes(tmp_path)
    yield started
    started.stop()


@pytest.fixture(scope="module")
def calm(tmp_path_factory):
    """Return the address of a cluster of two workers that nobody kills."""
    started = Processes(tmp_path_factory.mktemp("calm"))
    started.scheduler()
    for _ in range(2):
        started.worker()
    yield started
    started.stop()


def _patient(monkeypatch) -> None:
    """Leave processes time to start when other tests run beside this one."""
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 60.0)


def test_the_same_bytes_as_here(calm, monkeypatch):
    _patient(monkeypatch)
    seeds = [1, 2, 3]
    there = dict(finished(counts_of, seeds, cluster=calm.address))
    assert there == dict(finished(counts_of, seeds, workers=1))
    assert len(set(there.values())) == 3


def test_what_a_task_raises_is_raised_here(calm, monkeypatch):
    _patient(monkeypatch)
    with pytest.raises(ZeroDivisionError):
        list(finished(divide, [1, 0], cluster=calm.address))


def test_a_client_killed_and_started_again_asks_only_for_what_is_missing(calm, tmp_path):
    client = calm.client(tmp_path)
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("[0-9]*.txt"))) < 5 and time.monotonic() < deadline:
        time.sleep(0.02)
    client.kill()
    client.wait()
    time.sleep(1)  # what runs on the workers comes to its end
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("[0-9]*.txt")}
    begun = (tmp_path / "log").read_text().split()
    assert 5 <= len(kept) < TASKS
    assert calm.client(tmp_path).wait(120) == 0
    for number in range(TASKS):
        assert (tmp_path / f"{number}.txt").read_text() == str(number**2)
    again = (tmp_path / "log").read_text().split()[len(begun) :]
    assert sorted(map(int, again)) == sorted(set(range(TASKS)) - {int(p.stem) for p in kept})
    assert all(path.stat().st_mtime_ns == when for path, when in kept.items())


def test_a_worker_and_then_the_scheduler_are_killed(processes, tmp_path, monkeypatch):
    _patient(monkeypatch)
    log = tmp_path / "log"
    scheduler = processes.scheduler()
    first, _ = processes.worker(), processes.worker()
    arrived, at_the_kill = [], (set(), 0)
    tasks = [(str(log), number) for number in range(TASKS)]
    for index, result in finished(logged_square, tasks, cluster=processes.address):
        assert result == index**2
        arrived.append(index)
        if len(arrived) == 4:
            first.kill()
        if len(arrived) == 8:
            scheduler.kill()
            scheduler.wait()
            at_the_kill = set(arrived), len(log.read_text().split())
            processes.scheduler()
            processes.worker()
    assert sorted(arrived) == list(range(TASKS))
    done_before, lines = at_the_kill
    asked_again = set(map(int, log.read_text().split()[lines:]))
    assert not asked_again & done_before


def test_workers_with_another_program_are_refused(processes, tmp_path, monkeypatch):
    _patient(monkeypatch)
    for name in ("scenarios", "calibration"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with open(tmp_path / "sim" / "model.py", "a", encoding="utf-8") as file:
        file.write("# changed\n")
    processes.scheduler()
    processes.worker(sources=tmp_path)
    with pytest.raises(InputError, match="differs in program; expected .*the same dvctt"):
        list(finished(divide, [1], cluster=processes.address))


def test_a_cluster_that_is_not_there_is_said_clearly(processes, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 0.5)
    with pytest.raises(InputError, match="no scheduler answers at tcp://127.0.0.1"):
        list(finished(divide, [1], cluster=processes.address))
    with pytest.raises(InputError, match="no scheduler answers at nonsense://x"):
        list(finished(divide, [1], cluster="nonsense://x"))
    processes.scheduler()
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 3.0)
    with pytest.raises(InputError, match="has no workers.*dask worker tcp"):
        list(finished(divide, [1], cluster=processes.address))


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r'pip install "dvctt\[cluster\]"'):
        list(finished(divide, [1], cluster="tcp://127.0.0.1:8786"))
