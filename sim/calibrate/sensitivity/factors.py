"""What a sensitivity design varies: parameters, the intensities of policies, and luck.

A design speaks of shares (0..1): of a parameter the quantile of its prior, of a policy its
intensity, of luck the seed. So equal steps are equally likely steps, whatever the unit.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.calibrate.priors import FIXED, LEAST_OLDEST, YOUNGER, Priors
from sim.parameters import point
from sim.scenario import Scenario

LEVER, LUCK = "lever", "luck"
SEEDS = 2**32


@dataclass(frozen=True)
class Factor:
    """One thing that varies; ``kind`` is fitted, uncertain, lever or luck."""

    name: str
    kind: str


@dataclass(frozen=True)
class Point:
    """What one run is made with: parameters by registry name, the seed, and the intensities."""

    values: dict[str, float]
    seed: int
    intensities: tuple[float, ...]


@dataclass(frozen=True)
class Question:
    """The factors around ``baseline`` and ``package``, and the ``seed`` where luck is not varied.

    ``varied`` names the factors that a design varies, in the order of its columns; parameters that
    it leaves alone have the value of a single run, policies the intensity of the package.
    """

    priors: Priors
    baseline: Scenario
    package: Scenario
    seed: int
    varied: tuple[str, ...]

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """Return the factors that are varied."""
        by_name = {factor.name: factor for factor in all_factors(self.priors, self.package)}
        return tuple(by_name[name] for name in self.varied)

    def points(self, shares: np.ndarray) -> list[Point]:
        """Return what the rows of ``shares`` (float64[n, varied], 0..1) stand for."""
        values = self._parameters(shares)
        policies = [policy.intensity for policy in self.package.policies]
        levers = lever_names(self.package)
        found = []
        for row, of_parameters in zip(shares, values, strict=True):
            given = dict(zip(self.varied, row.tolist(), strict=True))
            intensities = [given.get(n, i) for n, i in zip(levers, policies, strict=True)]
            named = dict(zip(self.priors.names, of_parameters.tolist(), strict=True))
            seed = min(int(given[LUCK] * SEEDS), SEEDS - 1) if LUCK in given else self.seed
            found.append(Point(named, seed, tuple(intensities)))
        return found

    def _parameters(self, shares: np.ndarray) -> np.ndarray:
        """Return the parameters of each row, float64[n, parameters]."""
        each = self.priors.each
        usual = point()
        values = np.tile([np.clip(usual[p.name], p.low, p.high) for p in each], (len(shares), 1))
        columns = [at for at, prior in enumerate(each) if prior.name in self.varied]
        wanted = np.full((len(shares), len(each)), 0.5)
        for at in columns:
            wanted[:, at] = shares[:, self.varied.index(each[at].name)]
        values[:, columns] = self.priors.quantiles(wanted)[:, columns]
        younger = [self.priors.names.index(name) for name in YOUNGER]
        total = values[:, younger].sum(axis=1, keepdims=True)
        values[:, younger] *= np.minimum(1.0, (1.0 - LEAST_OLDEST) / total)
        return values


def lever_names(package: Scenario) -> list[str]:
    """Return a name for every policy of ``package``: its lever, numbered where that is not enough.

    Policies that pull the same lever are told apart by their settings, such as the agency.
    """
    levers = [policy.lever for policy in package.policies]
    names = []
    for policy in package.policies:
        name = policy.lever
        if levers.count(name) > 1:
            settings = "-".join(str(value) for value in policy.fields.values())
            name = f"{name}-{settings or 1}"
        number = 2
        while name in names:
            name, number = f"{policy.lever}-{number}", number + 1
        names.append(name)
    return names


def all_factors(priors: Priors, package: Scenario) -> tuple[Factor, ...]:
    """Return every factor: parameters that are not fixed, policies of ``package``, and luck."""
    parameters = [Factor(p.name, p.kind) for p in priors.each if p.distribution != FIXED]
    levers = [Factor(name, LEVER) for name in lever_names(package)]
    return (*parameters, *levers, Factor(LUCK, LUCK))
