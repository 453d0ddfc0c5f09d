"""Models that live every month side by side, and what stopping them for a while needs."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from sim.citizens import TRAITS
from sim.errors import InputError
from sim.experiment.gained import Gained
from sim.model import AdoptionModel
from sim.parameters import Parameters
from sim.scenario import Scenario

_GAINED = "gained.npy"
_DAMAGED = (InputError, OSError, ValueError, EOFError, KeyError, BadZipFile)


def _model_file(number: int) -> str:
    return f"model-{number}.npz"


def _insist_on_same_citizens(first: AdoptionModel, other: AdoptionModel) -> None:
    pairs = [
        (first.villages.citizen, other.villages.citizen),
        (first.villages.size, other.villages.size),
        *((getattr(m.citizens.columns, t) for m in (first, other)) for t in TRAITS),
    ]
    if not all(np.array_equal(*pair) for pair in pairs):
        raise InputError(
            f"{other.question.id} has other citizens than {first.question.id}",
            "scenarios with the same parameters of the population",
        )


def _loaded_or_new(file: Path, scenario: Scenario, threads: int | None) -> AdoptionModel:
    """Return the model in ``file``, or a new one for which the baseline still stands."""
    if file.exists():
        return AdoptionModel.load(file, scenario, threads=threads, collect=False)
    return AdoptionModel(scenario, threads=threads, collect=False)


class Lockstep:
    """Models of one or more scenarios, month by month; the first is the baseline.

    Months before a policy changes anything are lived once: until then the baseline stands for the
    scenario. Raises InputError when the models do not have the same citizens.
    """

    def __init__(self, models: list[AdoptionModel]):
        for model in models[1:]:
            _insist_on_same_citizens(models[0], model)
        self.models = models
        self._apart = [0, *(models[0].first_difference(model) for model in models[1:])]
        self.gained = Gained(models)

    @classmethod
    def begin(cls, scenarios: Sequence[Scenario], threads: int | None = None) -> "Lockstep":
        """Return models that have not lived a month."""
        return cls([AdoptionModel(s, threads=threads, collect=False) for s in scenarios])

    @classmethod
    def at_points(cls, asked: Sequence[tuple[Scenario, Parameters]], seed: int) -> "Lockstep":
        """Return new models of scenarios at parameters of their own, on one thread."""
        return cls(
            [AdoptionModel(s, point=p, seed=seed, threads=1, collect=False) for s, p in asked]
        )

    @classmethod
    def resume(
        cls, folder: Path, scenarios: Sequence[Scenario], threads: int | None = None
    ) -> "Lockstep":
        """Return models as the newest sound checkpoint in ``folder`` has them, else new ones.

        A damaged checkpoint costs time only: what is lived again comes out the same.
        """
        for checkpoint in sorted(folder.glob("checkpoint-*"), reverse=True):
            files = [checkpoint / _model_file(number) for number in range(len(scenarios))]
            try:
                lockstep = cls(
                    [
                        _loaded_or_new(file, scenario, threads)
                        for file, scenario in zip(files, scenarios, strict=True)
                    ]
                )
                lockstep._insist_on_all_who_live()
                lockstep.gained.counts[:] = np.load(checkpoint / _GAINED)
                return lockstep
            except _DAMAGED:
                continue
        return cls.begin(scenarios, threads)

    @property
    def month(self) -> int:
        """Return how many months were lived."""
        return self.models[0].month

    @property
    def horizon(self) -> int:
        """Return how many months there are in all."""
        return self.models[0].horizon

    def step(self) -> None:
        """Let every scenario live one month."""
        now = self.month
        for model, apart in zip(self.models[1:], self._apart[1:], strict=True):
            if model.month < now >= apart:
                model.catch_up(self.models[0])
        for model in self._living(now):
            model.step()
        self.gained.note(self._standing())
        if self.month == self.horizon:
            for model in self.models[1:]:
                if model.month < self.month:
                    model.catch_up(self.models[0])

    def _insist_on_all_who_live(self) -> None:
        """Raise InputError when the state of a model is missing that the baseline cannot give."""
        for model, apart in zip(self.models, self._apart, strict=True):
            if model.month < self.month and apart < self.month:
                raise InputError(f"no state of {model.question.id} in month {self.month}")

    def _living(self, month: int) -> list[AdoptionModel]:
        """Return the models that live ``month`` themselves."""
        return [m for m, apart in zip(self.models, self._apart, strict=True) if apart <= month]

    def _standing(self) -> list[AdoptionModel]:
        """Return for every scenario the model that shows it as it is now."""
        return [m if m.month == self.month else self.models[0] for m in self.models]

    def save(self, folder: Path) -> None:
        """Write a checkpoint of all models into ``folder``, whole or not at all.

        The one before it stays until this one is there.
        """
        whole = folder / f"checkpoint-{self.month:03d}"
        if whole.exists():
            return
        partial = folder / f".{whole.name}"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        for number, model in enumerate(self.models):
            if model.month == self.month:
                model.save(partial / _model_file(number))
        np.save(partial / _GAINED, self.gained.counts)
        os.rename(partial, whole)
        for older in folder.glob("checkpoint-*"):
            if older != whole:
                shutil.rmtree(older, ignore_errors=True)
