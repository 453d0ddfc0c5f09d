"""An ensemble in memory: every metric of every scenario over the draws, paired.

Arrays are [draw, group, month]; draws stand in the same order for every scenario, and a draw's
scenarios share parameters, citizens and luck.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import month_label
from sim.errors import InputError, nearest
from sim.experiment.gained import ends_of_years
from sim.metrics import SCOPES, kept_in_ensembles
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.member import Member


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Scenarios (by id, the first is the baseline) over the rows of ``draws``.

    ``draws`` has the columns draw (number in the posterior) and seed, ``parameters`` a column a
    parameter; ``members`` follow their order. ``warnings`` name policies that change nothing.
    """

    scenarios: dict[str, Scenario]
    draws: "pd.DataFrame"
    parameters: "pd.DataFrame"
    members: tuple["Member", ...]
    folder: Path | None = None
    warnings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the name of the run: that of its folder, else of its scenarios."""
        return self.folder.resolve().name if self.folder else "-".join(self.scenarios)

    @property
    def baseline(self) -> str:
        """Return the id of the scenario that the others are compared with."""
        return next(iter(self.scenarios))

    @cached_property
    def months(self) -> list[str]:
        """Return the labels of the months, "2019-12" first."""
        end = self.scenarios[self.baseline].horizon.end_month
        return [month_label(month) for month in range(end + 1)]

    @cached_property
    def year_ends(self) -> list[str]:
        """Return the labels of the Decembers, and of the last month."""
        return [month_label(month) for month in ends_of_years(len(self.months))]

    def groups(self, scope: str) -> list[str]:
        """Return the names of the groups of ``scope``; raise InputError for an unknown one."""
        return list(keys_of(scope).values())[-1] if scope != "nation" else ["nation"]

    def metrics(self, scope: str) -> tuple[str, ...]:
        """Return the metrics that are kept of ``scope``."""
        _insist_on_scope(scope)
        return kept_in_ensembles(scope)

    def values(self, scenario: str, scope: str, metric: str) -> np.ndarray:
        """Return ``metric`` of ``scenario``, float64[draw, group, month].

        Raises InputError for a scenario, scope or metric that the ensemble does not have.
        """
        if scenario not in self.scenarios:
            raise InputError(
                f'no scenario "{scenario}"',
                f"one of {', '.join(self.scenarios)}",
                nearest=nearest(scenario, self.scenarios),
            )
        kept = self.metrics(scope)
        if metric not in kept:
            raise InputError(
                f'no metric "{metric}" of {scope}',
                "one that is kept",
                nearest=nearest(metric, kept),
            )
        at = kept.index(metric)
        return np.stack([m.values[scenario][scope][at] for m in self.members]).astype(float)

    def effect(self, scenario: str, scope: str, metric: str) -> np.ndarray:
        """Return what ``scenario`` changes against the baseline, float64[draw, group, month]."""
        before = self.values(self.baseline, scope, metric)
        return self.values(scenario, scope, metric) - before

    def gained(self, scenario: str, scope: str) -> np.ndarray:
        """Return adults who use online services only with, and only without, ``scenario``.

        float64[draw, group, year end, 2]; scopes nation, province, kind, age and dead_zone.
        """
        return np.stack([member.gained[scenario][scope] for member in self.members])


def _insist_on_scope(scope: str) -> None:
    if scope not in SCOPES:
        raise InputError(f'scope "{scope}"', f"one of {', '.join(SCOPES)}")


def keys_of(scope: str) -> dict[str, list[str]]:
    """Return the key columns of ``scope``, one entry a group; none for the nation."""
    from sim.places.population import AGES, KINDS
    from sim.places.provinces import NEW_PROVINCES, PROVINCES

    _insist_on_scope(scope)
    return {
        "nation": {},
        "agency": {"agency": ["localities", "ministries"]},
        "province": {
            "province_code": [province.code for province in PROVINCES],
            "province": [province.name_vi for province in PROVINCES],
        },
        "province34": {
            "province_code": list(NEW_PROVINCES),
            "province": list(NEW_PROVINCES.values()),
        },
        "kind": {"kind": list(KINDS)},
        "age": {"age": list(AGES)},
        "dead_zone": {"dead_zone": ["no", "yes"]},
        "mode": {"mode": ["own", "assisted", "clerk"]},
    }[scope]
