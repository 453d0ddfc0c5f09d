"""Many independent tasks on an existing Dask cluster: the workers of a scheduler at an address.

Only a few tasks are with the cluster at any time, and the client alone knows what is finished.
So a killed worker or scheduler costs the tasks that were under way, a killed client nothing that
it has written.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import cache
from importlib import metadata
from itertools import islice
from time import sleep
from typing import TYPE_CHECKING, Any

from sim import shipped
from sim.errors import InputError
from sim.experiment import provenance
from sim.experiment.stopping import Unfinished

if TYPE_CHECKING:
    from distributed import Client, Future

TASKS_A_THREAD = 2  # with the cluster at a time: one that runs and one that waits
ANSWER_SECONDS = 10.0  # a scheduler or a first worker that has not answered by then is not there
PATIENCE_SECONDS = 300.0  # for a scheduler that was there to be started again
_SECONDS_BETWEEN_LOOKS = 0.2


class _Lost(Exception):
    """The connection to the scheduler broke; what was under way is to be asked again."""


@cache
def fingerprint() -> dict[str, str]:
    """Return what decides on the bytes in this process, as it was when first asked.

    A worker keeps the program that it has loaded, whatever happens to the files afterwards. A task
    may come from any part of dvctt, not only from those that runs are made of.
    """
    package = shipped.data().parent
    sources = (path.read_bytes() for path in sorted(package.rglob("*.py")))
    all_of_it = provenance.digest(b"".join(sources))
    return provenance.fingerprint() | {"program": all_of_it, "scipy": metadata.version("scipy")}


def finished_on_cluster[T](
    function: Callable[[T], Any], tasks: Sequence[T], address: str
) -> Iterator[tuple[int, Any]]:
    """Yield (index of the task, result) for every one of ``tasks``, in the order of completion.

    ``address`` is that of a Dask scheduler, such as tcp://10.0.0.5:8786. A scheduler that goes away
    is waited for, and what it had not delivered is asked again; what has arrived never is. What
    ``function`` raises is raised here. Raises InputError when Dask is not installed, the scheduler
    or its workers do not answer, or a worker has another program, and Unfinished when the cluster
    stays away or a task kills its workers.
    """
    with _client(address, ANSWER_SECONDS) as client:
        _insist_on_workers(client, address)
    left = dict(enumerate(tasks))
    with _client(address, PATIENCE_SECONDS) as client:  # reconnects for that long
        while left:
            try:
                _insist_on_same_program(client)
                for index, result in _arriving(client, function, dict(left)):
                    del left[index]
                    yield index, result
            except _Lost:
                _wait_until_back(client, address)


def _arriving[T](
    client: "Client", function: Callable[[T], Any], tasks: Mapping[int, T]
) -> Iterator[tuple[int, Any]]:
    """Yield what arrives until all is done; raise _Lost with the connection."""
    from distributed import wait

    waiting, asked = iter(tasks.items()), {}
    while True:
        with _noticing_loss(), client.as_current():
            room = TASKS_A_THREAD * max(1, sum(client.nthreads().values())) - len(asked)
            for index, task in islice(waiting, max(0, room)):
                arguments = (function, task, fingerprint())
                asked[client.submit(_done_by_same_program, *arguments, pure=False)] = index
            if not asked:
                return
            done = wait(list(asked), return_when="FIRST_COMPLETED").done
        for future in done:
            yield asked.pop(future), _result(future)


def _result(future: "Future") -> Any:
    from distributed import KilledWorker

    with _noticing_loss():
        failure = future.exception()
    if isinstance(failure, KilledWorker):
        raise Unfinished(f"A task has killed every worker that tried it ({failure})") from None
    if failure is not None:
        raise failure
    with _noticing_loss():
        return future.result()


@contextmanager
def _noticing_loss() -> Iterator[None]:
    try:
        yield
    except (CancelledError, OSError) as error:  # Dask's errors of connection are OSErrors
        raise _Lost from error


def _done_by_same_program[T](
    function: Callable[[T], Any], task: T, expected: Mapping[str, str]
) -> Any:
    """Return ``function(task)``; runs on the worker, which may have joined since all were asked."""
    from distributed import get_worker

    _insist_on_equal(fingerprint(), expected, get_worker().address)
    return function(task)


def _client(address: str, seconds: float) -> "Client":
    """Return a client of the scheduler at ``address``; raise InputError when there is none."""
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            "Dask is not installed",
            "the extra for clusters",
            hint='Install it with: pip install "dvctt[cluster]"',
        ) from None
    try:
        return Client(address, timeout=seconds, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            f"no scheduler answers at {address} ({error})",
            "the address of a running Dask scheduler, such as tcp://10.0.0.5:8786",
        ) from None


def _wait_until_back(client: "Client", address: str) -> None:
    """Return when ``client``, which reconnects by itself, has done so."""
    sleep(_SECONDS_BETWEEN_LOOKS)
    while client.status == "connecting":
        sleep(_SECONDS_BETWEEN_LOOKS)
    if client.status != "running":
        raise Unfinished(
            f"The scheduler at {address} went away and was not back after {PATIENCE_SECONDS:.0f} "
            "seconds"
        )


def _insist_on_workers(client: "Client", address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=ANSWER_SECONDS)
    except TimeoutError:
        raise InputError(
            f"the scheduler at {address} has no workers",
            "one or more",
            hint=f"Start them with: dask worker {address} --nthreads 1",
        ) from None


def _insist_on_same_program(client: "Client") -> None:
    """Raise InputError when a worker that is there by now has another program."""
    with _noticing_loss():
        found = client.run(fingerprint, on_error="return")
    for worker, what in found.items():
        if not isinstance(what, OSError):  # one that died just now
            _insist_on_equal(what, fingerprint(), worker)


def _insist_on_equal(
    found: Mapping[str, str] | Exception, expected: Mapping[str, str], worker: str
) -> None:
    if isinstance(found, Exception):
        what = f"cannot load dvctt ({found})"
    else:
        other = [name for name in expected if found.get(name) != expected[name]]
        if not other:
            return
        what = f"differs in {', '.join(other)}"
    raise InputError(
        f"the worker at {worker} {what}",
        "workers with the same dvctt, packages and kind of machine as here",
        hint="Install the same there and start the worker again.",
    )
