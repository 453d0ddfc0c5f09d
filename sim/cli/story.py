"""``dvctt story``: what one citizen lived, month by month, in one scenario or two."""

import math
from dataclasses import asdict, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import options
from sim.cli.options import Language
from sim.cli.output import say, say_json
from sim.errors import InputError, UsageError

if TYPE_CHECKING:
    from sim.model import AdoptionModel
    from sim.story import Alike, Story


class PlaceKind(StrEnum):
    """Kinds of place."""

    urban = "urban"
    rural = "rural"
    remote = "remote"


class Age(StrEnum):
    """Age bands."""

    youngest = "18-29"
    younger = "30-44"
    older = "45-64"
    oldest = "65+"


def story(
    scenario: options.Scenario,
    citizen: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="The number of the citizen.")
    ] = None,
    province: Annotated[
        str | None, typer.Option(help="Somebody of this province (as before July 2025).")
    ] = None,
    kind: Annotated[PlaceKind | None, typer.Option(help="Somebody of this kind of place.")] = None,
    age: Annotated[Age | None, typer.Option(help="Somebody of this age.")] = None,
    vs: Annotated[
        str | None,
        typer.Option(
            metavar="SCENARIO",
            help="A second scenario, with the same luck.",
            autocompletion=options.complete_scenario,
        ),
    ] = None,
    months: Annotated[
        str | None, typer.Option(metavar="FROM:TO", help="Only these, as in 2022-01:2023-12.")
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of the story.")] = Language.vi,
    scale: options.Scale = None,
    seed: options.Seed = None,
    json: options.Json = False,
) -> None:
    """\b
    Examples:
      dvctt story baseline --province "Lào Cai" --kind remote
      dvctt story digital-teams --vs baseline --age 65+ --lang en
      dvctt story baseline --citizen 1234 --months 2022-01:2023-12 --json

    Tell the procedures that one citizen had to do, with the chance and the draw of every decision.
    With --vs the same citizen is followed in two scenarios: what differs is the policy's doing. If
    no --citizen is named, it is one for whom something differs, and it is said how many are alike.
    """
    if citizen is not None and (province or kind or age):
        raise UsageError("--citizen already says who it is; leave out --province, --kind and --age")
    first, last = _period(months)
    if province:
        from sim.places.provinces import province_index

        province_index(province)  # a wrong name is refused before anything is built
    from sim.experiment.asking import chosen, insist_on_same_people

    asked = [chosen(name, scale=scale, seed=seed) for name in (scenario, vs) if name]
    if vs:
        insist_on_same_people(asked)
    from sim.experiment.estimate import insist_on_memory

    insist_on_memory(asked)
    from sim.model import AdoptionModel
    from sim.story import members, tell, telling
    from sim.story_words import in_words

    def models() -> "list[AdoptionModel]":
        return [AdoptionModel(each, collect=False) for each in asked]

    unlived, alike = models(), None
    if citizen is None:
        people = members(unlived[0].citizens, province, kind, age)
        citizen = int(people[0])
        if vs:
            citizen, alike = telling(people, unlived)
            unlived = models()
    stories = []
    for model in unlived:
        _insist_on_existing(model, citizen)
        told = tell(model, citizen)
        kept = [month for month in told.months if first <= month["month"] <= last]
        stories.append(replace(told, months=kept))
    say_json(_document(stories, alike)) if json else say(in_words(stories, lang.value, alike))


def _period(months: str | None) -> tuple[str, str]:
    """Return the first and the last month that ``months`` ("FROM:TO", both in it) names."""
    from sim.calendar import LAST_MONTH, month_index, month_label

    if months is None:
        return month_label(0), month_label(LAST_MONTH)
    first, colon, last = months.partition(":")
    try:
        if month_index(first) > month_index(last or first):
            raise ValueError(f"{first} is later than {last}")
    except ValueError as error:
        raise UsageError(f"--months {months}: {error}; write it as in 2022-01:2023-12") from None
    return first, last or first


def _insist_on_existing(model: "AdoptionModel", position: int) -> None:
    if position >= len(model.citizens):
        raise InputError(
            f"no citizen {position}", f"a number from 0 to {len(model.citizens) - 1} at this scale"
        )


def _document(stories: list["Story"], alike: "Alike | None") -> dict[str, Any]:
    return {
        "citizen": stories[0].citizen,
        "alike": asdict(alike) if alike else None,
        "stories": [{"scenario": each.scenario, "months": _plain(each.months)} for each in stories],
    }


def _plain(months: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return ``months`` with null for values that are no number."""
    return [
        {
            key: None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in month.items()
        }
        for month in months
    ]
