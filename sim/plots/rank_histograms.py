"""Simulation-based calibration: where the truth ranks among the draws, a panel a parameter.

If posteriors are as wide as they say, all bars are as high but for chance; the grey band holds nine
bars of ten then. A hill means too wide, a valley too narrow, a slope a bias.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import binom

from sim.plots import style, wording
from sim.plots.sensitivity import name_of

NEEDS = ("ranks", "recovery")
_COLUMNS = 4


@style.picture
def draw(tables: dict[str, pd.DataFrame], *, lang: str = "vi", run_id: str = "") -> Figure:
    """Draw the tables ranks and recovery of a study."""
    rows = tables["recovery"]
    rows = rows[rows["method"] == rows["method"].iloc[0]].set_index("parameter")  # the main one
    ranks = tables["ranks"]
    truths = int(rows["truths"].iloc[0])
    figure = style.new_figure()
    bottom, top = style.frame(
        figure,
        _finding(rows, lang),
        wording.say(
            lang,
            f"Thứ hạng của giá trị thật trong các lượt rút hậu nghiệm, {truths} sự thật giả định; "
            "dải xám: 90 % nếu đều",
            f"Rank of the truth among the posterior draws, {truths} synthetic truths; grey band: "
            "90 % if even",
        ),
        style.footnote(lang, run_id, []),
    )
    panels = int(np.ceil(len(rows) / _COLUMNS))
    high = ranks["truths"].max() * 1.15
    for number, (name, row) in enumerate(rows.iterrows()):
        axes = _panel(figure, number, panels, bottom, top)
        counts = ranks.loc[ranks["parameter"] == name, "truths"].to_numpy()
        _draw(axes, counts, truths, high)
        title = name_of(str(name), "fitted", lang)
        axes.set_title(title, size=style.LABEL_SIZE, weight="bold", pad=42)
        axes.text(
            0.5,
            1.03,
            _words(row, lang),
            transform=axes.transAxes,
            ha="center",
            size=style.NOTE_SIZE,
            color=style.GREY,
        )
    return figure


def _panel(figure: Figure, number: int, panels: int, bottom: float, top: float) -> Axes:
    row, column = divmod(number, _COLUMNS)
    width = (style.RIGHT - style.LEFT) / _COLUMNS
    height = (top - bottom - 0.02) / panels
    box = (
        style.LEFT + column * width,
        top - 0.02 - (row + 1) * height + 0.03,
        width - 0.02,
        height - 0.15,
    )
    axes = figure.add_axes(box)
    style.quiet_axes(axes)
    axes.set_xticks([])
    axes.set_yticks([])
    return axes


def _draw(axes: Axes, counts: np.ndarray, truths: int, high: float) -> None:
    low_end, high_end = binom.ppf([0.05, 0.95], truths, 1.0 / len(counts))
    axes.axhspan(low_end, high_end, color=style.PALE, linewidth=0)
    axes.bar(np.arange(len(counts)), counts, width=0.86, color=style.BLUE, linewidth=0)
    axes.axhline(truths / len(counts), color=style.BLACK, linewidth=1)
    axes.set_ylim(0, high)


def _words(row: pd.Series, lang: str) -> str:
    share = wording.percent(100 * row["cover_90"], lang, 0)
    contraction = wording.number(row["contraction"], lang, 2)
    known = row["rests_on"] == "identified"
    rests = ("theo số liệu", "identified") if known else ("theo tiên nghiệm", "prior-driven")
    return wording.say(
        lang,
        f"dải 90 % phủ {share}\nco hẹp {contraction}, {rests[0]}",
        f"90 % interval covers {share}\ncontraction {contraction}, {rests[1]}",
    )


def _finding(rows: pd.DataFrame, lang: str) -> str:
    even, known = (
        int(rows["uniform"].sum()),
        (rows["rests_on"] == "identified").sum(),
    )
    return wording.say(
        lang,
        f"Kiểm tra phục hồi: {even} trong {len(rows)} tham số có hạng đều; số liệu xác định được "
        f"{known} tham số",
        f"Recovery: ranks are even for {even} of {len(rows)} parameters; the figures identify "
        f"{known} of them",
    )
