"""The ministries' dossiers that no simulated citizen files: businesses and the treasury.

The national share of full-process dossiers is a mixture of ministries and localities. With weight w
on ministries the reports give w = 0.28 for 2023 (17 = 38 w + 9 (1 - w)) and w = 0.57 for the first
half of 2024 (42 = 61 w + 17 (1 - w)): the volume counted for ministries more than tripled, which is
a matter of counting rather than of behaviour.
"""

from dataclasses import dataclass

import numpy as np

from sim.calendar import month_index
from sim.conditions import MONTHS
from sim.drivers.tracks import HOLD, line

RECOUNT = month_index("2024-01")
MIDDLE_OF_2023 = month_index("2023-06") + 0.5
MIDDLE_OF_HALF_2024 = month_index("2024-03") + 0.5
LINE_FROM, LINE_TO = float(month_index("2022-12")), float(month_index("2024-06"))


@dataclass(frozen=True, eq=False)
class MinistryBlock:
    """Aggregate dossiers of ministries a month, and the full-process ones of them, float64[T]."""

    dossiers: np.ndarray
    full_process: np.ndarray


def ministry_block(p, after: str = HOLD) -> MinistryBlock:
    """Return the monthly dossiers of the aggregate block.

    Volumes are a number per adult and year, one before 2024 and one from January 2024. The
    full-process share runs through the reported means of 2023 and of the first half of 2024, from
    an assumed share at the launch; from July 2024 it is held, or continued by its trend.
    """
    per_adult = np.full(MONTHS, p.ministry_block_per_adult_2023)
    per_adult[RECOUNT:] = p.ministry_block_per_adult_2024
    rise = (p.ministry_block_full_2024 - p.ministry_block_full_2023) / (
        MIDDLE_OF_HALF_2024 - MIDDLE_OF_2023
    )
    knots = [(0.0, p.ministry_block_full_at_launch)]
    for month in (LINE_FROM, LINE_TO):
        share = p.ministry_block_full_2023 + rise * (month - MIDDLE_OF_2023)
        knots.append((month, float(np.clip(share, 0.0, 1.0))))
    dossiers = per_adult * p.adults / 12.0
    return MinistryBlock(dossiers, dossiers * line(knots, after))
