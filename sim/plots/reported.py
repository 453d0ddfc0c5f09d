"""The reported figures and the targets that a picture marks beside the simulation."""

from typing import NamedTuple

import pandas as pd

from sim import shipped
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


def figures() -> pd.DataFrame:
    """Return the table of reported figures that comes with the simulator."""
    return pd.read_csv(shipped.calibration() / "evidence" / "reported_figures.csv")


def marks(
    table: pd.DataFrame | None, metric: str, scopes: tuple[str, ...], first: int, last: int
) -> list[Mark]:
    """Return what ``table`` (default: the shipped one) reports of ``metric`` for ``scopes``.

    Only windows that lie within the months ``first`` to ``last`` are kept, in order of time.
    """
    table = figures() if table is None else table
    rows = table[(table["metric"] == metric) & table["scope"].isin(scopes)]
    found = [_mark(row) for row in rows.to_dict("records")]
    return sorted(mark for mark in found if first <= mark.last <= last)


def _mark(row: dict) -> Mark:
    return Mark(
        month_index(row["from"]),
        month_index(row["to"]),
        float(row["value"]),
        row["scope"],
        row["role"] == "target",
        "nearly" in str(row["definition"]),
        _short_source(str(row["source"])),
    )


def _short_source(source: str) -> str:
    """Return the publisher and the date where the source gives them in brackets."""
    inside = source.partition("(")[2].rpartition(")")[0]
    return inside if "," in inside else source


def sources(shown: list[Mark]) -> list[str]:
    """Return the different sources of ``shown`` in order."""
    return list(dict.fromkeys(mark.source for mark in shown))
