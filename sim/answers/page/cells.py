"""The cells of the tables of a page: how each form of column says the numbers of a row."""

from collections.abc import Callable

import pandas as pd

from sim.answers.page.numbers import Column
from sim.answers.page.speech import Speech
from sim.plots import wording
from sim.plots.measures import measure

Form = Callable[[Speech, str, pd.Series], str]
_DASH = "\N{EN DASH}"


def cell(speech: Speech, column: Column, row: pd.Series) -> str:
    """Return the cell of ``row`` in ``column``."""
    return wording.together(_FORMS[column.form](speech, column.source, row))


def _between(middle: str, low: str, high: str, speech: Speech) -> str:
    return f"{middle} ({low} {speech('to')} {high})"


def _level(speech: Speech, source: str, row: pd.Series) -> str:
    """Return the median and the 90 % interval of a level."""
    shown = measure(row["metric"])
    middle, low, high = (row[f"{source}_{q}"] for q in ("p50", "p05", "p95"))
    if not shown.share:
        return _people(speech, source, row)
    ends = (wording.number(end, speech.lang) for end in (low, high))
    return _between(wording.percent(middle, speech.lang), *ends, speech)


def _effect(speech: Speech, source: str, row: pd.Series) -> str:
    """Return the median and the 90 % interval of a difference, in points or in the unit."""
    shown = measure(row["metric"])
    numbers = (row[f"{source}_{q}"] for q in ("p50", "p05", "p95"))
    return _between(*(shown.difference(n, speech.lang, 2) for n in numbers), speech)


def _people(speech: Speech, source: str, row: pd.Series) -> str:
    """Return the median and the 90 % interval of a number of people."""
    numbers = (row[f"{source}_{q}"] for q in ("p50", "p05", "p95"))
    return _between(*(speech.counted(n) for n in numbers), speech)


def _gap(speech: Speech, source: str, row: pd.Series) -> str:
    """Return the median and the 90 % interval of a distance in points."""
    numbers = (row[f"{source}_{q}"] for q in ("p50", "p05", "p95"))
    say = wording.signed if source == "effect" else wording.number
    return _between(*(say(n, speech.lang, 2) for n in numbers), speech)


def _dong(speech: Speech, source: str, row: pd.Series) -> str:
    """Return the median and the 90 % interval of an amount; once where all draws agree."""
    prefix = f"{source}_" if source else ""
    middle, low, high = (row[f"{prefix}{q}"] for q in ("p50", "p05", "p95"))
    if pd.isna(middle):
        return _DASH
    said = [speech.counted(n) for n in (middle, low, high)]
    return said[0] if low == high else _between(*said, speech)


def _reported(speech: Speech, source: str, row: pd.Series) -> str:
    number = wording.percent_as_reported(row[source], speech.lang)
    return str(speech("nearly", number=number)) if row["nearly"] else number


def _measure(speech: Speech, source: str, row: pd.Series) -> str:
    """Return the name of a reported measure and whose it is."""
    where = "" if row["scope"] == "VN" else f", {speech.name(row['scope'])}"
    return measure(row[source]).title(speech.lang) + where


def _aim(speech: Speech, source: str, row: pd.Series) -> str:
    """Return what a target asks for."""
    shown = measure(row["metric"])
    say = wording.percent_as_reported if shown.share else wording.count
    where = "" if row["scope"] == "nation" else f", {speech.name(row['scope'])}"
    return f"{shown.title(speech.lang)}{where}: {say(row[source], speech.lang)}"


def _measured(speech: Speech, source: str, row: pd.Series) -> str:
    """Return the name of a measure and the group that it is of."""
    title = measure(row[source]).title(speech.lang)
    return title if row["group"] == "nation" else f"{title}, {speech.name(row['group'])}"


def _of_target(speech: Speech, source: str, row: pd.Series) -> str:
    """Return quantiles of a target's metric, in its unit."""
    shown = measure(row["metric"])
    middle, low, high = (row[f"{source}_{q}"] for q in ("p50", "p05", "p95"))
    if pd.isna(middle):
        return _DASH
    return _between(*(shown.value(n, speech.lang) for n in (middle, low, high)), speech)


def _probability(speech: Speech, source: str, row: pd.Series) -> str:
    """Return a probability with its interval for so few draws."""
    names = (source, f"{source}_low", f"{source}_high")
    if pd.isna(row[source]):
        return _DASH
    return _between(*(wording.percent(100 * row[n], speech.lang, 0) for n in names), speech)


def link_in_words(speech: Speech, source: str, row: pd.Series) -> str:
    """Return the name of a link: its measure, and how it was filed where that is told apart."""
    title = measure(row[source]).title(speech.lang)
    return title if pd.isna(row["mode"]) else f"{title}: {speech.name(row['mode'])}"


def _stated(speech: Speech, source: str, row: pd.Series) -> str:
    if pd.isna(row[source]):
        return _DASH
    return f"{speech.counted(row[source])} {speech('per.' + row['per'])}"


def _text(speech: Speech, source: str, row: pd.Series) -> str:
    return _DASH if pd.isna(row[source]) else str(row[source])


def _month(speech: Speech, source: str, row: pd.Series) -> str:
    return _DASH if pd.isna(row[source]) else speech.month(row[source])


_FORMS: dict[str, Form] = {
    "aim": _aim,
    "dong": _dong,
    "effect": _effect,
    "gap": _gap,
    "gap_name": lambda speech, source, row: speech.name(f"gap.{row[source]}"),
    "level": _level,
    "lever": lambda speech, source, row: speech.lever(row[source]),
    "link": link_in_words,
    "median": lambda speech, source, row: measure(row["metric"]).value(row[source], speech.lang),
    "month": _month,
    "name": lambda speech, source, row: speech.name(row[source]),
    "of_target": _of_target,
    "people": _people,
    "percent": lambda speech, source, row: wording.percent(row[source], speech.lang, 0),
    "points": lambda speech, source, row: wording.signed(row[source], speech.lang, 2),
    "measure": _measure,
    "measured": _measured,
    "probability": _probability,
    "reported": _reported,
    "since_january": lambda speech, source, row: speech.period(row[source]),
    "stated": _stated,
    "step": lambda speech, source, row: speech.name(f"step.{row[source]}"),
    "text": _text,
    "window": lambda speech, source, row: wording.months(row["from"], row["to"], speech.lang),
}
