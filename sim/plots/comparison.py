"""What scenarios change: the paired difference to their baseline, month by month.

Scenarios share every random draw with the baseline, so a difference is the policies' own. A
metric that starts anew each January is drawn year by year, with a dot where the year closes.
"""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.calendar import first_month_of_year, month_index
from sim.errors import InputError, nearest
from sim.plots import style, timeline, wording
from sim.plots.labels import Label, Line, place_at_ends
from sim.plots.measures import Measure, measure

NEEDS = ("nation",)
METRIC = "adults_using_online_share"

# Room for the names of the scenarios, of the slide's width; many names need flatter labels.
_MARGIN, _WIDE_MARGIN, _MANY = 0.2, 0.27, 4


@style.picture
def draw(
    tables: dict[str, pd.DataFrame],
    *,
    lang: str = "vi",
    run_id: str = "",
    metric: str = METRIC,
    names: dict[str, str] | None = None,
) -> Figure:
    """Draw ``difference`` of ``metric`` from the comparison table nation.

    ``names`` gives a scenario's title by its id. The seven scenarios that end furthest from zero
    are drawn in colour; any others in grey, and said so.
    """
    table = _rows(tables["nation"], metric)
    shown, names = measure(metric), names or {}
    parts = _from_first_difference(
        {key: timeline.series(rows, "difference") for key, rows in table.groupby("scenario")}
    )
    ordered = sorted(parts, key=lambda scenario: -abs(parts[scenario].value.iloc[-1]))
    coloured, grey = ordered[: len(style.CUES)], ordered[len(style.CUES) :]
    baselines = [names.get(key, key) for key in table["baseline"].unique()]
    ends = pd.Series({names.get(key, key): part.value.iloc[-1] for key, part in parts.items()})
    figure = style.new_figure()
    bottom, top = style.frame(
        figure,
        _finding(ends, shown, _period(shown, table["month"].max(), lang), lang),
        _subtitle(shown, parts, baselines, len(grey), lang),
        style.footnote(lang, run_id, []),
    )
    margin = _WIDE_MARGIN if len(parts) > _MANY else _MARGIN
    axes = style.plot_area(figure, bottom, top, margin=margin)
    _set_axes(axes, parts, shown, lang)
    for scenario in grey:
        _draw_line(axes, parts[scenario], style.Cue("#A6A6A6", "-", "None"), shown)
    for scenario, cue in zip(coloured, style.CUES, strict=False):
        _draw_line(axes, parts[scenario], cue, shown)
    labels = [
        _label(parts[scenario], cue, names.get(scenario, scenario), shown, margin, lang)
        for scenario, cue in zip(coloured, style.CUES, strict=False)
    ]
    if len(parts) == 1 and timeline.has_bands(parts[ordered[0]]):
        labels += timeline.band_labels(parts[ordered[0]], style.CUES[0].colour, lang)
    place_at_ends(axes, labels)
    return figure


def _rows(table: pd.DataFrame, metric: str) -> pd.DataFrame:
    rows = table[table["metric"] == metric]
    if rows.empty:
        raise InputError(
            f'the comparison has no metric "{metric}"',
            "a metric of the comparison table",
            nearest=nearest(metric, table["metric"].unique()),
        )
    return rows


def _from_first_difference(parts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Leave out the years before any scenario differs from the baseline."""
    differing = [i for values in parts.values() for i in values.index[values.value.abs() > 1e-9]]
    start = first_month_of_year(min(differing)) if differing else 0
    return {key: values.loc[values.index >= start] for key, values in parts.items()}


def _set_axes(axes: Axes, parts: dict[str, pd.DataFrame], shown: Measure, lang: str) -> None:
    everything = pd.concat(parts.values())
    low, high = min(0.0, timeline.lowest(everything)), max(0.0, timeline.highest(everything))
    if high - low < 1e-9:
        low, high = -1.0, 1.0
    timeline.room_for(axes, high, low)
    style.number_axis(axes, lambda value, decimals: shown.difference(value, lang, decimals))
    timeline.month_axis(axes, int(everything.index.min()), int(everything.index.max()), lang)
    axes.axhline(0, color=style.BLACK, linewidth=1.4, zorder=1.5)


def _draw_line(axes: Axes, values: pd.DataFrame, cue: style.Cue, shown: Measure) -> None:
    pieces = timeline.by_year(values, shown.resets)
    if timeline.has_bands(values):
        timeline.draw_bands(axes, pieces, cue.colour)
    width = 1.3 if shown.resets else 2.6
    for piece in pieces:
        axes.plot(piece.index, piece.value, color=cue.colour, linestyle=cue.line, linewidth=width)
    ends = timeline.december_or_last(values)
    axes.plot(ends.index, ends.value, cue.marker, color=cue.colour, markersize=9, clip_on=False)


def _label(
    values: pd.DataFrame, cue: style.Cue, name: str, shown: Measure, margin: float, lang: str
) -> Label:
    room = margin * style.WIDTH * 72 - 12
    end = values.value.iloc[-1]
    rows = style.wrap(wording.together(name), style.LABEL_SIZE, width=room)
    lines = [Line(text, cue.colour) for text in rows]
    value = Line(shown.points(end, lang), cue.colour, True)
    return Label(values.index[-1], end, (value, *lines))


def _subtitle(
    shown: Measure,
    parts: dict[str, pd.DataFrame],
    baselines: list[str],
    grey: int,
    lang: str,
) -> str:
    baseline = wording.listed(baselines, lang)
    text = shown.title(lang) + wording.say(
        lang,
        f": chênh lệch theo cặp so với “{baseline}”",
        f": paired difference to “{baseline}”",
    )
    text += shown.unit(lang, difference=True)
    period = timeline.period(next(iter(parts.values())), lang)
    if shown.resets:
        text += wording.say(lang, ", cộng dồn từ tháng 1", ", counted up from January")
    text += wording.say(lang, f", Việt Nam, {period}", f", Viet Nam, {period}")
    if grey:
        text += wording.say(lang, f"; màu xám: {grey} kịch bản khác", f"; grey: {grey} more")
    return text


def _period(shown: Measure, month: str, lang: str) -> str:
    """Return the last month, or its window since January where the measure counts one."""
    if shown.resets:
        return timeline.year_to(month_index(month), lang)
    return wording.month(month, lang)


def _finding(ends: pd.Series, shown: Measure, when: str, lang: str) -> str:
    """Say which scenarios end highest, or lowest where one is below zero.

    ``ends`` holds the last differences by the scenarios' names.
    """
    if (ends.abs() < 1e-9).all():
        return wording.say(
            lang,
            f"Mô phỏng, {when}: không kịch bản nào tạo ra khác biệt",
            f"In the simulation, {when}: no scenario makes a difference",
        )
    if len(ends) == 1:
        name, value = ends.index[0], ends.iloc[0]
        size = shown.points(abs(value), lang).lstrip("+")
        return wording.say(
            lang,
            f"Mô phỏng, {when}: “{name}” làm {'tăng' if value > 0 else 'giảm'} {size}",
            f"In the simulation, {when}: “{name}” {'adds' if value > 0 else 'takes away'} {size}",
        )
    ordered = ends.sort_values(ascending=False, kind="stable")
    said = [(name, shown.points(value, lang)) for name, value in ordered.items()]
    (first, most), (second, more), (last, least) = said[0], said[1], said[-1]
    vi = f"Mô phỏng, {when}: “{first}” đem lại nhiều nhất ({most})"
    en = f"In the simulation, {when}: “{first}” adds most ({most})"
    if ordered.iloc[-1] < 0:
        vi, en = f"{vi}, “{last}” ít nhất ({least})", f"{en}, “{last}” least ({least})"
    else:
        vi, en = f"{vi}, rồi đến “{second}” ({more})", f"{en}, then “{second}” ({more})"
    return wording.say(lang, vi, en)
