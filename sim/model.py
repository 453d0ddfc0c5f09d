"""The model: a month of online public services in Viet Nam, as a Mesa model.

``AdoptionModel()`` runs the shipped baseline; ``step()`` is one month. Citizens are columns in
``model.citizens``; provinces, ministries, digital teams and dead-zone villages are Mesa agents.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mesa
import numpy as np

from sim import counters, drivers, environment, month, policies, sampling_error, trace
from sim.behaviour.influence import reach_guide
from sim.calendar import first_month_of_year, month_index, month_label
from sim.checkpoint import read_checkpoint, restore, state, write_checkpoint
from sim.citizens import Citizens
from sim.draws import COVERAGE_AND_TEAM, key, pair, province_normal
from sim.environment_columns import MINISTRY_SUPPLY_FULL, SUPPLY_FULL
from sim.errors import InputError
from sim.lookup import lookup
from sim.parameters import Parameters, as_record, parameters
from sim.places import population
from sim.places.actors import DeadZoneVillage, DigitalTeams, Ministries, ProvinceAgent, populate
from sim.scenario import Scenario

# Below this many citizens starting threads costs more than they save.
CITIZENS_FOR_THREADS = 200_000


class AdoptionModel(mesa.Model):
    """Citizens of Viet Nam taking up online public services, month by month from December 2019.

    ``scenario`` is a Scenario, or the name or file of one (the shipped baseline by default);
    ``scale`` 1:N and ``seed`` replace those of the scenario, ``point`` the point parameters;
    ``threads`` is the number of threads (chosen by size by default; results do not depend on it).
    Without ``collect`` no agents are made and no data frames collected, which is quicker.
    """

    def __init__(
        self,
        scenario: Scenario | str = "baseline",
        *,
        scale: float | None = None,
        seed: int | None = None,
        point: Parameters | None = None,
        threads: int | None = None,
        collect: bool = True,
    ):
        if not isinstance(scenario, Scenario):
            scenario = Scenario.load(scenario)
        _insist_on_sense(scale, seed, threads)
        self.question = scenario
        self.draw_seed = scenario.seed if seed is None else seed
        super().__init__(rng=self.draw_seed)
        self.parameters = point or parameters(**scenario.own_parameters)
        self._record = as_record(self.parameters)
        self._one_record = np.array([self._record])  # an array is handed over ten times quicker
        self._lookup = lookup(self._record)
        self.scale = scenario.population.scale if scale is None else scale
        self.horizon = month_index(scenario.horizon.end) + 1
        self.month = 0  # months lived so far
        self._adoption: tuple[int, np.ndarray] | None = None
        self._set_conditions()
        self._set_people()
        self._set_counters(threads)
        if collect:
            populate(self)
            self.datacollector = _data_collector()

    def _set_conditions(self) -> None:
        """Let drivers move and policies act, for the whole horizon at once."""
        self.strata = population.strata(self.parameters)
        baseline = drivers.baseline(
            self.strata,
            self.parameters,
            lambda purpose: province_normal(self.draw_seed, purpose),
            self.question.drivers.after_last_observation,
        )
        self.conditions = policies.apply_policies(baseline, self.question.policies, self.strata)
        self.environment = environment.build(
            self.conditions, self.strata, self.parameters, self.horizon
        )

    def _set_people(self) -> None:
        self.villages = population.villages(self.parameters, self.scale, self.draw_seed)
        weight = population.weights(self.strata, self.villages)
        self.citizens = Citizens(
            self.strata, self.villages, weight, self.draw_seed, self.parameters
        )
        reach = np.concatenate(([0.0], np.cumsum(self.strata.adults) / self.strata.adults.sum()))
        reach[-1] = 1.0
        first = np.append(self.villages.first, len(self.citizens))
        self._places = month.Places(
            stratum=self.villages.stratum,
            first=self.villages.first,
            size=self.villages.size,
            number=self.villages.number,
            citizen=self.villages.citizen,
            fraction=self.villages.fraction,
            province=self.strata.province,
            kind=self.strata.kind,
            bounds=self.strata.bounds,
            reach=reach,
            guide=reach_guide(reach),
            start=first[np.searchsorted(self.villages.stratum, np.arange(len(self.strata) + 1))],
        )

    def _set_counters(self, threads: int | None) -> None:
        if threads is None:
            threads = (os.cpu_count() or 1) if len(self.citizens) >= CITIZENS_FOR_THREADS else 1
        shape = (len(self.strata), len(population.AGES), counters.COUNTERS)
        self.counts = np.zeros((self.horizon, *shape), np.int32)
        self.village_counts = np.zeros((len(self.villages), len(counters.VILLAGE)), np.int32)
        self.sampling_errors: list[dict] = []
        self.watched, self.trace = None, np.zeros(len(trace.FIELDS))
        largest = int(self.villages.size.max())
        self._workspaces = [month.workspace(largest) for _ in range(threads)]
        self._others = ThreadPoolExecutor(threads - 1) if threads > 1 else None
        self._counts_of_others = np.zeros((threads - 1, *shape), np.int32)

    def step(self) -> None:
        """Live one month: see last month's users, act, learn, and write down what happened.

        Raises IndexError beyond the horizon of the scenario.
        """
        if self.month >= self.horizon:
            raise IndexError(f"the scenario ends with {self.question.horizon.end}")
        self.citizens.see_who_recommends()
        self._live_one_month()
        self._note_sampling_error()
        self.month += 1
        if hasattr(self, "datacollector"):
            self.datacollector.collect(self)
        self.running = self.month < self.horizon

    def _live_one_month(self) -> None:
        """Need, access, choice, attempt, the counter, learning and accounts (sim.dossier)."""
        now = self.month
        if now == first_month_of_year(now):
            self.village_counts[:, : counters.V_ACCOUNTS] = 0
        this_month, taken = self._this_month(), np.zeros(1, np.int64)
        parts = self._counts_of_others
        parts[:] = 0
        jobs = [
            self._others.submit(self._live_chunk, other + 1, taken, this_month, parts[other])
            for other in range(len(parts))
        ]
        self._live_chunk(0, taken, this_month, self.counts[now])
        for job in jobs:
            job.result()
        for part in parts:
            self.counts[now] += part

    def _this_month(self) -> month.Month:
        """Return what the monthly pass reads and citizens do not change."""
        return month.Month(
            index=self.month,
            year_start=first_month_of_year(self.month),
            place=self.environment.place[self.month],
            people=self.environment.people[self.month],
            keys=month.keys(self.draw_seed, self.month),
            bits=self.citizens.recommending,
            lookup=self._lookup,
            watched=month.NOBODY if self.watched is None else np.uint64(self.watched),
            trace=self.trace,
        )

    def _live_chunk(self, chunk, taken, this_month: month.Month, counts: np.ndarray) -> None:
        month.live_month(
            taken,
            len(self._workspaces),
            this_month,
            self._places,
            self.citizens.columns,
            self._one_record,
            counts,
            self.village_counts,
            self._workspaces[chunk],
        )

    def _note_sampling_error(self) -> None:
        """Keep the Monte Carlo error of headline figures each December and at the end."""
        if month_label(self.month).endswith("-12") or self.month == self.horizon - 1:
            self.sampling_errors += sampling_error.of_month(self)

    def save(self, path: Path) -> None:
        """Write everything that changes to ``path``, whole or not at all."""
        write_checkpoint(self, Path(path))

    @classmethod
    def load(cls, path: Path, scenario: Scenario | str, **options) -> "AdoptionModel":
        """Return the model that ``save`` wrote, ready for its next month.

        ``scenario`` and ``options`` must be those of the saved model; raises InputError otherwise.
        ``month`` goes on where it was; Mesa's own ``time`` counts the steps since loading.
        """
        model = cls(scenario, **options)
        read_checkpoint(model, Path(path))
        return model

    def catch_up(self, other: "AdoptionModel") -> None:
        """Take over the months that ``other``, with the same citizens, has lived.

        True only where nothing in those months differs between the two (``first_difference``).
        """
        restore(self, state(other))

    def first_difference(self, other: "AdoptionModel") -> int:
        """Return the first month in which citizens meet another environment than in ``other``.

        It is the horizon when there is none; both models have the same citizens.
        """
        if self.parameters != other.parameters:
            return 0
        for month_number in range(self.horizon):
            mine, its = self.environment, other.environment
            if not (
                np.array_equal(mine.place[month_number], its.place[month_number])
                and np.array_equal(mine.people[month_number], its.people[month_number])
            ):
                return month_number
        return self.horizon

    # What the actors see

    @property
    def _now(self) -> int:
        """Return the month that actors speak of: the last one lived."""
        return max(self.month - 1, 0)

    def mean_condition(self, name: str, province: int | None = None) -> float:
        """Return a condition of the last month as a mean over adults of a province or all."""
        values = getattr(self.conditions, name)[self._now]
        within = slice(None) if province is None else self.strata.province == province
        return float(np.average(values[within], weights=self.strata.adults[within]))

    def supply(self, province: int | None = None) -> float:
        """Return the share of procedures (0..1) that a province, or the ministries, offer fully."""
        place = self.environment.place[self._now]
        if province is None:
            return float(place[0, MINISTRY_SUPPLY_FULL])
        return float(place[self.strata.bounds[province], SUPPLY_FULL])

    @property
    def adoption_by_province(self) -> np.ndarray:
        """Return the share of adults (0..1) using online services in the year so far, [63]."""
        if self._adoption is None or self._adoption[0] != self.month:
            self._adoption = self.month, self._adoption_by_province()  # 63 agents ask for it
        return self._adoption[1]

    def _adoption_by_province(self) -> np.ndarray:
        start = first_month_of_year(self._now)
        kinds = slice(counters.USERS_OWN, counters.USERS_CLERK + 1)
        users = self.counts[start : self._now + 1, :, :, kinds].sum(axis=(0, 2, 3))
        by_province = np.bincount(self.strata.province, weights=users * self.citizens.weight)
        return by_province / np.bincount(self.strata.province, weights=self.strata.adults)

    @property
    def adoption(self) -> float:
        """Return the national share of adults (0..1) with an online dossier in the year so far."""
        adults = np.bincount(self.strata.province, weights=self.strata.adults)
        return float(np.average(self.adoption_by_province, weights=adults))

    def is_covered(self, village: int) -> bool:
        """Return whether the simulated village has a mobile signal in the last month."""
        rank, _ = pair(key(self.draw_seed, COVERAGE_AND_TEAM), self.villages.number[village])
        stratum = self.villages.stratum[village]
        return bool(rank < self.conditions.dead_zone_coverage[self._now, stratum])


def _insist_on_sense(scale: float | None, seed: int | None, threads: int | None) -> None:
    if scale is not None and not scale >= 1:
        raise InputError(f"scale {scale}", "1 (everybody) or more")
    if seed is not None and not 0 <= seed < 2**32:
        raise InputError(f"seed {seed}", f"a whole number from 0 to {2**32 - 1}")
    if threads is not None and threads < 1:
        raise InputError(f"{threads} threads", "1 or more")


def _data_collector() -> mesa.DataCollector:
    return mesa.DataCollector(
        model_reporters={
            "month": lambda model: month_label(model.month - 1),
            "adoption": "adoption",
            "portal_accounts": lambda model: float(
                model.counts[: model.month, :, :, counters.ACCOUNTS_OPENED].sum(axis=(0, 2))
                @ model.citizens.weight
            ),
        },
        agenttype_reporters={
            ProvinceAgent: {"name": "name", "adoption": "adoption", "supply_full": "supply_full"},
            DigitalTeams: {"share_of_villages": "share_of_villages", "members": "members"},
            DeadZoneVillage: {"covered": "covered"},
            Ministries: {"supply_full": "supply_full"},
        },
    )
