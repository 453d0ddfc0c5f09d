"""Tasks done anywhere, their results in the order of the tasks."""

from collections.abc import Callable, Sequence
from typing import Any

from sim.experiment.tasks import finished


def in_order[T](
    function: Callable[[T], Any], tasks: Sequence[T], workers: int | None = None
) -> list[Any]:
    """Return what ``function`` makes of ``tasks``, on ``workers`` processes (one a core)."""
    results: list[Any] = [None] * len(tasks)
    for number, result in finished(function, tasks, workers=workers):
        results[number] = result
    return results
