"""Tasks on local processes: every one is done once, wherever it ran and whoever died."""

import os
import signal
from pathlib import Path

import pytest

from sim.experiment.tasks import MOST_DEATHS, finished


def square(number: int) -> int:
    return number * number


def die_once(task: tuple[int, Path]) -> int:
    """Kill the worker the first time that every sixth task is done."""
    number, folder = task
    marker = folder / f"died-{number}"
    if number % 6 == 3 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fail(number: int) -> int:
    raise ValueError(f"task {number}")


@pytest.mark.parametrize("workers", [1, 2])
def test_every_result_comes_with_its_task(workers):
    assert dict(finished(square, [3, 1, 2], workers=workers)) == {0: 9, 1: 1, 2: 4}


def test_no_tasks_are_no_results():
    assert list(finished(square, [])) == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_what_a_killed_worker_had_begun_is_done_by_another(tmp_path):
    """However often that happens, as long as tasks are finished in between."""
    tasks = [(number, tmp_path) for number in range(30)]
    assert dict(finished(die_once, tasks, workers=2)) == {n: n for n in range(30)}
    assert len(list(tmp_path.iterdir())) == 5 > MOST_DEATHS


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_a_task_is_raised(workers):
    with pytest.raises(ValueError, match="task 7"):
        list(finished(fail, [7, 7], workers=workers))
