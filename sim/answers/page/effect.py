"""The effect over time, and the levels with and without the policy beside the reported figures."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from sim.answers.page.chart import Chart, Series, line_chart
from sim.answers.page.figures import ADOPTION, FULL_PROCESS, FULL_PROCESS_PARTS
from sim.answers.page.numbers import Column, Table
from sim.answers.page.speech import Speech
from sim.answers.page.subject import EFFECT, WITH, WITHOUT, Subject
from sim.calendar import month_index
from sim.plots import reported, wording
from sim.plots.reported import Mark

ADULTS = "adults_using_online"
_EVIDENCE_SCOPE = {"nation": "VN", "localities": "localities"}


def tables(subject: Subject) -> dict[str, Table]:
    """Return adoption (share and adults) and full-process dossiers at localities, by year."""
    years = subject.year_ends
    agencies = subject.rows(
        "agency",
        FULL_PROCESS,
        years,
        {
            part: subject.share_since_january(part, "agency", *FULL_PROCESS_PARTS, years)
            for part in subject.parts
        },
    )
    frames = {
        "adoption": subject.spread("nation", ADOPTION, years),
        "adults": subject.spread("nation", ADULTS, years),
        "full_process": agencies[agencies["group"] == "localities"].reset_index(drop=True),
    }
    shown = columns(subject, Column("month", "since_january", "month"))
    return {name: Table(name, frame, shown) for name, frame in frames.items()}


def columns(subject: Subject, *keys: Column) -> tuple[Column, ...]:
    """Return how the rows of ``Subject.rows`` are shown: ``keys``, then what is compared."""
    parts = [Column(part, "effect" if part == EFFECT else "level", part) for part in subject.parts]
    return (*keys, *parts)


def section(subject: Subject, found: dict[str, Table], speech: Speech) -> dict[str, Any]:
    """Return the two measures in words and charts."""
    return {
        "measures": [
            _measure(subject, found["adoption"], "nation", speech),
            _measure(subject, found["full_process"], "localities", speech),
        ],
    }


def _measure(subject: Subject, table: Table, group: str, speech: Speech) -> dict[str, Any]:
    frame = table.frame.set_index("month")
    metric = frame["metric"].iloc[0]
    first, last = month_index(frame.index[0]), len(subject.months) - 1
    marks = reported.marks(None, metric, (_EVIDENCE_SCOPE[group],), first, last)
    marks = sorted(marks + _own_targets(subject, metric, group, marks))
    said = {
        "measure": speech(f"measure.{metric}.{group}"),
        "period": speech.opening(subject.last),
    }
    block = {
        "table": table.name,
        "measure": said["measure"],
        "levels": _levels(subject, frame, marks, speech),
        "levels_title": _levels_title(subject, table, said, speech),
        "aims": [_aim(mark, subject, speech) for mark in marks if mark.target],
        "told": any(not mark.target for mark in marks),
    }
    if subject.compares:
        block["effect"] = _effect(frame, speech)
        block["effect_title"] = _effect_title(subject, table, said, speech)
    return block


def _own_targets(subject: Subject, metric: str, group: str, marks: list[Mark]) -> list[Mark]:
    """Return the targets of the scenario itself that are not among ``marks``."""
    there = {(mark.last, mark.value) for mark in marks if mark.target}
    own = [
        Mark(by, by, each.at_least, group, target=True, nearly=False, source=each.source or "")
        for each in subject.scenario.targets
        if (each.metric, each.scope) == (metric, group)
        for by in [month_index(each.by)]
        if by < len(subject.months)
    ]
    return [mark for mark in own if (mark.last, mark.value) not in there]


def _aim(mark: Mark, subject: Subject, speech: Speech) -> tuple[str, str]:
    """Return deadline and level of a target."""
    level = wording.percent_as_reported(mark.value, speech.lang)
    return speech.month(subject.months[mark.last]), level


def _quantiles(frame: pd.DataFrame, part: str) -> pd.DataFrame:
    names = [name for name in frame.columns if name.startswith(f"{part}_")]
    return frame[names].rename(columns=lambda name: name.removeprefix(f"{part}_"))


def _effect(frame: pd.DataFrame, speech: Speech) -> Chart:
    """Draw the effect from the year before the first difference on."""
    differs = (frame[[f"{EFFECT}_p05", f"{EFFECT}_p95"]].abs() > 1e-9).any(axis=1).to_numpy()
    first = max(0, int(differs.argmax()) - 1)
    quantiles = _quantiles(frame[first:], EFFECT)
    return line_chart(
        [Series(quantiles, EFFECT, speech.difference(quantiles["p50"].iloc[-1]))],
        [],
        lambda value, decimals: wording.signed(value, speech.lang, decimals),
        speech.lang,
    )


def _levels(subject: Subject, frame: pd.DataFrame, marks: list[Mark], speech: Speech) -> Chart:
    """Draw the levels; the band is that of the line with the policy."""
    series = []
    for part in (WITHOUT, WITH):
        if part in subject.parts:
            end = wording.percent(frame[f"{part}_p50"].iloc[-1], speech.lang)
            banded = part == (WITH if subject.compares else WITHOUT)
            look = part if subject.compares else "alone"
            series.append(Series(_quantiles(frame, part), look, end, banded))
    return line_chart(
        series,
        marks,
        lambda value, decimals: wording.percent(value, speech.lang, decimals),
        speech.lang,
    )


def _levels_title(subject: Subject, table: Table, said: dict[str, Any], speech: Speech) -> Markup:
    without = speech.percent(table.pick("without_p50", month=subject.last))
    if not subject.compares:
        return speech("levels.one", without=without, **said)
    level = speech.percent(table.pick("with_p50", month=subject.last))
    return speech("levels.title", without=without, level=level, **said)


def _effect_title(subject: Subject, table: Table, said: dict[str, Any], speech: Speech) -> Markup:
    """Say the last effect, as a finding only where its 90 % interval excludes zero."""
    middle, low, high = (
        table.pick(f"{EFFECT}_{name}", month=subject.last) for name in ("p50", "p05", "p95")
    )
    said = said | {"low": speech.points(low), "high": speech.points(high)}
    if low.value == high.value == 0:
        return speech("effect.none", **said)
    if not table.holds("finding", month=subject.last):
        return speech("effect.unclear", **said)
    way = "up" if middle.value > 0 else "down"
    since = _clear_since(subject, table)
    words = speech(f"effect.{way}", effect=speech.points(middle, signed=False), **said)
    return words + speech("effect.since", since=speech.when(since)) if since else words


def _clear_since(subject: Subject, table: Table) -> str:
    """Return the year end since which every 90 % interval excludes zero; "" from the last on."""
    since = ""
    for month in reversed(subject.year_ends):
        if not table.holds("finding", month=month):
            return since
        since = month if month != subject.last else ""
    return since
