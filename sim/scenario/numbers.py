"""Numbers as people write them: the one YAML way, and guesses at what the others mean."""

import math
import re
from collections.abc import Callable

_NUMBER = re.compile(r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_WRITTEN = re.compile(r"\s*([-+]?[0-9][0-9.,_ ]*?|[-+]?[.,][0-9]+)\s*(%?)[^0-9]*")
_MOST_LETTERS = 40


def parse(text: str) -> int | float | None:
    """Return the number that ``text`` is in YAML and JSON alike, or None."""
    if len(text) > _MOST_LETTERS or not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    if not math.isfinite(number):
        return None
    return number if re.search(r"[.eE]", text) else int(text)


def meant(text: str, fits: Callable[[float], bool], *, whole: bool, share: bool) -> str | None:
    """Return how the number that ``text`` probably means is written, or None without a guess.

    Knows decimal commas ("0,8"), separators of thousands ("71.000.000", "1_000"), per cent
    ("80%", or 80 where a share from 0 to 1 is expected) and numbers in quotes or with a unit.
    """
    parts = _WRITTEN.fullmatch(text) if len(text) <= _MOST_LETTERS else None
    if not parts:
        return None
    for number in _readings(parts[1], whole):
        hundredth = [number / 100] if share else []
        readings = [*hundredth, number] if parts[2] else [number, *hundredth]
        for reading in readings:
            if fits(reading):
                return written(reading)
    return None


def _readings(digits: str, whole: bool) -> list[float]:
    """Return the numbers that ``digits`` may stand for, the likeliest first."""
    grouped = re.fullmatch(r"[-+]?\d{1,3}([., _]\d{3})+", digits)
    thousands = re.sub(r"[., _]", "", digits) if grouped else ""
    decimal = re.sub(r"[_ ]", "", digits).replace(",", ".")
    likely = [thousands, decimal] if whole else [decimal, thousands]
    return [float(text) for text in likely if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", text)]


def written(number: float) -> str:
    """Return ``number`` in the shortest way that reads as the same number."""
    return str(int(number)) if number == int(number) else f"{number:.10g}"
