"""Many independent tasks on local processes or a cluster, one way to ask for them.

A task is done by a plain function of the task alone, so that results do not depend on where, in
which order or how often it ran; whoever asks does all writing.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from typing import Any

# A worker that is killed takes nothing with it but time; more deaths in a row have a cause.
MOST_DEATHS = 3


def available_workers() -> int:
    """Return how many processes may work at once: the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def finished[T](
    function: Callable[[T], Any],
    tasks: Sequence[T],
    *,
    workers: int | None = None,
    cluster: str | None = None,
) -> Iterator[tuple[int, Any]]:
    """Yield (index of the task, result) for every one of ``tasks``, in the order of completion.

    ``function`` can be imported by name, and a script that gets here guards what it does by
    ``if __name__ == "__main__"``; a task should take a second or more. ``workers`` processes
    (one a core by default; 1 works in this process), or with ``cluster`` those of the Dask
    scheduler at that address. What a killed worker had begun is done by another. What ``function``
    raises is raised here.
    """
    if cluster:
        from sim.experiment.cluster import finished_on_cluster

        yield from finished_on_cluster(function, tasks, cluster)
        return
    workers = min(workers or available_workers(), len(tasks))
    if workers <= 1:
        yield from ((index, function(task)) for index, task in enumerate(tasks))
        return
    yield from _on_processes(function, tasks, workers)


class _Pool:
    """Worker processes, which load the simulator with their first task."""

    def __init__(self, workers: int):
        self.workers, self._before = workers, set(active_children())
        self.executor = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_be_a_worker)

    def end(self) -> None:
        """Stop the workers; nobody waits for what they are doing."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        for process in set(active_children()) - self._before:
            process.terminate()


# Workers take seconds to load the simulator, so those of one call are kept for the next.
_idle: list[_Pool] = []


def _pool(workers: int) -> _Pool:
    while _idle:
        found = _idle.pop()
        if found.workers == workers:
            return found
        found.end()
    return _Pool(workers)


def _on_processes[T](
    function: Callable[[T], Any], tasks: Sequence[T], workers: int
) -> Iterator[tuple[int, Any]]:
    left, deaths = dict(enumerate(tasks)), 0
    while left:
        pool = _pool(workers)
        try:
            futures = {pool.executor.submit(function, task): index for index, task in left.items()}
            for future in as_completed(futures):
                result = future.result()
                index = futures.pop(future)  # what was yielded need not be kept
                del left[index]
                deaths = 0
                yield index, result
        except BrokenProcessPool:
            pool.end()
            deaths += 1
            if deaths == MOST_DEATHS:
                raise
        except BaseException:
            pool.end()
            raise
        else:
            _idle.append(pool)


def _be_a_worker() -> None:
    """Compute on one core, leave Ctrl-C to the parent, and do not outlive it."""
    import numpy  # noqa: F401 - the limit is set on libraries that are loaded
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    wait([parent_process().sentinel])
    os._exit(1)
