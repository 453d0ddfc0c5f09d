"""How commands speak: results on standard output, everything else on standard error, in UTF-8."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any


def speak_utf8() -> None:
    """Write UTF-8 whatever the platform's own encoding is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(text: str = "") -> None:
    """Print a line of results."""
    print(text)


def note(text: str) -> None:
    """Print a line that is no result: a note, a warning, an error."""
    print(text, file=sys.stderr)


def warn(warnings: Iterable[str]) -> None:
    """Print ``warnings``, such as of policies that change nothing."""
    for text in warnings:
        note(f"Warning: {text}")


def say_json(document: Any) -> None:
    """Print ``document`` as JSON."""
    say(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return ``rows`` as lines with aligned columns; those numbered in ``right`` flush right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def note_before_running(quiet: bool) -> None:
    """Say whether it will take longer than usual."""
    if quiet:
        return
    from sim.compiled import CACHE

    if not CACHE.is_dir():
        note("Compiling the rules, which this version does once; it takes about half a minute.")


@contextmanager
def progress_bar(
    title: str, quiet: bool, unit: str = "months"
) -> Iterator[Callable[[int, int], None] | None]:
    """Yield what to tell how many ``unit`` are done and are in all; a bar on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(desc=title, unit=f" {unit}", dynamic_ncols=True) as bar:

        def tell(done: int, in_all: int) -> None:
            bar.total = in_all
            bar.update(done - bar.n)

        yield tell
