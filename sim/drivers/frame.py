"""The fixed frame of the drivers: strata, their weights, and what ranks the provinces.

The Statistics Office columns of 2024 are later than most of the series; they are used for the order
of the provinces only (normal scores of their ranks), never as levels.
"""

import csv
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np

from sim import shipped
from sim.drivers.levels import normal_scores
from sim.places.provinces import PROVINCES, REGIONS, province_index


@cache
def province_scores(column: str) -> np.ndarray:
    """Return the normal scores of the provinces by a column of the province table, float64[63]."""
    with open(shipped.data() / "provinces63.csv", encoding="utf-8", newline="") as file:
        return normal_scores(np.array([float(row[column]) for row in csv.DictReader(file)]))


def as_arrays(values: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return (indices, values) of a mapping from province names."""
    return np.array([province_index(name) for name in values]), np.array(list(values.values()))


@dataclass(frozen=True, eq=False)
class Frame:
    """The strata as the drivers see them; one object for equal strata, so that it keys caches."""

    province: np.ndarray  # [S] index of the province
    kind: np.ndarray  # [S]
    dead: np.ndarray  # [S]
    adults: np.ndarray  # [S]
    villages: np.ndarray  # [S]
    age_share: np.ndarray  # [A] share of adults

    @cached_property
    def cell_adults(self) -> np.ndarray:
        """Return the adults of each cell, float64[S * A], ages innermost."""
        return np.outer(self.adults, self.age_share).ravel()

    @cached_property
    def region(self) -> np.ndarray:
        """Return the index of the region of each stratum, int[S]."""
        names = tuple(REGIONS)
        return np.array([names.index(p.region) for p in PROVINCES])[self.province]

    def of_provinces(self, weight: np.ndarray) -> np.ndarray:
        """Return sums of ``weight`` [S] by province, float64[63]."""
        return np.bincount(self.province, weights=weight, minlength=len(PROVINCES))

    @cached_property
    def caseload_score(self) -> np.ndarray:
        """Return the standardised log of adults per commune-level unit, float64[63]."""
        units = np.array([p.commune_units for p in PROVINCES])
        load = np.log(self.of_provinces(self.adults) / units)
        return (load - load.mean()) / load.std()


@lru_cache(maxsize=8)
def _frame(province, kind, dead, adults, villages, age_share) -> Frame:
    columns = (
        np.frombuffer(column, np.int64) for column in (province, kind, dead, adults, villages)
    )
    return Frame(*columns, age_share=np.array(age_share))


def frame(strata, p) -> Frame:
    """Return the frame of ``strata`` with the age shares of the parameters ``p``."""
    ages = (p.age_18_29_share, p.age_30_44_share, p.age_45_64_share)
    columns = (strata.province, strata.kind, strata.dead, strata.adults, strata.villages)
    return _frame(
        *(np.asarray(column, np.int64).tobytes() for column in columns), (*ages, 1.0 - sum(ages))
    )
