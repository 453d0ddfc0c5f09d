"""A study: which parameters are fitted to which figures, with how many simulations.

Written in YAML below ``calibration/studies/``, or anywhere; read with the place of every value, so
that a mistake is told with its file, line and column.
"""

import os
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, field_validator

from sim import evidence, shipped
from sim.calibrate.operators import ADULTS, BEST_PROVINCE, USERS_OPERATORS, Statistic, statistic
from sim.calibrate.ranges import Fitted, registry_ranges
from sim.errors import InputError, nearest
from sim.scenario.canonical import to_yaml
from sim.scenario.files import read_text, shown_path
from sim.scenario.findings import input_error
from sim.scenario.items import failure
from sim.scenario.parts import LAST, Bilingual, MonthLabel, Part, located
from sim.scenario.tree import read_tree
from sim.scenario.values import Number, refusal
from sim.scenario.words import Identifier, Name

_SHARE = Number(0, 1, share=True)
_ALL = "all"


class Discrepancy(Part):
    """How far the model may be from what it describes, by group of figures.

    Each is the standard deviation of the model's error as a share of the reported value.
    """

    users: Annotated[float, _SHARE] = Field(0.05, description="Shares of people")
    dossiers: Annotated[float, _SHARE] = Field(0.08, description="Shares of dossiers")
    best_province: Annotated[float, _SHARE] = Field(0.1, description="Maximum over provinces")
    accounts: Annotated[float, _SHARE] = Field(0.1, description="Accounts on the national portal")
    filings: Annotated[float, _SHARE] = Field(0.1, description="Filings through it")


_GROUPS = {"portal_accounts": "accounts", "dossiers_filed_cumulative": "filings"}


def group(figure: evidence.Figure) -> str:
    """Return the group of figures (a key of ``Discrepancy``) that ``figure`` belongs to."""
    if figure.scope == BEST_PROVINCE:
        return "best_province"
    people = figure.metric.startswith("adults_")
    return _GROUPS.get(figure.metric, "users" if people else "dossiers")


def _figures() -> dict[str, evidence.Figure]:
    return {figure.id: figure for figure in evidence.figures()}


def _unfit(figure: evidence.Figure, operator: str, end: str) -> InputError | None:
    """Return why ``figure`` cannot be fitted in a study to the month ``end``, or None."""
    if figure.role not in ("fit", "check"):
        return InputError(f"{figure.id}, a {figure.role} figure", "a figure to fit or to check")
    if figure.end > end:
        return InputError(
            f"{figure.id}, a figure of {figure.end}", f"a figure up to the study's end, {end}"
        )
    try:
        statistic(figure, operator)
    except InputError as error:
        return error
    return None


class Study(Part):
    """What is fitted to what, and how; frozen. Equal studies give the same bytes.

    ``fitted`` maps parameters to their ``Range``; ``simulations`` has one number a round.
    """

    id: Annotated[str, Identifier()] = Field(description="Name of the study and of its file")
    title: Bilingual = Field(description="Title in Vietnamese and English")
    about: Bilingual | None = Field(None, description="What is asked, and why")
    seed: Annotated[int, Number(0, 2**32 - 1, whole=True)] = Field(
        1, description="Chooses the draws from the priors and the luck of every simulation"
    )
    scale: Annotated[int, Number(1, 1000, whole=True)] = Field(
        1000, description="One simulated citizen stands for this many adults"
    )
    end: MonthLabel = Field("2024-08", description="Last month simulated")
    simulations: tuple[Annotated[int, Number(1, 1_000_000, whole=True)], ...] = Field(
        (10_000, 5_000),
        min_length=1,
        description="Simulations from the priors and, if there is a second round, from the box "
        "that the first one leaves",
    )
    fitted: Fitted = Field(
        default_factory=registry_ranges,
        validate_default=True,
        description="Parameters to fit, with their ranges; by default those of the registry",
    )
    operator: Annotated[str, Name("operator", "operators", lambda: USERS_OPERATORS)] = Field(
        ADULTS, description="What the reported share of citizens is a share of"
    )
    figures: tuple[Annotated[str, Name("figure", "reported figures", _figures)], ...] = Field(
        _ALL,
        min_length=1,
        validate_default=True,
        description="Figures to fit; by default all that are for it, up to the end",
    )
    known_until: MonthLabel | None = Field(
        None, description="Only figures up to this month are fitted, the others are held out"
    )
    discrepancy: Discrepancy = Discrepancy()
    draws: Annotated[int, Number(1, 100_000, whole=True)] = Field(
        1000, description="Size of the posterior"
    )

    @field_validator("simulations")
    @classmethod
    def _in_one_or_two_rounds(cls, numbers: tuple[int, ...]) -> tuple[int, ...]:
        if len(numbers) > 2:
            raise refusal(f"{len(numbers)} rounds", "one or two")
        return numbers

    @field_validator("figures", mode="before")
    @classmethod
    def _all_to_fit(cls, listed, info):
        if listed != _ALL:
            return listed
        end = info.data.get("end", LAST)
        found = [f.id for f in evidence.figures() if f.role == "fit" and f.end <= end]
        if not found:
            raise refusal(f"no figure up to {end}", "a later end of the study", about="name")
        return found

    @field_validator("figures")
    @classmethod
    def _that_can_be_fitted(cls, listed: tuple[str, ...], info) -> tuple[str, ...]:
        operator, end = info.data.get("operator"), info.data.get("end")
        if operator is None or end is None:  # refused already
            return listed
        errors = {}
        for at, name in enumerate(listed):
            if name in listed[:at]:
                errors[at] = refusal(f"{name} twice", "each figure once", about="name")
            elif amiss := _unfit(_figures()[name], operator, end):
                errors[at] = refusal(amiss.found, amiss.expected, amiss.nearest, about="name")
        if errors:
            raise located(errors, "figures")
        return listed

    @field_validator("known_until")
    @classmethod
    def _leaves_something(cls, month: str | None, info) -> str | None:
        ends = [_figures()[name].end for name in info.data.get("figures", ())]
        if month and ends and month < min(ends):
            raise refusal(month, f"a month from {min(ends)} on, when the first figure is known")
        return month

    @classmethod
    def load(cls, name_or_path: str | Path) -> Self:
        """Return the shipped study or the file ``name_or_path``.

        Raises InputError with file, line and column for everything that is wrong.
        """
        path = find(str(name_or_path))
        return parse(read_text(path), shown_path(path))

    @property
    def targets(self) -> tuple[evidence.Figure, ...]:
        """Return the figures that are fitted, in the order of the study."""
        known = self.known_until or self.end
        return tuple(f for name in self.figures if (f := _figures()[name]).end <= known)

    @property
    def held_out(self) -> tuple[evidence.Figure, ...]:
        """Return the figures that became known after ``known_until``."""
        known = self.known_until or self.end
        return tuple(f for name in self.figures if (f := _figures()[name]).end > known)

    def statistic(self, figure: evidence.Figure) -> Statistic:
        """Return the statistic that stands beside ``figure`` under the study's operator."""
        return statistic(figure, self.operator)

    def spread(self, figure: evidence.Figure) -> float:
        """Return the standard deviation of the model's error on ``figure``, in its unit."""
        return getattr(self.discrepancy, group(figure)) * figure.value

    def to_yaml(self) -> str:
        """Return the study as canonical YAML: reading it gives an equal study."""
        return to_yaml(self.model_dump(mode="json"))


def shipped_ids() -> list[str]:
    """Return the ids of the shipped studies."""
    return sorted(path.stem for path in (shipped.calibration() / "studies").glob("*.yaml"))


def find(name_or_path: str) -> Path:
    """Return the file of a shipped study or of a path; raise InputError when there is neither."""
    if os.path.isfile(name_or_path):
        return Path(name_or_path)
    if name_or_path in shipped_ids():
        return shipped.calibration() / "studies" / f"{name_or_path}.yaml"
    raise InputError(
        f'no study "{name_or_path}"',
        "a YAML file or one of " + ", ".join(shipped_ids()),
        nearest=nearest(Path(name_or_path).stem, shipped_ids()),
    )


def parse(text: str, file: str = "study.yaml") -> Study:
    """Return the study in ``text``, as if it stood in ``file``.

    Raises InputError with file, line and column for everything that is wrong.
    """
    tree = read_tree(text, file)
    if not isinstance(tree.value, dict):
        raise failure("no keys at the top", "keys such as id: and title:", tree.place)
    try:
        return Study.model_validate(tree.data())
    except ValidationError as error:
        raise input_error(error, tree, Study) from None
