"""Living all months of an experiment, with a checkpoint now and then, and writing its results."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from sim.experiment.files import write_tables
from sim.experiment.folder import COMPLETE, RunFolder
from sim.experiment.provenance import peak_memory_bytes
from sim.experiment.stopping import deferred_signals, stop

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.lockstep import Lockstep

CHECKPOINT_SECONDS = 60.0

Progress = Callable[[int, int], None]  # is told the months lived and the months in all


class Outcome(Protocol):
    """What an experiment came to."""

    def files(self) -> dict[str, dict[str, "pd.DataFrame"]]:
        """Return the tables by the folder that they belong in."""

    def record(self) -> dict:
        """Return what the manifest says about it, as plain data."""


def live(lockstep: "Lockstep", folder: Path | None, progress: Progress | None) -> None:
    """Live every month that is left; with a ``folder`` keep checkpoints there.

    The first month may compile for half a minute, so Ctrl-C ends it at once; the others are ended
    in good order, with a checkpoint.
    """

    def advance() -> None:
        lockstep.step()
        if progress:
            progress(lockstep.month, lockstep.horizon)

    if lockstep.month < lockstep.horizon:
        advance()
    if folder is None:
        while lockstep.month < lockstep.horizon:
            advance()
        return
    saved = monotonic()
    with deferred_signals() as asked_to_stop:
        while lockstep.month < lockstep.horizon:
            advance()
            number = asked_to_stop()
            if number is not None or monotonic() - saved >= CHECKPOINT_SECONDS:
                lockstep.save(folder)
                saved = monotonic()
            if number is not None:
                stop(number)


def carry_out[T: Outcome](
    lockstep: "Lockstep",
    conclude: Callable[["Lockstep", Path | None], T],
    folder: RunFolder | None,
    progress: Progress | None,
) -> T:
    """Live all months and return what ``conclude`` makes of them, kept in ``folder`` if given."""
    if folder is None:
        live(lockstep, None, progress)
        return conclude(lockstep, None)
    started = monotonic()
    live(lockstep, folder.path, progress)
    outcome = conclude(lockstep, folder.path)
    for name, tables in outcome.files().items():
        write_tables(tables, folder.path / name)
    folder.update(
        status=COMPLETE,
        finished=datetime.now().astimezone().isoformat(timespec="seconds"),
        wall_seconds=round(monotonic() - started, 3),
        peak_memory_bytes=peak_memory_bytes(),
        **outcome.record(),
    )
    return outcome
