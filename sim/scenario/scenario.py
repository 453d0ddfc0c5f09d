"""A scenario: what people ask the model, validated and frozen, with the origin of every value."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, PrivateAttr, field_validator

from sim.scenario import vocabulary as names
from sim.scenario.canonical import to_yaml
from sim.scenario.parts import (
    Bilingual,
    Drivers,
    Horizon,
    Part,
    Population,
    Text,
    read_each,
)
from sim.scenario.policy import Policy
from sim.scenario.target import Target
from sim.scenario.values import Number
from sim.scenario.words import Identifier

DEFAULT = "default"  # the origin of a value that no file and no option sets


class Scenario(Part):
    """A scenario with ``extends`` resolved; equal when the content is, wherever it was written."""

    id: Annotated[str, Identifier()] = Field(description="Name of the scenario and of its file")
    title: Bilingual = Field(description="Title in Vietnamese and English")
    about: Bilingual | None = Field(None, description="What is asked, and why")
    extends: tuple[Text, ...] = Field(
        (), description="Shipped scenarios, or files relative to this one, to start from"
    )
    horizon: Horizon = Horizon()
    population: Population = Population()
    seed: Annotated[int, Number(0, 2**32 - 1, whole=True)] = Field(
        1, description="Chooses the draws of luck; equal seeds share all luck"
    )
    drivers: Drivers = Drivers()
    parameters: dict = Field({}, description="Values that replace those of the registry")
    policies: tuple[Policy, ...] = Field((), description="Appended to those of the parent")
    targets: tuple[Target, ...] = Field((), description="Appended to those of the parent")

    _parent: "Scenario | None" = PrivateAttr(None)
    _origins: dict[str, tuple[str, int | None]] = PrivateAttr(default_factory=dict)

    @field_validator("extends", mode="before")
    @classmethod
    def _one_or_several(cls, named):
        return (named,) if isinstance(named, str) else named

    @field_validator("parameters", mode="plain")
    @classmethod
    def _in_the_registry(cls, values) -> dict:
        return read_each(values, names.parameter_ranges(), "parameter", "one of the registry")

    @classmethod
    def load(
        cls,
        name_or_path: str | Path,
        *,
        scale: int | None = None,
        seed: int | None = None,
        end: str | None = None,
    ) -> Self:
        """Return the shipped scenario or the file ``name_or_path``, with overrides.

        ``scale``, ``seed`` and ``end`` replace the values of the file. Raises InputError with
        file, line and column for everything that is wrong.
        """
        from sim.scenario.loading import load  # it needs this class

        return load(name_or_path, scale=scale, seed=seed, end=end)

    @property
    def parent(self) -> "Scenario | None":
        """Return the scenario that this one extends."""
        return self._parent

    def remember(self, parent: "Scenario | None", origins: dict[str, tuple[str, int | None]]):
        """Keep what this scenario extends and the file and line of each of its values."""
        self._parent, self._origins = parent, origins

    def origin(self, path: str) -> tuple[str, int | None]:
        """Return file and line of the value at ``path``, such as "policies[0].intensity".

        A value set by an option is from "command line", one that nobody set from "default".
        """
        return self._origins.get(path, (DEFAULT, None))

    @property
    def own_parameters(self) -> dict[str, float]:
        """Return the parameters that the scenario sets itself, the number of adults included."""
        adults = self.population.adults
        return {**({} if adults is None else {"adults": adults}), **self.parameters}

    def content(self) -> dict:
        """Return the resolved scenario as plain data; ``extends`` is done and left out."""
        content = self.model_dump(mode="json")
        content.pop("extends", None)
        return content

    def to_yaml(self) -> str:
        """Return the resolved scenario as canonical YAML: loading it gives an equal scenario."""
        return to_yaml(self.content())

    def __eq__(self, other) -> bool:
        return isinstance(other, Scenario) and self.content() == other.content()

    def __hash__(self) -> int:
        return hash(self.to_yaml())
