"""Full-process dossiers at ministries, localities and in the nation, beside figures and targets.

A reported share covers months: it is drawn as a bar as long as its window, and compares with the
simulated line over that window. A target is a diamond at its deadline.
"""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim import evidence
from sim.calendar import month_label
from sim.plots import reported, style, timeline, wording
from sim.plots.labels import Label, Line, place, place_at_ends
from sim.plots.reported import Mark

NEEDS = ("nation", "agency")
METRIC = "dossiers_full_process_share"

_CUES = {
    "ministries": style.Cue(style.BLUE, "-", "o"),
    "VN": style.Cue(style.BLACK, (0, (6, 2)), "^"),
    "localities": style.Cue(style.VERMILION, (0, (1, 1.2)), "s"),
}


@style.picture
def draw(
    tables: dict[str, pd.DataFrame],
    *,
    lang: str = "vi",
    run_id: str = "",
    figures: Iterable[evidence.Figure] | None = None,
) -> Figure:
    """Draw dossiers_full_process_share (percent) of the tables nation and agency."""
    agency = tables["agency"]
    parts = {
        "ministries": timeline.series(agency[agency["agency"] == "ministries"], METRIC),
        "VN": timeline.series(tables["nation"], METRIC),
        "localities": timeline.series(agency[agency["agency"] == "localities"], METRIC),
    }
    first, last = int(parts["VN"].index[0]), int(parts["VN"].index[-1])
    marks = reported.marks(figures, METRIC, tuple(parts), first, last)
    figure = style.new_figure()
    bottom, top = style.frame(
        figure,
        _finding(parts, marks, lang),
        _subtitle(parts["VN"], lang),
        style.footnote(lang, run_id, reported.sources(marks)),
    )
    axes = style.plot_area(figure, bottom, top, margin=0.1)
    highest = max([*map(timeline.highest, parts.values()), *(mark.value for mark in marks)])
    timeline.room_for(axes, highest)
    style.percent_axis(axes, lang)
    timeline.month_axis(axes, first, last, lang)
    for scope, values in parts.items():
        _draw_line(axes, values, _CUES[scope])
    for mark in marks:
        _draw_mark(axes, mark)
    place_at_ends(axes, [_end_label(scope, values, lang) for scope, values in parts.items()])
    place(axes, _mark_labels(marks, lang))
    return figure


def _draw_line(axes: Axes, values: pd.DataFrame, cue: style.Cue) -> None:
    if timeline.has_bands(values):
        timeline.draw_bands(axes, [values], cue.colour)
    axes.plot(values.index, values.value, color=cue.colour, linestyle=cue.line, linewidth=2.6)


def _draw_mark(axes: Axes, mark: Mark) -> None:
    cue = _CUES[mark.scope]
    hollow = {"markerfacecolor": "white", "markeredgecolor": cue.colour, "markeredgewidth": 2.2}
    if mark.target:
        size = 16 if mark.scope == "VN" else 11  # so that coinciding targets stay visible
        axes.plot(mark.last, mark.value, "D", markersize=size, zorder=5, **hollow)
        return
    window = (mark.first - 0.5, mark.last + 0.5)
    axes.plot(window, (mark.value, mark.value), color=cue.colour, linewidth=1.4, zorder=4)
    axes.plot(sum(window) / 2, mark.value, cue.marker, markersize=11, zorder=5, **hollow)


def _names(lang: str) -> dict[str, str]:
    return {
        "ministries": wording.say(lang, "bộ, ngành", "ministries"),
        "VN": wording.say(lang, "cả nước", "nation"),
        "localities": wording.say(lang, "địa phương", "localities"),
    }


def _end_label(scope: str, values: pd.DataFrame, lang: str) -> Label:
    colour, end = _CUES[scope].colour, values.value.iloc[-1]
    lines = (Line(wording.percent(end, lang), colour, True), Line(_names(lang)[scope], colour))
    return Label(values.index[-1], end, lines)


def _mark_labels(marks: list[Mark], lang: str) -> list[Label]:
    """Return one label for each point that is marked; targets that coincide share theirs."""
    points: dict[tuple, list[Mark]] = {}
    for mark in marks:
        points.setdefault((mark.target, mark.first, mark.last, mark.value), []).append(mark)
    return [_mark_label(same, lang) for same in points.values()]


def _mark_label(same: list[Mark], lang: str) -> Label:
    mark = same[0]
    number = wording.percent_as_reported(mark.value, lang)
    colour = _CUES[mark.scope].colour if len(same) == 1 else style.BLACK
    word = wording.say(lang, "mục tiêu", "target")
    if not mark.target:
        word = wording.say(lang, "công bố", "reported")
    lines = [Line(f"{word} {number}", colour)]
    if len(same) > 1:
        names = [_names(lang)[mark.scope] for mark in same]
        lines.append(Line(wording.listed(names, lang), colour))
    sides = ("above left", "above", "left", "below right", "right", "below", "above right")
    return Label((mark.first + mark.last) / 2, mark.value, tuple(lines), sides)


def _subtitle(values: pd.DataFrame, lang: str) -> str:
    period = timeline.period(values, lang)
    return wording.say(
        lang,
        f"Hồ sơ trực tuyến toàn trình trên tổng số hồ sơ (%), Việt Nam, {period}; đường: mô phỏng "
        "từng tháng, ký hiệu rỗng: số công bố, hình thoi: mục tiêu",
        f"Full-process online dossiers, of all dossiers (%), Viet Nam, {period}; lines: simulated "
        "by month, hollow signs: reported, diamonds: targets",
    )


def _finding(parts: dict[str, pd.DataFrame], marks: list[Mark], lang: str) -> str:
    targets = {mark.scope: mark for mark in marks if mark.target}
    shared = {targets[scope].last for scope in ("ministries", "localities") if scope in targets}
    month = shared.pop() if len(shared) == 1 else int(parts["VN"].index[-1])
    said = []
    for scope in ("localities", "ministries"):
        value = wording.percent(parts[scope].value.loc[month], lang)
        text = f"{value} {wording.say(lang, 'ở', 'at')} {_names(lang)[scope]}"
        target = targets.get(scope)
        if target is not None and target.last == month:
            aim = wording.percent_as_reported(target.value, lang)
            text += wording.bracketed(wording.say(lang, "mục tiêu", "target"), aim)
        said.append(text)
    when = wording.month(month_label(month), lang)
    return wording.say(
        lang,
        f"Mô phỏng, {when}: hồ sơ toàn trình chiếm {wording.listed(said, lang)}",
        f"In the simulation full-process dossiers in {when} are {wording.listed(said, lang)}",
    )
