"""Months along the x axis, and the series that are drawn over them."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.calendar import first_month_of_year, month_index, month_label
from sim.errors import InputError, nearest
from sim.plots import style, wording
from sim.plots.labels import Label, Line

LEVELS = ("p05", "p25", "p75", "p95")


def series(table: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Return ``metric`` of ``table`` by month number, with its bands where the table has them.

    Columns: value and, where given as ``<metric>_p05`` .. or plain ``p05`` .., the four of LEVELS.
    Raises InputError when the table has no such metric.
    """
    if metric not in table.columns:
        raise InputError(
            f'the table has no metric "{metric}"',
            "a metric of the results tables",
            nearest=nearest(metric, table.columns),
        )
    columns = {metric: "value"}
    for level in LEVELS:
        given = f"{metric}_{level}" if f"{metric}_{level}" in table.columns else level
        if given in table.columns:
            columns[given] = level
    found = table[list(columns)].rename(columns=columns).astype(float)
    found.index = pd.Index([month_index(label) for label in table["month"]], name="month")
    return found.sort_index()


def by_year(values: pd.DataFrame, resets: bool) -> list[pd.DataFrame]:
    """Split a series that resets in January into its calendar years; another stays whole."""
    if not resets:
        return [values]
    years = [month_label(index)[:4] for index in values.index]
    return [part for _, part in values.groupby(years)]


def december_or_last(values: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each December after a whole year, and the last row."""
    decembers = [i for i in values.index if month_label(i).endswith("-12") and i - 11 >= 0]
    return values.loc[sorted({*decembers, int(values.index[-1])})]


def has_bands(values: pd.DataFrame) -> bool:
    """Return whether all four levels of the bands are there."""
    return set(LEVELS) <= set(values.columns)


def draw_bands(axes: Axes, parts: list[pd.DataFrame], colour: str) -> None:
    """Fill the 50 % band inside the 90 % band of every part of a series."""
    for part in parts:
        axes.fill_between(part.index, part.p05, part.p95, color=colour, alpha=0.15, linewidth=0)
        axes.fill_between(part.index, part.p25, part.p75, color=colour, alpha=0.30, linewidth=0)


def band_labels(values: pd.DataFrame, colour: str, lang: str) -> list[Label]:
    """Return the names of the two bands, each beside its upper edge at the last month."""
    last = values.iloc[-1]
    names = (
        (last.p75, wording.say(lang, "50 % số lần chạy", "50 % of runs")),
        (last.p95, wording.say(lang, "90 % số lần chạy", "90 % of runs")),
    )
    return [Label(values.index[-1], edge, (Line(name, colour),)) for edge, name in names]


def month_axis(axes: Axes, first: int, last: int, lang: str) -> None:
    """Mark the years (or, for less than 30 months, single months) along the x axis.

    As many are named as the width of the axes has room for.
    """
    axes.set_xlim(first - 0.6, last + 0.6)
    if last - first < 30:
        every = _every(axes, wording.month("2020-12", lang), last - first + 1)
        ticks = list(range(first, last + 1, max(3, every)))
        axes.set_xticks(ticks, [wording.month(month_label(i), lang) for i in ticks])
        axes.tick_params(axis="x", pad=12)  # the first month stands below the y axis' zero
        return
    starts = [i for i in range(first, last + 2) if month_label(i).endswith("-01")]
    axes.set_xticks([i - 0.5 for i in starts], minor=True)
    axes.grid(axis="x", which="minor", color=style.PALE, linewidth=0.8)
    edges = [first, *starts, last + 1]
    years = [(a, b) for a, b in zip(edges, edges[1:], strict=False) if b - a >= 4]
    years = years[:: _every(axes, "2020", len(years))]
    labels = [month_label(a)[:4] for a, _ in years]
    axes.set_xticks([(a + b - 1) / 2 for a, b in years], labels)
    axes.tick_params(axis="x", which="minor", length=0)


def period(values: pd.DataFrame, lang: str) -> str:
    """Return the months of a series in words."""
    return wording.months(month_label(values.index[0]), month_label(values.index[-1]), lang)


def _every(axes: Axes, widest: str, steps: int) -> int:
    """Return which step of an axis of ``steps`` can be named by words as wide as ``widest``."""
    room = axes.get_position().width * style.WIDTH * 72 / steps
    return math.ceil((style.text_width(widest, style.LABEL_SIZE) + 10) / room)


def year_to(month: int, lang: str) -> str:
    """Return in words the window of a measure that counts from January to ``month``."""
    return wording.months(month_label(first_month_of_year(month)), month_label(month), lang)


def middle_of_year(values: pd.DataFrame, month: int) -> float:
    """Return the middle of those months of the year of ``month`` that the series has."""
    year = month_label(month)[:4]
    months = [index for index in values.index if month_label(index)[:4] == year]
    return (months[0] + months[-1]) / 2


def room_for(axes: Axes, highest: float, lowest: float = 0.0) -> None:
    """Set the y axis from ``lowest`` (0 unless values are negative) to just above ``highest``."""
    span = highest - lowest or 1.0
    axes.set_ylim(lowest - (0.08 * span if lowest < 0 else 0), highest + 0.12 * span)


def highest(values: pd.DataFrame) -> float:
    """Return the highest finite number of a series and its bands."""
    return float(np.nanmax(values.to_numpy()))


def lowest(values: pd.DataFrame) -> float:
    """Return the lowest finite number of a series and its bands."""
    return float(np.nanmin(values.to_numpy()))
