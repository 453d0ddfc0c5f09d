"""Posterior predictive check: every fitted figure, and what the draws come to, as a ratio.

A row a figure; the vertical line is what was reported. Bands are the middle 50 and 90 % of the
draws without any error added, so that they show what the model itself leaves open.
"""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import style, wording
from sim.plots.figure_names import name_of

NEEDS = ("figures",)
_WIDTH_OF_NAMES, _WIDTH_OF_VALUES = 0.27, 0.2  # of the slide
_MET = "met"


@style.picture
def draw(tables: dict[str, pd.DataFrame], *, lang: str = "vi", run_id: str = "") -> Figure:
    """Draw the table figures (a row a fitted figure) of a study."""
    rows = tables["figures"].sort_values(["metric", "scope", "end"], ignore_index=True)
    figure = style.new_figure()
    bottom, top = style.frame(
        figure,
        _finding(rows, lang),
        wording.say(
            lang,
            "Kết quả mô phỏng chia cho số công bố: trung vị, dải 50 % và 90 % các lượt rút; "
            "thang lôgarit",
            "Simulated over reported: median, 50 % and 90 % bands of the posterior draws; "
            "logarithmic scale",
        ),
        style.footnote(lang, run_id, []),
    )
    axes = style.plot_area(
        figure,
        bottom,
        top,
        left=style.LEFT + _WIDTH_OF_NAMES,
        margin=_WIDTH_OF_VALUES,
    )
    _draw_rows(axes, rows)
    _scale(axes, rows, lang)
    _write_rows(axes, rows, lang)
    return figure


def _finding(rows: pd.DataFrame, lang: str) -> str:
    inside, near, total = rows["inside"].sum(), (rows["verdict"] == _MET).sum(), len(rows)
    return wording.say(
        lang,
        f"{inside} trong {total} số liệu dùng để hiệu chỉnh nằm trong dải 90 % của mô hình, "
        f"{near} số có trung vị đủ sát",
        f"{inside} of {total} fitted figures lie within the model's 90 % band, {near} of them "
        "with the median close enough",
    )


def _draw_rows(axes: Axes, rows: pd.DataFrame) -> None:
    for place, row in enumerate(rows.to_dict("records")):
        colour = style.BLUE if row["verdict"] == _MET else style.VERMILION
        ratio = {key: row[key] / row["reported"] for key in ("q05", "q25", "q50", "q75", "q95")}
        for low, high, height, alpha in (("q05", "q95", 0.5, 0.3), ("q25", "q75", 0.5, 0.55)):
            axes.barh(
                -place,
                ratio[high] - ratio[low],
                left=ratio[low],
                height=height,
                color=colour,
                alpha=alpha,
                linewidth=0,
            )
        marker = "o" if row["verdict"] == _MET else "D"
        axes.plot(ratio["q50"], -place, marker, color=colour, markersize=8, zorder=4)
    axes.axvline(1.0, color=style.BLACK, linewidth=1.4, zorder=3)


def _scale(axes: Axes, rows: pd.DataFrame, lang: str) -> None:
    ratios = rows[["q05", "q95"]].div(rows["reported"], axis=0).clip(0.2, 5.0)
    low, high = min(0.8, ratios["q05"].min() / 1.05), max(1.25, ratios["q95"].max() * 1.05)
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.set_ylim(-len(rows) + 0.4, 0.6)
    ticks = [tick for tick in (0.25, 0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 4.0)]
    shown = [tick for tick in ticks if low <= tick <= high]
    axes.set_xticks(
        shown, [wording.number(tick, lang, 2).rstrip("0").rstrip(",.") for tick in shown]
    )
    axes.minorticks_off()
    axes.set_yticks([])
    axes.grid(axis="x", color=style.PALE, linewidth=0.8)


def _write_rows(axes: Axes, rows: pd.DataFrame, lang: str) -> None:
    """Write name left and values right of every row."""
    box = axes.get_position()
    left = (style.LEFT - box.x0) / box.width
    for place, row in enumerate(rows.to_dict("records")):
        met = row["verdict"] == _MET
        name = name_of(row["metric"], row["scope"], row["start"], row["end"], lang)
        values = (
            f"{_value(row['q50'], row['unit'], lang)} "
            f"({wording.say(lang, 'công bố', 'reported')} "
            f"{_value(row['reported'], row['unit'], lang)})"
        )
        look = {
            "va": "center",
            "size": style.LABEL_SIZE,
            "transform": axes.get_yaxis_transform(),
            "color": style.BLACK if met else style.ink(style.VERMILION),
        }
        axes.text(left, -place, name, ha="left", **look)
        axes.text(1.02, -place, values, ha="left", **look)


def _value(value: float, unit: str, lang: str) -> str:
    if unit != "%":
        return wording.count(value, lang)
    return wording.percent(value, lang, 2 if abs(value) < 10 else 1)
