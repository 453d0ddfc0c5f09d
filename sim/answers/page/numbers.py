"""The numbers behind a page: tables of quantiles over the draws, and single numbers with their row.

Nothing is said on a page that does not stand in one of its tables, so a number is always picked
from a table and knows its row there.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd


class Number(NamedTuple):
    """One number of a table; ``anchor`` names its row in the page."""

    value: float
    anchor: str


class Column(NamedTuple):
    """How a column is shown: the key of its heading, the form of its cells, where they are from.

    ``source`` is a column of the frame, or the prefix of the five quantiles for the forms of
    intervals.
    """

    heading: str
    form: str
    source: str


@dataclass(frozen=True, eq=False)
class Table:
    """A table of the page and of the run folder.

    ``frame`` is what the file holds; ``columns`` are shown, of the rows ``shown`` (default: all).
    """

    name: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    shown: pd.Series | None = None

    def anchor(self, position: int) -> str:
        """Return the name of the row at ``position`` (from 0) in the page."""
        return f"{self.name}-{position + 1}"

    def rows(self) -> list[tuple[str, pd.Series]]:
        """Return anchor and row of everything that is shown."""
        frame = self.frame if self.shown is None else self.frame[self.shown]
        return [(self.anchor(int(position)), row) for position, row in frame.iterrows()]

    def pick(self, column: str, **keys: object) -> Number:
        """Return the number in ``column`` of the one row that has the values of ``keys``."""
        match = np.ones(len(self.frame), bool)
        for key, value in keys.items():
            match &= (self.frame[key] == value).to_numpy()
        (position,) = np.flatnonzero(match)
        return Number(float(self.frame[column].iloc[position]), self.anchor(int(position)))

    def holds(self, column: str, **keys: object) -> bool:
        """Return the yes or no in ``column`` of the one row that has the values of ``keys``."""
        return bool(self.pick(column, **keys).value)
