"""Accounts on the national portal and the dossiers filed through it, beside what was reported.

Accounts grew more than three-hundredfold between two reports, so theirs is a logarithmic axis;
cumulative dossiers are on a linear one from zero. Each panel says which.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from sim import evidence
from sim.calendar import month_label
from sim.plots import reported, style, timeline, wording
from sim.plots.labels import Label, Line, place, place_at_ends
from sim.plots.reported import Mark

NEEDS = ("nation",)
ACCOUNTS, FILED = "portal_accounts", "dossiers_filed_cumulative"


class _Panel(NamedTuple):
    metric: str
    values: pd.DataFrame
    marks: list[Mark]
    logarithmic: bool


@style.picture
def draw(
    tables: dict[str, pd.DataFrame],
    *,
    lang: str = "vi",
    run_id: str = "",
    figures: Iterable[evidence.Figure] | None = None,
) -> Figure:
    """Draw portal_accounts and dossiers_filed_cumulative of the table nation."""
    panels = [
        _panel(tables["nation"], figures, metric, metric == ACCOUNTS)
        for metric in (ACCOUNTS, FILED)
    ]
    figure = style.new_figure()
    bottom, top = style.frame(
        figure,
        _finding(panels, lang),
        _subtitle(panels[0].values, lang),
        style.footnote(lang, run_id, reported.sources([m for p in panels for m in p.marks])),
    )
    edges = (style.LEFT, 0.5, style.RIGHT)
    for panel, left, right in zip(panels, edges, edges[1:], strict=False):
        axes = style.plot_area(
            figure, bottom, top - 0.03, left=left, margin=style.RIGHT - right + 0.09
        )
        _draw_panel(axes, panel, lang)
    return figure


def _panel(
    table: pd.DataFrame, figures: Iterable[evidence.Figure] | None, metric: str, logarithmic: bool
) -> _Panel:
    values = timeline.series(table, metric)
    if logarithmic:
        values = values.where(values > 0)
    first, last = int(values.index[0]), int(values.index[-1])
    return _Panel(
        metric, values, reported.marks(figures, metric, ("VN",), first, last), logarithmic
    )


def _draw_panel(axes: Axes, panel: _Panel, lang: str) -> None:
    values, marks = panel.values, panel.marks
    seen = [*values.to_numpy().ravel(), *(mark.value for mark in marks)]
    if panel.logarithmic:
        _log_axis(axes, pd.Series(seen).min(), pd.Series(seen).max(), lang)
    else:
        timeline.room_for(axes, pd.Series(seen).max())
        style.number_axis(axes, lambda value, _: wording.count(value, lang))
    timeline.month_axis(axes, int(values.index[0]), int(values.index[-1]), lang)
    if timeline.has_bands(values):
        timeline.draw_bands(axes, [values], style.BLUE)
    axes.plot(values.index, values.value, color=style.BLUE, linewidth=2.6)
    style.draw_reported(axes, marks)
    end = values.value.iloc[-1]
    shown = Line(wording.count(end, lang), style.BLUE, True)
    name = Line(wording.say(lang, "mô phỏng", "simulated"), style.BLUE)
    labels = [Label(values.index[-1], end, (shown, name))]
    if timeline.has_bands(values) and not panel.logarithmic:  # named once, where there is room
        labels += timeline.band_labels(values, style.BLUE, lang)
    place_at_ends(axes, labels)
    place(axes, [_mark_label(mark, mark is marks[-1], lang) for mark in marks])
    _panel_title(axes, panel, lang)


def _log_axis(axes: Axes, lowest: float, highest: float, lang: str) -> None:
    axes.set_yscale("log")
    axes.set_ylim(lowest / 1.6, highest * 1.6)
    low, high = axes.get_ylim()
    decades = 10.0 ** np.arange(11)
    steps = decades if high / low > 300 else np.outer(decades, [1, 2, 5]).ravel()
    ticks = [tick for tick in steps if low <= tick <= high]
    axes.set_yticks(ticks, [wording.count(tick, lang) for tick in ticks])
    axes.yaxis.set_minor_locator(NullLocator())
    style.make_room(axes, [wording.count(tick, lang) for tick in ticks] or [""])


def _mark_label(mark: Mark, named: bool, lang: str) -> Label:
    number = wording.count(mark.value, lang)
    nearly = wording.say(lang, "gần ", "nearly ") if mark.nearly else ""
    lines = [Line(nearly + number, style.VERMILION)]
    if named:
        lines.append(Line(wording.say(lang, "công bố", "reported"), style.VERMILION))
    sides = ("below right", "right", "below", "above left", "left", "above")
    return Label(mark.last, mark.value, tuple(lines), sides)


def _panel_title(axes: Axes, panel: _Panel, lang: str) -> None:
    scale = wording.say(lang, "thang logarit", "logarithmic scale")
    if not panel.logarithmic:
        scale = wording.say(lang, "thang tuyến tính", "linear scale")
    names = {
        ACCOUNTS: wording.say(lang, "Tài khoản", "Accounts"),
        FILED: wording.say(lang, "Hồ sơ đã nộp, lũy kế", "Dossiers filed, cumulative"),
    }
    axes.annotate(
        f"{names[panel.metric]} ({scale})",
        (0, 1),
        (0, 12),
        xycoords="axes fraction",
        textcoords="offset points",
        size=style.SUBTITLE_SIZE,
        weight="bold",
        gid=style.LABEL_GID,
    )


def _subtitle(values: pd.DataFrame, lang: str) -> str:
    period = timeline.period(values, lang)
    return wording.say(
        lang,
        f"Cổng Dịch vụ công quốc gia, Việt Nam, {period}, cuối mỗi tháng; "
        "đường: mô phỏng, ô rỗng: số công bố",
        f"National Public Service Portal, Viet Nam, {period}, end of each month; "
        "line: simulated, hollow square: reported",
    )


def _finding(panels: list[_Panel], lang: str) -> str:
    nouns = {
        ACCOUNTS: wording.say(lang, "tài khoản", "accounts"),
        FILED: wording.say(lang, "hồ sơ đã nộp", "dossiers filed"),
    }
    marked = [panel.marks[-1].last for panel in panels if panel.marks]
    month = max(marked) if marked else int(panels[0].values.index[-1])
    parts = []
    for panel in panels:
        part = f"{wording.count(panel.values.value.loc[month], lang)} {nouns[panel.metric]}"
        report = next((mark for mark in panel.marks if mark.last == month), None)
        if report is not None:
            said = wording.count(report.value, lang)
            part += wording.bracketed(wording.say(lang, "công bố", "reported"), said)
        parts.append(part)
    when = wording.month(month_label(month), lang)
    return wording.say(
        lang,
        f"Mô phỏng: vào {when} có {wording.listed(parts, lang)}",
        f"In the simulation there are {wording.listed(parts, lang)} in {when}",
    )
