"""The reported figures and the targets that a picture marks beside the simulation."""

from collections.abc import Iterable
from typing import NamedTuple

from sim import evidence
from sim.calendar import month_index


class Mark(NamedTuple):
    """One figure: its window (month numbers, both within), value, and whether it is a target.

    ``nearly`` is set where the source says that the true figure lies just below the value.
    """

    first: int
    last: int
    value: float
    scope: str
    target: bool
    nearly: bool
    source: str


def marks(
    figures: Iterable[evidence.Figure] | None,
    metric: str,
    scopes: tuple[str, ...],
    first: int,
    last: int,
) -> list[Mark]:
    """Return what ``figures`` (default: all that come with the simulator) say of ``metric``.

    Only figures of ``scopes`` whose window ends within the months ``first`` to ``last`` are kept,
    in order of time.
    """
    known = evidence.figures() if figures is None else figures
    found = [_mark(row) for row in known if row.metric == metric and row.scope in scopes]
    return sorted(mark for mark in found if first <= mark.last <= last)


def _mark(row: evidence.Figure) -> Mark:
    return Mark(
        month_index(row.start),
        month_index(row.end),
        row.value,
        row.scope,
        row.role == "target",
        "nearly" in row.definition,
        row.source,
    )


def sources(shown: list[Mark]) -> list[str]:
    """Return the different sources of ``shown`` in order."""
    return list(dict.fromkeys(mark.source for mark in shown))
