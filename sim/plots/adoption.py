"""Adoption in the nation, year by year, beside the reported figures.

The metric counts people within a calendar year and starts anew each January. So each year is a
thin line of its own, never joined to the next, and the dot that closes it is the year's value.
A reported figure stands at the end of its own window (December, or July for January to July).
"""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim import evidence
from sim.calendar import month_label
from sim.plots import reported, style, timeline, wording
from sim.plots.labels import Label, Line, place, place_at_ends, write_below
from sim.plots.measures import measure
from sim.plots.reported import Mark

NEEDS = ("nation",)
METRIC = "adults_using_online_share"


@style.picture
def draw(
    tables: dict[str, pd.DataFrame],
    *,
    lang: str = "vi",
    run_id: str = "",
    figures: Iterable[evidence.Figure] | None = None,
    metric: str = METRIC,
) -> Figure:
    """Draw the yearly ``metric`` (one that resets each January) of the table nation, in percent.

    ``figures`` are the reported figures to mark (default: those that come with the simulator).
    """
    values = timeline.series(tables["nation"], metric)
    first, last = int(values.index[0]), int(values.index[-1])
    marks = reported.marks(figures, metric, ("VN",), first, last)
    ends = timeline.december_or_last(values)["value"]
    banded = timeline.has_bands(values)
    figure = style.new_figure()
    bottom, top = style.frame(
        figure,
        _finding(ends, marks, lang),
        _subtitle(metric, values, lang),
        style.footnote(lang, run_id, reported.sources(marks)),
    )
    compared = [mark for mark in marks if not mark.target and mark.last in values.index]
    axes = style.plot_area(
        figure,
        bottom + (0.1 if compared else 0.0),
        top,
        left=0.1 if compared else style.LEFT,
        margin=0.1 if banded else 0.02,
    )
    highest = max([timeline.highest(values), *(mark.value for mark in marks)])
    timeline.room_for(axes, highest)
    style.percent_axis(axes, lang)
    timeline.month_axis(axes, first, last, lang)
    dots = values.value.loc[sorted({*ends.index, *(mark.last for mark in compared)})]
    _draw_simulated(axes, values, dots)
    style.draw_reported(axes, marks)
    _compare(axes, values, compared, lang)
    targets = [_target_label(mark, lang) for mark in marks if mark.target]
    if banded:
        place_at_ends(axes, timeline.band_labels(values, style.BLUE, lang))
    place(axes, targets + [_end_label(month, value, lang) for month, value in ends.items()])
    return figure


def _draw_simulated(axes: Axes, values: pd.DataFrame, dots: pd.Series) -> None:
    years = timeline.by_year(values, resets=True)
    if timeline.has_bands(values):
        timeline.draw_bands(axes, years, style.BLUE)
    for year in years:
        axes.plot(year.index, year.value, color=style.BLUE, linewidth=1.6)
    axes.plot(dots.index, dots, "o", color=style.BLUE, markersize=10, clip_on=False)


def _end_label(month: int, value: float, lang: str) -> Label:
    lines = (Line(wording.percent(value, lang), style.BLUE, True),)
    if not month_label(month).endswith("-12"):
        lines = (Line(timeline.year_to(month, lang), style.GREY), *lines)
    return Label(month, value, lines, ("above", "above left", "left", "below right", "right"))


def _compare(axes: Axes, values: pd.DataFrame, compared: list[Mark], lang: str) -> None:
    """Write under each reported year what was reported and what was simulated for that window."""
    if not compared:
        return
    hollow, solid = "\N{WHITE SQUARE} ", "\N{BLACK CIRCLE} "
    names = [
        Line(hollow + wording.say(lang, "công bố", "reported"), style.VERMILION),
        Line(solid + wording.say(lang, "mô phỏng", "simulated"), style.BLUE, True),
    ]
    write_below(axes, None, names)
    for mark in compared:
        first, last = month_label(mark.first), month_label(mark.last)
        lines = [
            Line(_reported(mark, lang), style.VERMILION),
            Line(wording.percent(values.value.loc[mark.last], lang), style.BLUE, True),
        ]
        if not last.endswith("-12"):
            lines.append(Line(wording.months(first, last, lang), style.GREY))
        write_below(axes, timeline.middle_of_year(values, mark.last), lines)


def _reported(mark: Mark, lang: str) -> str:
    nearly = wording.say(lang, "gần ", "nearly ") if mark.nearly else ""
    return nearly + wording.percent_as_reported(mark.value, lang)


def _target_label(mark: Mark, lang: str) -> Label:
    number = wording.percent_as_reported(mark.value, lang)
    text = wording.say(lang, f"mục tiêu {number}", f"target {number}")
    return Label(mark.last, mark.value, (Line(text, style.PURPLE),))


def _subtitle(metric: str, values: pd.DataFrame, lang: str) -> str:
    name, period = measure(metric).title(lang), timeline.period(values, lang)
    if metric == METRIC:
        name += wording.say(lang, ", kể cả do cán bộ nộp hộ", ", clerk-filed dossiers included")
    return wording.say(
        lang,
        f"{name} (%, cộng dồn từ tháng 1), Việt Nam, {period}",
        f"{name} (%, counted up from January), Viet Nam, {period}",
    )


def _finding(ends: pd.Series, marks: list[Mark], lang: str) -> str:
    target = next((m for m in reversed(marks) if m.target and m.last in ends.index), None)
    if target is not None:
        return _against_target(ends, target, lang)
    end = int(ends.index[-1])
    period = timeline.year_to(end, lang)
    value = wording.percent(ends.iloc[-1], lang)
    if len(ends) == 1:
        return wording.say(
            lang,
            f"Mô phỏng: {value} người trưởng thành dùng dịch vụ công trực tuyến ({period})",
            f"In the simulation {value} of adults use online public services ({period})",
        )
    before, year = wording.percent(ends.iloc[0], lang), month_label(int(ends.index[0]))[:4]
    return wording.say(
        lang,
        f"Mô phỏng: người trưởng thành dùng dịch vụ công trực tuyến từ {before} năm {year} "
        f"đến {value} ({period})",
        f"In the simulation adults using online public services go from {before} in {year} "
        f"to {value} ({period})",
    )


def _against_target(ends: pd.Series, target: Mark, lang: str) -> str:
    value, year = ends.loc[target.last], month_label(target.last)[:4]
    aim = wording.percent_as_reported(target.value, lang)
    reached = value >= target.value
    vi = (
        f"Mô phỏng: năm {year} có {wording.percent(value, lang)} người trưởng thành dùng dịch vụ "
        f"công trực tuyến, {'đạt' if reached else 'dưới'} mục tiêu {aim}"
    )
    en = (
        f"In the simulation {wording.percent(value, lang)} of adults use online public services "
        f"in {year}, {'reaching' if reached else 'short of'} the target of {aim}"
    )
    end = int(ends.index[-1])
    if end > target.last and month_label(end).endswith("-12"):
        later, last_year = wording.percent(ends.iloc[-1], lang), month_label(end)[:4]
        vi += f"; năm {last_year} là {later}"
        en += f"; {later} in {last_year}"
    return wording.say(lang, vi, en)
