"""What a sensitivity analysis is to find out: of which study, by which methods, how closely."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from sim.calibrate.folder import StudyFolder
from sim.calibrate.priors import Box, Priors, priors
from sim.calibrate.rounds import Round
from sim.calibrate.sensitivity.designs import MORRIS, SOBOL
from sim.calibrate.sensitivity.factors import LEVER, LUCK, Factor, Question, all_factors
from sim.calibrate.sensitivity.indices import MAIN, METHODS
from sim.calibrate.sensitivity.outputs import END
from sim.calibrate.study import Study
from sim.errors import InputError, nearest
from sim.scenario import Scenario

PACKAGE = "all-together"  # the policies whose intensities are varied
FREE = METHODS[:2]  # those that need a bank and no run
MOST_IMPORTANT = 10  # parameters, by Morris, that Sobol varies beside the levers
TRAJECTORIES, BASE = 20, 128
FEWEST = 4  # so that there is something to compare half of them with
_KEPT = (LEVER, LUCK)  # kinds of factors that Sobol varies in any case


@dataclass(frozen=True)
class Plan:
    """What is analysed: the factors of ``study``, by ``methods``.

    ``bank`` is the folder that ``dvctt calibrate`` made of the study, if there is one: its
    simulations serve the methods that need none of their own, and the ends to which its first round
    cut the fitted parameters bound the designs. The designs vary the factors ``only``, or all.
    """

    study: Study
    bank: Path | None
    methods: tuple[str, ...]
    trajectories: int = TRAJECTORIES
    base: int = BASE
    only: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        source: str | Path,
        methods: Sequence[str] = (),
        trajectories: int = TRAJECTORIES,
        base: int = BASE,
        only: Sequence[str] = (),
    ) -> "Plan":
        """Return the plan for ``source``, a study or the folder of a calibration.

        Without ``methods`` all that are possible. Sobol brings Morris along, which chooses the
        parameters that it varies. Raises InputError for what is not possible.
        """
        if trajectories < FEWEST:
            raise InputError(f"{trajectories} trajectories", f"{FEWEST} or more")
        if base < FEWEST or base & (base - 1):
            raise InputError(f"{base} base samples", f"a power of two from {FEWEST} on")
        folder = Path(source)
        bank = folder if folder.is_dir() else None
        study = StudyFolder(folder).study if bank else Study.load(source)
        wanted = set(methods or (METHODS if bank else set(METHODS) - set(FREE)))
        if not bank and wanted & set(FREE):
            raise InputError(
                f"{' and '.join(sorted(wanted & set(FREE)))} without a bank of simulations",
                "the folder of a calibration",
                hint=f"Make one with: dvctt calibrate {source}",
            )
        if SOBOL in wanted:
            wanted.add(MORRIS)
        ordered = tuple(method for method in METHODS if method in wanted)
        plan = cls(study, bank, ordered, trajectories, base, tuple(only))
        plan._insist_on_known()
        return plan

    def _insist_on_known(self) -> None:
        known = [factor.name for factor in self._all_factors]
        for name in self.only:
            if name not in known:
                raise InputError(
                    f'no factor "{name}"',
                    "a parameter that is not fixed, a lever of the package, or luck",
                    nearest=nearest(name, known),
                )

    @cached_property
    def box(self) -> Box:
        """Return the ends to which the fitted parameters are cut, none without a second round."""
        if self.bank is None or len(self.study.simulations) < 2:
            return {}
        return Round(self.study, self.bank, 2).box

    @cached_property
    def _priors(self) -> Priors:
        return priors(self.study, self.box)

    @cached_property
    def _package(self) -> Scenario:
        return Scenario.load(PACKAGE, scale=self.study.scale, end=END)

    @property
    def _all_factors(self) -> tuple[Factor, ...]:
        return all_factors(self._priors, self._package)

    @cached_property
    def question(self) -> Question:
        """Return the factors that Morris varies."""
        baseline = Scenario.load("baseline", scale=self.study.scale, end=END)
        names = [factor.name for factor in self._all_factors]
        varied = tuple(name for name in names if name in (self.only or names))
        return Question(self._priors, baseline, self._package, self.study.seed, varied)

    @property
    def runs(self) -> dict[str, int]:
        """Return how many runs of its own each method takes."""
        kinds = [factor.kind for factor in self.question.factors]
        others = sum(kind in _KEPT for kind in kinds)
        few = min(MOST_IMPORTANT, len(kinds) - others) + others
        needed = {MORRIS: self.trajectories * (len(kinds) + 1), SOBOL: self.base * (few + 2)}
        return {method: needed.get(method, 0) for method in self.methods}

    def most_important(self, indices: pd.DataFrame) -> tuple[str, ...]:
        """Return the parameters that matter most to any output by Morris, the levers, and luck."""
        main = indices[indices["index"] == MAIN[MORRIS]]
        relative = main["value"] / main.groupby("output")["value"].transform("max")
        by_factor = relative.groupby(main["factor"]).max()
        factors = self.question.factors
        parameters = [f.name for f in factors if f.kind not in _KEPT]
        leading = set(by_factor[parameters].nlargest(MOST_IMPORTANT).index)
        return tuple(f.name for f in factors if f.name in leading or f.kind in _KEPT)
