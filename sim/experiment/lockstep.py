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


class Lockstep:
    """Models of one or more scenarios, month by month; the first is the baseline.

    Raises InputError when they do not have the same citizens.
    """

    def __init__(self, models: list[AdoptionModel]):
        for model in models[1:]:
            _insist_on_same_citizens(models[0], model)
        self.models = models
        self.gained = Gained(models)

    @classmethod
    def begin(cls, scenarios: Sequence[Scenario], threads: int | None = None) -> "Lockstep":
        """Return models that have not lived a month."""
        return cls([AdoptionModel(s, threads=threads, collect=False) for s in scenarios])

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
                        AdoptionModel.load(file, scenario, threads=threads, collect=False)
                        for file, scenario in zip(files, scenarios, strict=True)
                    ]
                )
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
        """Let every model live one month."""
        for model in self.models:
            model.step()
        self.gained.note()

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
            model.save(partial / _model_file(number))
        np.save(partial / _GAINED, self.gained.counts)
        os.rename(partial, whole)
        for older in folder.glob("checkpoint-*"):
            if older != whole:
                shutil.rmtree(older, ignore_errors=True)
