"""Why: what each lever contributes where that is worked out, and the chain from need to users."""

from typing import Any

import pandas as pd

from sim.answers.chain import chain
from sim.answers.page.cells import link_in_words
from sim.answers.page.figures import ADOPTION
from sim.answers.page.intervals import Bar, Intervals, Scale
from sim.answers.page.numbers import Column, Number, Table
from sim.answers.page.speech import Speech
from sim.answers.page.subject import EFFECT, Subject
from sim.answers.why import ALL
from sim.experiment.ensemble.summary import LEVELS
from sim.plots import wording
from sim.plots.measures import measure

_TOGETHER = "levers.together"  # "all" is the name of all that is costed


def tables(subject: Subject) -> dict[str, Table]:
    """Return the chain, and the levers' parts if ``dvctt why`` has left them in the folder."""
    if not subject.compares:
        return {}
    links = chain(subject.ensemble, subject.name).rename(columns=_as_effect)
    shown = (
        Column("step", "step", "step"),
        Column("measure", "link", "metric"),
        Column("without", "median", "baseline"),
        Column("with", "median", "scenario"),
        Column("effect", "effect", EFFECT),
    )
    return _levers(subject) | {"chain": Table("chain", links, shown)}


def _as_effect(name: str) -> str:
    return f"{EFFECT}_{name}" if name in LEVELS else name


def _levers(subject: Subject) -> dict[str, Table]:
    folder = subject.ensemble.folder
    path = folder and folder / "answers" / "tables" / f"why-{subject.name}.parquet"
    if not path or not path.is_file():
        return {}
    parts = pd.read_parquet(path).rename(columns=_as_effect).replace({"part": {ALL: _TOGETHER}})
    shown = (
        Column("measure", "measured", "metric"),
        Column("lever", "lever", "part"),
        Column("mean", "points", "mean"),
        Column("effect", "effect", EFFECT),
        Column("share", "percent", "share"),
    )
    return {"levers": Table("levers", parts, shown)}


def section(subject: Subject, found: dict[str, Table], speech: Speech) -> dict[str, Any]:
    """Return the levers' parts in the effect on users, and the links of the chain by step."""
    if not subject.compares:
        return {}
    table = found["chain"]
    steps: dict[str, list[dict[str, Any]]] = {}
    for position, (_, row) in enumerate(table.frame.iterrows()):
        number = Number(row[f"{EFFECT}_p50"], table.anchor(position))
        steps.setdefault(speech.name(f"step.{row['step']}"), []).append(_link(number, row, speech))
    clear = int(table.frame["finding"].sum())
    return {
        "levers": _parts(found["levers"], speech) if "levers" in found else {},
        "title": speech("why.chain", clear=clear, of=len(table.frame)),
        "steps": steps,
    }


def _link(number: Number, row: pd.Series, speech: Speech) -> dict[str, Any]:
    """Return a link in words: levels without and with, and the difference."""
    shown = measure(row["metric"])
    levels = {
        name: shown.value(row[part], speech.lang)
        for name, part in (("without", "baseline"), ("level", "scenario"))
    }
    return {
        "name": link_in_words(speech, "metric", row),
        "levels": speech("why.levels", **levels),
        "effect": speech.points(number) if shown.share else speech.count(number, signed=True),
        "finding": bool(row["finding"]),
    }


def _parts(table: Table, speech: Speech) -> dict[str, Any]:
    """Return the levers' parts in the effect on adoption in the nation, the largest first."""
    frame = table.frame
    rows = frame[(frame["metric"] == ADOPTION) & (frame["scope"] == "nation")]
    whole, levers = rows[rows["part"] == _TOGETHER].iloc[0], rows[rows["part"] != _TOGETHER]
    levers = levers.sort_values("mean", ascending=False, kind="stable")
    ends = levers[["mean", f"{EFFECT}_p05", f"{EFFECT}_p95"]].to_numpy().ravel()
    scale = Scale(ends)
    bars = [_part(row, table, scale, speech) for _, row in levers.iterrows()]
    ticks = scale.ticks(wording.signed, speech.lang)
    largest = levers.iloc[0]
    words = "why.most" if largest[f"{EFFECT}_p05"] > 0 else "why.unclear"
    return {
        "title": speech(
            words,
            lever=speech.lever(largest["part"]),
            mean=speech.points(Number(largest["mean"], table.anchor(int(largest.name)))),
            whole=speech.points(Number(whole["mean"], table.anchor(int(whole.name)))),
        ),
        "about": speech("why.levers", period=speech.when(whole["month"])),
        "picture": Intervals(EFFECT, [("", bars)], ticks, scale.at(0.0)),
    }


def _part(row: pd.Series, table: Table, scale: Scale, speech: Speech) -> Bar:
    """Return the bar of one lever: from zero to its mean, and where 90 % of the draws lie."""
    low, high = row[f"{EFFECT}_p05"], row[f"{EFFECT}_p95"]
    return Bar(
        speech.lever(row["part"]),
        scale.between(low, high),
        scale.between(0.0, row["mean"]),
        scale.at(row["mean"]),
        bool(low > 0 or high < 0),
        speech.points(Number(row["mean"], table.anchor(int(row.name)))),
    )
