"""From counts to tables: one wide, tidy table a scope, a row a month and group.

Counts of simulated citizens are weighted by stratum, summed over the cells of each group, and
turned into the metrics of ``sim.metrics``. Conditions are means over the adults of the group.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from sim import counters, drivers
from sim.calendar import FIRST_MONTH_OF_YEAR, month_label
from sim.environment_columns import (
    MINISTRY_SUPPLY_FULL,
    MINISTRY_SUPPLY_ONLINE,
    SUPPLY_FULL,
    SUPPLY_ONLINE,
)
from sim.metrics import METRICS, SCOPES
from sim.places.population import AGES, KINDS
from sim.places.provinces import NEW_PROVINCES, PROVINCES

_MODES = ("own", "assisted", "clerk")
_SUPPLY = {
    "full": (SUPPLY_FULL, MINISTRY_SUPPLY_FULL),
    "online": (SUPPLY_ONLINE, MINISTRY_SUPPLY_ONLINE),
}


@dataclass(frozen=True, eq=False)
class Sums:
    """What the metrics of one scope are computed from; arrays are [group, month].

    ``counted`` is float64[G, T, COUNTERS]; ``cells`` float64[G, S, A] is 1 where a cell belongs to
    the group; ``agencies`` are the blocks of dossiers that count, ``only_mode`` the one way of
    filing that does.
    """

    model: object
    counted: np.ndarray
    cells: np.ndarray
    block_dossiers: np.ndarray | float = 0.0
    block_full_process: np.ndarray | float = 0.0
    agencies: tuple[int, ...] = (counters.LOCALITIES, counters.MINISTRIES)
    only_mode: str | None = None

    def dossiers(self, name: str) -> np.ndarray:
        """Return the weighted dossier counter ``name`` of the agencies in scope."""
        if self.only_mode and not name.startswith(self.only_mode):
            return np.zeros(self.counted.shape[:2])
        at = counters.DOSSIER.index(name)
        return sum(self.counted[:, :, at + counters.AGENCY_STEP * a] for a in self.agencies)

    def count(self, name: str) -> np.ndarray:
        """Return the weighted citizen counter ``name``; zero for another way of filing."""
        if self.only_mode and not name.endswith(self.only_mode):
            return np.zeros(self.counted.shape[:2])
        return self.counted[:, :, 2 * counters.AGENCY_STEP + counters.CITIZEN.index(name)]

    def cumulative(self, name: str) -> np.ndarray:
        """Return the running sum of the citizen counter ``name``."""
        return self.count(name).cumsum(axis=1)

    def year_to_date(self, name: str) -> np.ndarray:
        """Return the sum of the citizen counter ``name`` since January."""
        total = self.cumulative(name)
        months = np.arange(total.shape[1])
        before = np.maximum(0, months - (months + FIRST_MONTH_OF_YEAR - 1) % 12) - 1
        return total - np.where(before >= 0, total[:, before], 0.0)

    @cached_property
    def _cell_adults(self) -> np.ndarray:
        """Return the adults of each cell in each group, float64[G, S, A]."""
        return self.cells * self.model.citizens.adults_by_cell

    @cached_property
    def adults(self) -> np.ndarray:
        """Return the adults of each group, float64[G, 1]."""
        return self._cell_adults.sum(axis=(1, 2))[:, None]

    def mean(self, condition: str) -> np.ndarray:
        """Return a condition as a mean over the adults of the group (0..1)."""
        values = np.ascontiguousarray(
            getattr(self.model.conditions, condition)[: self.counted.shape[1]]
        )  # the order of a sum must not depend on whether a policy made a copy
        weight = self._cell_adults
        if values.ndim == 2:
            weight = weight.sum(axis=2, keepdims=True)
            values = values[:, :, None]
        total = np.tensordot(weight, values, axes=([1, 2], [1, 2]))
        return total / weight.sum(axis=(1, 2))[:, None]

    def _mean_of_provinces(self, column: int) -> np.ndarray:
        """Return a column of the environment as the plain mean over the group's provinces."""
        adults = self._cell_adults.sum(axis=2)
        provinces = _one_hot(self.model.strata.province, len(PROVINCES))
        of_province = (adults @ provinces.T) @ provinces
        weight = np.divide(adults, of_province, out=np.zeros_like(adults), where=of_province > 0)
        values = self.model.environment.place[: self.counted.shape[1], :, column].astype(float)
        return weight @ values.T / weight.sum(axis=1)[:, None]

    def supply(self, level: str) -> np.ndarray:
        """Return the share of procedures (0..1) offered "full" or "online" by agencies in scope.

        As reported, every province counts the same, however many people live there.
        """
        share = self.model.parameters.ministry_need_share
        weight = {counters.LOCALITIES: 1.0 - share, counters.MINISTRIES: share}
        column = _SUPPLY[level]
        total = sum(weight[a] * self._mean_of_provinces(column[a]) for a in self.agencies)
        return total / sum(weight[a] for a in self.agencies)

    def _villages(self, share: np.ndarray, which: np.ndarray) -> np.ndarray:
        inside = self.cells.max(axis=2) * (self.model.strata.villages * which)
        return inside @ share[: self.counted.shape[1]].T

    @property
    def covered_villages(self) -> np.ndarray:
        """Return how many dead-zone villages are covered."""
        return self._villages(self.model.conditions.dead_zone_coverage, self.model.strata.dead)

    @property
    def teams(self) -> np.ndarray:
        """Return how many villages have a digital team."""
        return self._villages(self.model.conditions.team_share, np.ones(len(self.model.strata)))


def _one_hot(groups: np.ndarray, count: int) -> np.ndarray:
    return (groups[None, :] == np.arange(count)[:, None]).astype(float)


@dataclass(frozen=True, eq=False)
class GroupValues:
    """The metrics of one scope.

    ``keys`` name the groups, one entry a group in each; ``values`` holds float64[group, month] by
    metric.
    """

    keys: dict[str, list]
    values: dict[str, np.ndarray]

    def frame(self) -> pd.DataFrame:
        """Return a row a month and group: the month ("YYYY-MM"), the keys and the metrics."""
        groups, months = next(iter(self.values.values())).shape
        columns = {"month": np.repeat([month_label(m) for m in range(months)], groups)}
        columns |= {name: np.tile(np.array(names), months) for name, names in self.keys.items()}
        columns |= {metric: values.T.ravel() for metric, values in self.values.items()}
        return pd.DataFrame(columns)


def _scopes(model) -> dict[str, tuple[dict[str, list], np.ndarray]]:
    """Return for each scope of people the names of its groups and their cells, float64[G, S, A]."""
    strata, ages = model.strata, len(AGES)
    new = list(NEW_PROVINCES)
    new_index = np.array([new.index(PROVINCES[p].new_code) for p in strata.province])

    def by(groups: np.ndarray, count: int) -> np.ndarray:
        return np.repeat(_one_hot(groups, count)[:, :, None], ages, axis=2)

    by_age = np.repeat(np.eye(ages)[:, None, :], len(strata), axis=1)
    return {
        "province": (
            {
                "province_code": [p.code for p in PROVINCES],
                "province": [p.name_vi for p in PROVINCES],
            },
            by(strata.province, len(PROVINCES)),
        ),
        "province34": (
            {"province_code": new, "province": list(NEW_PROVINCES.values())},
            by(new_index, len(new)),
        ),
        "kind": ({"kind": list(KINDS)}, by(strata.kind, len(KINDS))),
        "age": ({"age": list(AGES)}, by_age),
        "dead_zone": ({"dead_zone": ["no", "yes"]}, by(strata.dead, 2)),
    }


def _of_scope(scope: str) -> tuple[str, ...]:
    return tuple(metric.id for metric in METRICS.values() if scope in metric.scopes)


def _computed(wanted: Sequence[str], *of_groups: Sums) -> dict[str, np.ndarray]:
    """Return the metrics ``wanted``; the groups of ``of_groups`` follow one another."""
    found = {}
    for name in wanted:
        compute = METRICS[name].compute
        parts = [np.broadcast_to(compute(s), s.counted.shape[:2]) for s in of_groups]
        found[name] = np.concatenate(parts)
    return found


def _national_sums(model, by_stratum: np.ndarray) -> Sums:
    months = model.month
    block = drivers.ministry_block(model.parameters, model.question.drivers.after_last_observation)
    return Sums(
        model,
        by_stratum.sum(axis=1)[None],
        np.ones((1, len(model.strata), len(AGES))),
        block_dossiers=block.dossiers[None, :months],
        block_full_process=block.full_process[None, :months],
    )


def _weighted_by_stratum(model) -> np.ndarray:
    """Return the counters in adults and dossiers of the country, float64[T, S, COUNTERS]."""
    return model.counts[: model.month].sum(axis=2) * model.citizens.weight[:, None]


def group_values(
    model, wanted: Callable[[str], Sequence[str]] = _of_scope
) -> dict[str, GroupValues]:
    """Return the metrics of every scope of ``sim.metrics.SCOPES``, for the months lived so far.

    ``wanted`` gives the metrics of a scope (default: all that it has). Shares are percent.
    """
    by_stratum = _weighted_by_stratum(model)
    nation = _national_sums(model, by_stratum)
    localities = replace(
        nation, agencies=(counters.LOCALITIES,), block_dossiers=0.0, block_full_process=0.0
    )
    ministries = replace(nation, agencies=(counters.MINISTRIES,))
    modes = [replace(localities, agencies=nation.agencies, only_mode=mode) for mode in _MODES]
    found = {
        "nation": GroupValues({}, _computed(wanted("nation"), nation)),
        "agency": GroupValues(
            {"agency": ["localities", "ministries"]},
            _computed(wanted("agency"), localities, ministries),
        ),
        "mode": GroupValues({"mode": list(_MODES)}, _computed(wanted("mode"), *modes)),
    }
    for scope, (keys, cells) in _scopes(model).items():
        if scope == "age":
            counted = np.einsum("tsak,s->atk", model.counts[: model.month], model.citizens.weight)
        else:
            counted = np.tensordot(cells[:, :, 0], by_stratum, axes=(1, 1))
        found[scope] = GroupValues(keys, _computed(wanted(scope), Sums(model, counted, cells)))
    return {scope: found[scope] for scope in SCOPES}


def tables(model) -> dict[str, pd.DataFrame]:
    """Return the tables of every scope for the months that ``model`` has lived.

    Keys are the scopes of ``sim.metrics.SCOPES`` and "monte_carlo", the sampling error of headline
    figures. Months are "YYYY-MM", shares percent.
    """
    found = {scope: values.frame() for scope, values in group_values(model).items()}
    return found | {"monte_carlo": pd.DataFrame(model.sampling_errors)}
