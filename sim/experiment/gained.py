"""Who used online services only with a policy, or only without: exact, on the same citizens."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.calendar import first_month_of_year, month_label
from sim.places.population import AGES, KINDS
from sim.places.provinces import PROVINCES

if TYPE_CHECKING:
    import pandas as pd

GAINED, LOST = 0, 1


def ends_of_years(horizon: int) -> list[int]:
    """Return the Decembers within ``horizon`` months, and the last month."""
    months = range(horizon)
    return [m for m in months if month_label(m).endswith("-12") or m == horizon - 1]


class Gained:
    """Gained and lost users of every scenario after the first, against the first.

    ``counts`` is int64[year ends, scenarios - 1, S, A, 2]: simulated citizens who had an online
    dossier in the year so far with the scenario only, and with the first scenario only.
    """

    def __init__(self, models: list[Any]):
        self.models = models
        self.ends = ends_of_years(models[0].horizon)
        strata = len(models[0].strata)
        shape = (len(self.ends), len(models) - 1, strata, len(AGES), 2)
        self.counts = np.zeros(shape, np.int64)
        self._begin = np.searchsorted(models[0].villages.stratum, np.arange(strata + 1))

    def note(self, models: list[Any]) -> None:
        """Count in ``models``, one a scenario, when the month just lived ends a year or the run."""
        now = self.models[0].month - 1
        if now not in self.ends or len(models) == 1:
            return
        at, since = self.ends.index(now), first_month_of_year(now) + 1
        first = np.append(self.models[0].villages.first, len(self.models[0].citizens))
        for stratum in range(len(self._begin) - 1):
            people = slice(*first[self._begin[stratum : stratum + 2]])
            before = models[0].citizens.columns.last_online[people] >= since
            age = models[0].citizens.columns.age[people]
            for other, model in enumerate(models[1:]):
                if model is models[0]:
                    continue
                after = model.citizens.columns.last_online[people] >= since
                for what, who in ((GAINED, after & ~before), (LOST, before & ~after)):
                    found = np.bincount(age[who], minlength=len(AGES))
                    self.counts[at, other, stratum, :, what] = found

    def adults(self) -> dict[str, np.ndarray]:
        """Return adults gained and lost by scope: float64[group, year end, scenario, 2]."""
        weighted = self.counts * self.models[0].citizens.weight[:, None, None]
        return {
            scope: np.einsum("gsa,yosaw->gyow", member, weighted)
            for scope, _, member in _groups(self.models[0].strata)
        }

    def table(self) -> "pd.DataFrame":
        """Return adults gained and lost by year end, scope and group.

        Columns: month, scope, group, baseline, scenario, adults (of the group, in all), gained,
        lost and net (gained less lost), all in adults.
        """
        import pandas as pd

        baseline, *others = [model.question.id for model in self.models]
        months = [month_label(end) for end in self.ends]
        found = self.adults()
        frames = []
        for scope, names, member in _groups(self.models[0].strata):
            totals = found[scope].transpose(1, 2, 0, 3)
            adults = np.einsum("gsa,sa->g", member, self.models[0].citizens.adults_by_cell)
            index = pd.MultiIndex.from_product([months, others, names], names=_KEYS)
            frame = pd.DataFrame(totals.reshape(-1, 2), index, ["gained", "lost"]).reset_index()
            frame["scope"], frame["baseline"] = scope, baseline
            frame["adults"] = np.tile(adults, len(months) * len(others))
            frames.append(frame)
        table = pd.concat(frames)
        table["net"] = table["gained"] - table["lost"]
        return table.sort_values("month", kind="stable", ignore_index=True)[list(_COLUMNS)]


_KEYS = ("month", "scenario", "group")
_COLUMNS = ["month", "scope", "group", "baseline", "scenario", "adults", "gained", "lost", "net"]


def _groups(strata: Any) -> list[tuple[str, list[str], np.ndarray]]:
    """Return for each scope the names of its groups and their cells, float64[G, S, A]."""

    def of_places(groups: np.ndarray, count: int) -> np.ndarray:
        members = (groups == np.arange(count)[:, None]).astype(float)
        return np.repeat(members[:, :, None], len(AGES), axis=2)

    by_age = np.repeat(np.eye(len(AGES))[:, None, :], len(strata), axis=1)
    provinces = [province.name_vi for province in PROVINCES]
    return [
        ("nation", ["nation"], np.ones((1, len(strata), len(AGES)))),
        ("province", provinces, of_places(strata.province, len(provinces))),
        ("kind", list(KINDS), of_places(strata.kind, len(KINDS))),
        ("age", list(AGES), by_age),
        ("dead_zone", ["no", "yes"], of_places(strata.dead, 2)),
    ]
