"""What a page is about: an ensemble, and the one of its scenarios that is compared."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.calendar import first_month_of_year, month_index
from sim.experiment.ensemble.summary import is_finding, quantiles

WITHOUT, WITH, EFFECT = "without", "with", "effect"


@dataclass(frozen=True, eq=False)
class Subject:
    """An ensemble and the scenario ``name`` in it; the baseline itself is a subject too."""

    ensemble: Any
    name: str

    @cached_property
    def baseline(self) -> str:
        """Return the name of the baseline, the first scenario."""
        return next(iter(self.ensemble.scenarios))

    @property
    def scenario(self):
        """Return the scenario."""
        return self.ensemble.scenarios[self.name]

    @property
    def compares(self) -> bool:
        """Return whether the scenario is another one than the baseline."""
        return self.name != self.baseline

    @property
    def parts(self) -> tuple[str, ...]:
        """Return what there is of every measure: levels without, with, and the effect."""
        return (WITHOUT, WITH, EFFECT) if self.compares else (WITHOUT,)

    @property
    def months(self) -> list[str]:
        """Return the months of the ensemble, "YYYY-MM"."""
        return self.ensemble.months

    @property
    def last(self) -> str:
        """Return the month that the headline is about: the last one."""
        return self.months[-1]

    @property
    def year_ends(self) -> list[str]:
        """Return the Decembers after whole years, and the last month."""
        ends = self.ensemble.year_ends
        return [month for month in ends if month != self.months[0]] or ends

    def values(self, part: str, scope: str, metric: str) -> np.ndarray:
        """Return float64[draw, group, month] of one of ``parts``."""
        if part == EFFECT:
            return self.ensemble.effect(self.name, scope, metric)
        name = self.name if part == WITH else self.baseline
        return self.ensemble.values(name, scope, metric)

    def share_since_january(
        self, part: str, scope: str, top: str, bottom: str, months: list[str]
    ) -> np.ndarray:
        """Return 100 x ``top`` / ``bottom``, both summed since January.

        float64[draw, group, month]. For the effect, the difference of two such shares.
        """
        if part == EFFECT:
            ends = (
                self.share_since_january(p, scope, top, bottom, months) for p in (WITH, WITHOUT)
            )
            return np.subtract(*ends)
        values = [self.values(part, scope, metric) for metric in (top, bottom)]
        shares = []
        for month in months:
            last = month_index(month)
            since = slice(first_month_of_year(last), last + 1)
            above, below = (each[:, :, since].sum(axis=2) for each in values)
            shares.append(100 * above / np.maximum(below, 1))
        return np.stack(shares, axis=2)

    def spread(self, scope: str, metric: str, months: list[str]) -> pd.DataFrame:
        """Return a row a group and month of ``scope``: its quantiles over the draws.

        Columns: month, scope, group, metric, and those of ``quantile_columns`` for each part.
        """
        at = [self.months.index(month) for month in months]
        values = {part: self.values(part, scope, metric)[:, :, at] for part in self.parts}
        return self.rows(scope, metric, months, values)

    def rows(
        self, scope: str, metric: str, months: list[str], values: dict[str, np.ndarray]
    ) -> pd.DataFrame:
        """Return the rows of ``spread`` for ``values`` by part, float64[draw, group, month]."""
        groups = self.ensemble.groups(scope)
        rows = pd.MultiIndex.from_product([groups, months], names=["group", "month"])
        keys = rows.to_frame(index=False)[["month", "group"]]
        keys.insert(1, "scope", scope)
        keys["metric"] = metric
        return pd.concat([keys, *(quantile_columns(v, part) for part, v in values.items())], axis=1)


def quantile_columns(values: np.ndarray, part: str) -> pd.DataFrame:
    """Return a row for each of ``values`` (float64[draw, ...]): its quantiles over the draws.

    Columns <part>_p05 to <part>_p95; an effect has "finding" too: whether its 90 % interval
    excludes zero.
    """
    columns = {f"{part}_{name}": level.ravel() for name, level in quantiles(values).items()}
    if part == EFFECT:
        columns["finding"] = is_finding(values).ravel()
    return pd.DataFrame(columns)
