"""One process at a time in a run folder; the system frees the lock however the process ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError

NAME_OF_LOCK = ".lock"


def _take(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of ``folder``.

    Raises InputError when another process is at work there or the folder cannot be written.
    """
    try:
        descriptor = os.open(folder / NAME_OF_LOCK, os.O_RDWR | os.O_CREAT)
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror})") from None
    try:
        try:
            _take(descriptor)
        except (BlockingIOError, PermissionError):
            found = f"{folder}: another process is at work there"
            raise InputError(found, "a run that nobody works on") from None
        except OSError:
            pass  # a file system without locks: two at a time is then the user's to avoid
        yield
    finally:
        os.close(descriptor)
