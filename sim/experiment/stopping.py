"""Being stopped half-way: how a run ends early so that ``resume`` can complete it."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sim.errors import DvcttError

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(DvcttError):
    """The user pressed Ctrl-C."""

    exit_code = 130


class Unfinished(DvcttError):
    """Something else than the user stopped the run: a signal from the system, a full disk."""

    exit_code = 4


@contextmanager
def deferred_signals() -> Iterator[Callable[[], int | None]]:
    """Hold back the first SIGINT or SIGTERM; what is yielded tells its number, or None.

    The second one acts at once. Outside the main thread signals stay as they are.
    """
    seen: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def hold(number: int, frame: object) -> None:
        seen.append(number)
        restore()

    for number in _SIGNALS:
        signal.signal(number, hold)
    try:
        yield lambda: seen[0] if seen else None
    finally:
        restore()


@contextmanager
def terminated_in_order() -> Iterator[None]:
    """Let SIGTERM raise InterruptedError inside; outside the main thread it stays as it is."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda number, frame: stop(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def resumable(command: str) -> Iterator[None]:
    """Say by which ``command`` to go on when what is inside is interrupted or cannot be written.

    Raises Interrupted after Ctrl-C, Unfinished after a failure of the system.
    """
    go_on = f"What is done is kept; go on with: {command}"
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(f"Interrupted. {go_on}") from None
    except OSError as error:
        raise Unfinished(f"Stopped: {error}. {go_on}") from error


def stop(number: int) -> None:
    """End the run because of the signal ``number``, inside ``resumable``."""
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise InterruptedError(f"signal {signal.Signals(number).name}")
