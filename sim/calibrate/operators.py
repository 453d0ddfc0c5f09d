"""Observation operators: the number of a run that stands beside a reported figure.

A figure reports a metric of ``sim.metrics`` over a window of months, and so does its statistic: the
counts of the window are added up first and the metric's equation is applied to the sums. A share of
dossiers is therefore the dossiers of the window over those of the window, not a mean of monthly
shares. What a province or the best province reports are the dossiers of its own agencies, without
those that its citizens have with ministries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sim import counters, drivers, evidence
from sim.calendar import first_month_of_year, month_index
from sim.errors import InputError, nearest
from sim.metrics import METRICS
from sim.places.provinces import PROVINCES
from sim.results import Sums

if TYPE_CHECKING:
    from sim.model import AdoptionModel

NATION, LOCALITIES, MINISTRIES = "VN", "localities", "ministries"
BEST_PROVINCE = "max over provinces"
_PROVINCE = {province.name_vi: province.index for province in PROVINCES}
_KIND = {NATION: "nation", LOCALITIES: "agency", MINISTRIES: "agency", BEST_PROVINCE: "province"}
_KIND |= dict.fromkeys(_PROVINCE, "province")
_SCOPES_IN_WORDS = f"{NATION}, {LOCALITIES}, {MINISTRIES}, {BEST_PROVINCE} or a province"

# Where the window of a metric begins: with the figure's own, in January, or at the launch.
WINDOW, YEAR, LAUNCH = "window", "year", "launch"
BEGINS = {
    "adults_using_online_share": YEAR,
    "adults_with_need_using_online_share": YEAR,
    "adults_using_portal_self_reported_share": YEAR,
    "dossiers_online_share": WINDOW,
    "dossiers_full_process_share": WINDOW,
    "portal_accounts": LAUNCH,
    "dossiers_filed_cumulative": LAUNCH,
}

# What "citizens using online services" may mean: a share of whom, or of what.
ADULTS = "adults"
USERS = "adults_using_online_share"
USERS_OPERATORS = {
    ADULTS: USERS,
    "adults_with_need": "adults_with_need_using_online_share",
    "dossiers": "dossiers_online_share",
}


@dataclass(frozen=True)
class Statistic:
    """One number of a run: ``metric`` in ``scope`` over the months ``start`` to ``end`` (YYYY-MM).

    Its unit is that of the metric.
    """

    id: str
    metric: str
    scope: str
    start: str
    end: str

    @cached_property
    def months(self) -> tuple[int, int]:
        """Return the numbers of the first and the last month that are added up."""
        last = month_index(self.end)
        begins = BEGINS[self.metric]
        first = {WINDOW: month_index(self.start), YEAR: first_month_of_year(last), LAUNCH: 0}
        return first[begins], last


def statistic(figure: evidence.Figure, operator: str = ADULTS) -> Statistic:
    """Return the statistic that stands beside ``figure``.

    ``operator`` chooses among ``USERS_OPERATORS`` for figures on citizens using online services.
    Raises InputError when the model has no output for the figure.
    """
    metric, name = figure.metric, figure.id
    if metric == USERS and operator != ADULTS:
        metric, name = USERS_OPERATORS[operator], f"{figure.id}@{operator}"
    if metric not in BEGINS:
        raise InputError(
            f'figure {figure.id}: the metric "{metric}", which no run is summarised by',
            "one of " + ", ".join(BEGINS),
            nearest=nearest(metric, BEGINS),
        )
    if _KIND.get(figure.scope) not in METRICS[metric].scopes:
        raise InputError(
            f'figure {figure.id}: the scope "{figure.scope}" for {metric}',
            f"{_SCOPES_IN_WORDS}, as the metric has it ({', '.join(METRICS[metric].scopes)})",
            nearest=nearest(figure.scope, set(_KIND) - {figure.scope}),
        )
    made = Statistic(name, metric, figure.scope, figure.start, figure.end)
    if BEGINS[metric] == YEAR and month_index(figure.start) != made.months[0]:
        raise InputError(
            f"figure {figure.id}: {metric} from {figure.start} to {figure.end}",
            "a window that begins in January of its last year",
        )
    return made


def expressible(figure: evidence.Figure) -> bool:
    """Return whether the model has an output for ``figure``."""
    return figure.metric in BEGINS and figure.scope in _KIND


@cache
def statistics() -> tuple[Statistic, ...]:
    """Return what every simulation is summarised to, in the order of the figures.

    That is one statistic for every figure to fit or to check that the model can express; the
    figures on citizens using online services have one more for every other way to read them.
    """
    found = []
    for figure in evidence.figures():
        if figure.role == "fit" or (figure.role == "check" and expressible(figure)):
            readings = USERS_OPERATORS if figure.metric == USERS else (ADULTS,)
            found += [statistic(figure, operator) for operator in readings]
    return tuple(found)


def observe(model: "AdoptionModel", wanted: Sequence[Statistic] | None = None) -> np.ndarray:
    """Return the statistics ``wanted`` (default: all) of a run, float64[statistics].

    Those whose window ends after the last month that ``model`` has lived are NaN.
    """
    wanted = statistics() if wanted is None else wanted
    found = np.full(len(wanted), np.nan)
    lived = [(at, one) for at, one in enumerate(wanted) if one.months[1] < model.month]
    if not lived:
        return found
    sums = _WindowSums(model, sorted({one.months for _, one in lived}))
    computed = {}
    for at, one in lived:
        group, place = sums.of(one)
        if (group, one.metric) not in computed:
            computed[group, one.metric] = METRICS[one.metric].compute(sums.groups[group])
        found[at] = computed[group, one.metric][place].max()
    return found


class _WindowSums:
    """The counts of a run added up over windows, each as if it were one month.

    ``groups`` holds the sums from which metrics are computed: for the nation, the localities and
    the ministries one with a group a window; for provinces one a window, with a group a province.
    """

    def __init__(self, model: "AdoptionModel", windows: list[tuple[int, int]]):
        self.model, self.windows = model, windows
        self.groups: dict[str | tuple[int, int], Sums] = {}
        edges = sorted({edge for first, last in windows for edge in (first, last + 1)})
        self._spans = [slice(edges.index(a), edges.index(b + 1)) for a, b in windows]
        counted = [
            model.counts[a:b].sum(axis=0, dtype=np.int32).sum(axis=1, dtype=np.int32)
            for a, b in pairwise(edges)
        ]
        # In adults and dossiers between two edges each, float64[edges - 1, S, COUNTERS].
        self._between = np.array(counted) * model.citizens.weight[:, None]
        between = self._between.sum(axis=1)
        self._nation = np.array([between[span].sum(axis=0) for span in self._spans])[:, None]

    def of(self, one: Statistic) -> tuple[str | tuple[int, int], Any]:
        """Return the key of the sums that ``one`` is computed from, and its place in them."""
        if one.scope in (NATION, LOCALITIES, MINISTRIES):
            if one.scope not in self.groups:
                self.groups[one.scope] = self._of_country(one.scope)
            return one.scope, self.windows.index(one.months)
        if one.months not in self.groups:
            self.groups[one.months] = self._of_provinces(one.months)
        return one.months, _PROVINCE.get(one.scope, slice(None))

    @cached_property
    def _block(self) -> tuple[np.ndarray, np.ndarray]:
        """Return all and the full-process dossiers of the ministries' block, float64[window, 1]."""
        block = drivers.ministry_block(
            self.model.parameters, self.model.question.drivers.after_last_observation
        )
        dossiers, full_process = (
            np.array([[series[first : last + 1].sum()] for first, last in self.windows])
            for series in (block.dossiers, block.full_process)
        )
        return dossiers, full_process

    def _of_country(self, scope: str) -> Sums:
        cells = np.ones((len(self._nation), *self.model.citizens.adults_by_cell.shape))
        if scope == LOCALITIES:
            return Sums(self.model, self._nation, cells, agencies=(counters.LOCALITIES,))
        both = (counters.LOCALITIES, counters.MINISTRIES)
        agencies = both if scope == NATION else (counters.MINISTRIES,)
        return Sums(self.model, self._nation, cells, *self._block, agencies)

    def _of_provinces(self, months: tuple[int, int]) -> Sums:
        of_strata = self._between[self._spans[self.windows.index(months)]].sum(axis=0)
        strata = self.model.strata
        counted = np.add.reduceat(of_strata, strata.bounds[:-1], axis=0)[:, None]
        member = strata.province == np.arange(len(PROVINCES))[:, None]
        ages = self.model.citizens.adults_by_cell.shape[1]
        cells = np.repeat(member[:, :, None].astype(float), ages, axis=2)
        return Sums(self.model, counted, cells, agencies=(counters.LOCALITIES,))
