"""Scenario files as text: what is refused before a line of YAML is read."""

import os
from pathlib import Path

from sim.errors import InputError

MOST_BYTES = 256 * 1024


def shown_path(path: Path) -> str:
    """Return ``path`` as messages name it: relative to the current folder when it is inside."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (OSError, ValueError):
        return str(path)


def read_text(path: Path) -> str:
    """Return the text of the file ``path``.

    Raises InputError when it is no regular file, cannot be read, or is not a short UTF-8 text.
    """
    shown = shown_path(path)
    try:
        if not path.is_file():  # also keeps devices and pipes out, which may never end
            raise InputError(f"{shown} is not a file", "a scenario in a YAML file")
        with open(path, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if getattr(error, "errno", None) else str(error)
        raise InputError(f"{shown} cannot be read ({reason})", "a scenario file") from None
    return decode(content, shown)


def decode(content: bytes, shown: str) -> str:
    """Return ``content`` as text; ``shown`` names its file in messages.

    Raises InputError when it is longer than 256 KiB, binary or not UTF-8.
    """
    if len(content) > MOST_BYTES:
        raise InputError(
            f"a file of more than {MOST_BYTES // 1024} KiB", "a short scenario", file=shown
        )
    if b"\0" in content:
        raise InputError("a binary file", "YAML text in UTF-8", file=shown)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        raise InputError(
            f"byte 0x{content[error.start]:02x}, which is not UTF-8",
            "text saved as UTF-8",
            file=shown,
            line=before.count(b"\n") + 1,
            column=len(before) - before.rfind(b"\n"),
        ) from None
