"""What a search asks: targets, how surely they are to be met, and what may be done about them."""

from math import ceil
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from sim.errors import InputError
from sim.scenario.parts import Bilingual, Part, Text
from sim.scenario.target import Target
from sim.scenario.values import Number, refusal
from sim.scenario.words import Identifier, Name

STRENGTH, COST, ADOPTION, EQUITY = "strength", "cost", "adoption", "equity"
_SMALLEST = Name("thing to minimise", "things", lambda: (STRENGTH, COST))
_OBJECTIVE = Name("objective", "objectives", lambda: (STRENGTH, COST, ADOPTION, EQUITY))


class Search(Part):
    """A search as it is written under ``search:``.

    ``policies`` are written as in a scenario, but a number may be ``{low: ..., high: ...}``.
    """

    id: Annotated[str, Identifier()] = Field(description="Name of the search and of its file")
    title: Bilingual = Field(description="Title in Vietnamese and English")
    scenario: Text = Field("baseline", description="What the policies are added to")
    targets: tuple[Target, ...] = Field(min_length=1, description="To be met all together")
    probability: Annotated[float, Number(0.5, 0.99, share=True)] = Field(
        0.8, description="Share of the draws in which all targets are to be met"
    )
    policies: tuple[dict, ...] = Field(min_length=1, description="What may be done")
    minimise: Annotated[str, _SMALLEST] = Field(
        STRENGTH,
        description="strength (the sum of the values searched for, each as a share of its range) "
        "or cost (Vietnamese dong up to the last target)",
    )
    budget: Annotated[int, Number(0, 10**17, whole=True, unit="Vietnamese dong")] | None = Field(
        None, description="The most that the policies may cost up to the last target"
    )
    front: tuple[Annotated[str, _OBJECTIVE], ...] = Field(
        (),
        description="Instead of one best policy the front between two or more of strength, cost, "
        "adoption (adults using online services) and equity (their gap between town and remote "
        "villages), with NSGA-II",
    )
    draws: Annotated[int, Number(4, 1000, whole=True)] = Field(
        16, description="Draws of the posterior that every policy is tried on"
    )
    confirm_draws: Annotated[int, Number(4, 1000, whole=True)] = Field(
        64, description="Other draws, with other luck, on which the result is confirmed"
    )
    evaluations: Annotated[int, Number(10, 100_000, whole=True)] = Field(
        96, description="Policies to try at most"
    )
    seed: Annotated[int, Number(0, 2**32 - 1, whole=True)] = 1
    scale: Annotated[int, Number(1, 1000, whole=True)] = Field(
        1000, description="One simulated citizen stands for this many adults"
    )

    @field_validator("front")
    @classmethod
    def _several_or_none(cls, front):
        if len(front) == 1 or len(set(front)) < len(front):
            raise refusal("a front of one", "two objectives or more, each once")
        return front

    @model_validator(mode="after")
    def _enough_draws(self):
        if self.rank > self.draws:
            least = next(n for n in range(1, 1001) if ceil(self.probability * (n + 1)) <= n)
            raise refusal(
                f"draws: {self.draws}, too few for a probability of {self.probability:g}",
                f"{least} or more",
                about="name",
            )
        return self

    @property
    def rank(self) -> int:
        """Return in how many of the draws a policy must meet the targets.

        The chance that another draw does as well as the k-th best of n is k / (n + 1) on average.
        """
        return ceil(self.probability * (self.draws + 1))

    @property
    def end(self) -> str:
        """Return the month of the last target."""
        return max(target.by for target in self.targets)


def insist_on_draws(search: Search, available: int) -> None:
    """Raise InputError when the posterior has too few draws to search and confirm on others."""
    needed = search.draws + search.confirm_draws
    if needed > available:
        raise InputError(
            f"{search.draws} draws to search and {search.confirm_draws} others to confirm on",
            f"at most {available} together, as many as the posterior has",
        )
