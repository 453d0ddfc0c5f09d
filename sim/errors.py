"""Errors that a user can mend: each is one message and one exit code, never a traceback."""

import difflib
import unicodedata
from collections.abc import Iterable
from pathlib import Path


class DvcttError(Exception):
    """A failure with a message for the user; ``exit_code`` is what the command ends with."""

    exit_code = 1


class UsageError(DvcttError):
    """The command line asks for something that cannot be done as written."""

    exit_code = 2


class InputError(DvcttError):
    """A scenario, a table or a setting is invalid.

    ``found`` and ``expected`` are short phrases; ``file``, ``line`` and ``column`` (both from 1)
    say where; ``nearest`` is the valid name closest to what was found; ``hint`` says how to go on.
    """

    exit_code = 3

    def __init__(
        self,
        found: str,
        expected: str = "",
        *,
        file: str | Path | None = None,
        line: int | None = None,
        column: int | None = None,
        nearest: str | None = None,
        hint: str | None = None,
    ):
        self.found, self.expected = found, expected
        self.file, self.line, self.column = file, line, column
        self.nearest, self.hint = nearest, hint
        place = ":".join(str(part) for part in (file, line, column) if part is not None)
        text = f"{place}: {found}" if place else found
        if expected:
            text += f"; expected {expected}"
        if nearest:
            text += f'; did you mean "{nearest}"?'
        if hint:
            text += f" {hint}" if text.endswith("?") else f". {hint}"
        super().__init__(text)


def plain(text: str) -> str:
    """Return ``text`` in lower case without Vietnamese diacritics, spaces or punctuation."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in bare if letter.isalnum())


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that looks most like ``word``, or None when none is close.

    A word that begins one candidate only, as "ramp" does "ramp_months", is close to it.
    """
    by_plain = {plain(candidate): candidate for candidate in candidates}
    found = difflib.get_close_matches(plain(word), by_plain, n=1, cutoff=0.6)
    begun = [name for name in by_plain if len(plain(word)) > 2 and name.startswith(plain(word))]
    if not found and len(begun) == 1:
        found = begun
    return by_plain[found[0]] if found else None
