"""The targets: with what probability each is met, with the policy and without, and when."""

from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from sim.answers.attain import attain
from sim.answers.page.numbers import Column, Number, Table
from sim.answers.page.speech import Speech
from sim.answers.page.subject import WITH, WITHOUT, Subject
from sim.plots import wording
from sim.plots.measures import measure

STATE_TARGETS = "state-targets-2025"  # those a scenario is judged by when it names none
_AIM = ["metric", "scope", "by", "at_least"]


def tables(subject: Subject) -> dict[str, Table]:
    """Return the targets that the scenarios name, or else the state's, as judged by the draws."""
    judged = attain(subject.ensemble, _state_targets(subject))
    ids = [subject.baseline] + [subject.name] * subject.compares
    frame = judged[judged["scenario"].isin(ids)]
    beside = frame.groupby("scenario").cumcount().sort_values(kind="stable").index
    frame = frame.loc[beside].reset_index(drop=True)  # with and without one below the other
    frame["part"] = np.where(frame["scenario"] == subject.baseline, WITHOUT, WITH)
    shown = (
        Column("target", "aim", "at_least"),
        Column("by", "month", "by"),
        Column("policy", "name", "part"),
        Column("probability", "probability", "probability"),
        Column("value", "of_target", "value"),
        Column("missing", "of_target", "missing"),
        Column("month_50", "month", "month_50"),
        Column("month_90", "month", "month_90"),
        Column("source", "text", "source"),
    )
    return {"targets": Table("targets", frame, shown)}


def _state_targets(subject: Subject):
    """Return None where a scenario names targets, else the shipped ones."""
    from sim.scenario import Scenario

    if any(scenario.targets for scenario in subject.ensemble.scenarios.values()):
        return None
    return Scenario.load(STATE_TARGETS).targets


def section(subject: Subject, found: dict[str, Table], speech: Speech) -> dict[str, Any]:
    """Return a row a target: what is asked, and a bar of probability with and without."""
    table = found["targets"]
    rows, counts = _of_subject(subject, table), verdicts(subject, table)
    own = any(scenario.targets for scenario in subject.ensemble.scenarios.values())
    return {
        "title": speech("targets.title" if counts["of"] else "targets.none", **counts),
        "whose": speech("targets.own" if own else "targets.state"),
        "rows": [_row(subject, table, row, speech) for _, row in rows.iterrows()],
    }


def verdicts(subject: Subject, table: Table) -> dict[str, int]:
    """Return how many targets are more likely met than missed ("likely"), "of" how many."""
    judged = _of_subject(subject, table)["probability"].dropna()
    return {"likely": int((judged > 0.5).sum()), "of": len(judged)}


def _of_subject(subject: Subject, table: Table) -> pd.DataFrame:
    """Return the rows with the policies, where there are any."""
    return table.frame[table.frame["part"] == (WITH if subject.compares else WITHOUT)]


def _row(subject: Subject, table: Table, row: pd.Series, speech: Speech) -> dict[str, Any]:
    aim = {key: row[key] for key in _AIM}
    words = {"aim": aim_in_words(row, speech), "by": speech.month(row["by"])}
    if pd.isna(row["probability"]):
        return words | {"bars": [], "dates": speech("targets.beyond"), "missing": ""}
    bars = []
    for part in subject.parts[1::-1]:
        number = table.pick("probability", part=part, **aim)
        share = Number(100 * number.value, number.anchor)
        bars.append({"part": part, "width": share.value, "said": speech.percent(share, 0)})
    missing = table.pick("missing_p50", part=row["part"], **aim)
    return words | {
        "bars": bars,
        "dates": _dates(row, speech),
        "missing": _missing(missing, row, speech),
    }


def aim_in_words(row: pd.Series, speech: Speech) -> Markup:
    """Return a target in words, such as "Dossiers handled full-process, localities: 70 %"."""
    shown = measure(row["metric"])
    if shown.share:
        level = wording.percent_as_reported(row["at_least"], speech.lang)
    else:
        level = wording.count(row["at_least"], speech.lang)
    where = "" if row["scope"] == "nation" else f", {speech.name(row['scope'])}"
    return speech("targets.aim", measure=shown.title(speech.lang) + where, level=level)


def _dates(row: pd.Series, speech: Speech) -> Markup:
    """Say when half and when nine in ten of the draws are at the level."""
    if pd.isna(row["month_50"]):
        return speech("targets.never")
    half = speech.month(row["month_50"])
    if pd.isna(row["month_90"]):
        return speech("targets.half", half=half)
    return speech("targets.both", half=half, most=speech.month(row["month_90"]))


def _missing(number: Number, row: pd.Series, speech: Speech) -> Markup:
    """Say how far below the level the draws are that miss it, if any does."""
    if pd.isna(number.value):
        return Markup("")
    say = speech.points if measure(row["metric"]).share else speech.count
    unit = speech("points") if measure(row["metric"]).share else ""
    return speech("targets.missing", missing=say(number, signed=False), unit=unit)
