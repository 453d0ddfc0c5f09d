"""What the outputs depend on: factors ranked by a sensitivity index, a column of bars an output.

The rows are the factors that matter most to any of the outputs, so that a column also shows what
its output does not depend on. Kinds of factors are told apart by colour and hatching.
"""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from sim.plots import style, wording
from sim.policies import LEVERS

ROWS, PANELS = 14, 5
MAIN = {"pawn": "KS", "rbd-fast": "S1", "morris": "mu_star", "sobol": "ST"}

_LOOK = {  # kind: colour, hatching
    "fitted": (style.BLUE, ""),
    "uncertain": (style.SKY, "///"),
    "lever": (style.VERMILION, "xx"),
    "luck": (style.GREY, ".."),
}
_OUTPUTS = {  # in the order in which columns are chosen; two lines each
    ("adults_using_online_share", "VN"): ("Người\nsử dụng", "Adults\nusing"),
    ("dossiers_full_process_share", "VN"): ("Toàn trình,\ncả nước", "Full-process,\nnation"),
    ("dossiers_full_process_share", "localities"): (
        "Toàn trình,\nđịa phương",
        "Full-process,\nlocalities",
    ),
    ("portal_accounts", "VN"): ("Tài khoản\ntrên Cổng", "Portal\naccounts"),
    ("dossiers_filed_cumulative", "VN"): ("Hồ sơ nộp\nqua Cổng", "Portal\nfilings"),
}
_EFFECT = ("Tác động\ncác giải pháp", "Effect of\nall measures")
_WIDTH_OF_NAMES = 0.235  # of the slide


@style.picture
def draw(
    tables: dict[str, pd.DataFrame], *, lang: str = "vi", run_id: str = "", method: str = "sobol"
) -> Figure:
    """Draw the main index of ``method`` from the tables indices and outputs of an analysis."""
    rows = tables["indices"]
    main = rows[(rows["method"] == method) & (rows["index"] == MAIN[method])]
    outputs = _chosen(tables["outputs"], set(main["output"]))
    main = main[main["output"].isin(outputs["output"])]
    alone = (
        rows[(rows["method"] == method) & (rows["index"] == "S1")] if method == "sobol" else None
    )
    factors = _leading(main)
    figure = style.new_figure()
    bottom, top = style.frame(
        figure,
        _finding(main, outputs.iloc[0], lang),
        _subtitle(method, outputs, lang),
        style.footnote(lang, run_id, []),
    )
    _legend(figure, top - 0.035, factors["kind"], lang)
    box = (bottom + 0.075, top - 0.145)
    for number, output in enumerate(outputs.to_dict("records")):
        axes = _panel(figure, number, len(outputs), *box)
        found = main[main["output"] == output["output"]].set_index("factor").loc[factors.index]
        _draw_bars(axes, found, output["unit"], lang)
        if alone is not None:
            single = alone[alone["output"] == output["output"]].set_index("factor")
            _draw_alone(axes, single["value"].loc[factors.index])
        axes.set_title(_title(output, lang), size=style.LABEL_SIZE, color=style.BLACK, pad=8)
        if number == 0:
            _name_rows(axes, factors, lang)
    return figure


def _chosen(outputs: pd.DataFrame, drawn: set[str]) -> pd.DataFrame:
    """Return the outputs of the columns; those that a run looks ahead to come with their effect."""
    known = outputs[outputs["output"].isin(drawn)]
    order = {key: at for at, key in enumerate(_OUTPUTS)}
    place = [order.get(key, -1) for key in zip(known["metric"], known["scope"], strict=True)]
    known = known.assign(place=np.where(known["is_effect"], len(order), place))
    return known[known["place"] >= 0].sort_values("place").head(PANELS)


def _leading(main: pd.DataFrame) -> pd.DataFrame:
    """Return name and kind of the rows: those that lead a column, in the order of their mean."""
    relative = main["value"] / main.groupby("output")["value"].transform("max")
    by_factor = relative.groupby(main["factor"]).agg(["max", "mean"])
    leading = by_factor.nlargest(ROWS, "max").sort_values("mean", ascending=False).index
    kinds = main.drop_duplicates("factor").set_index("factor")["kind"]
    return pd.DataFrame({"kind": kinds.loc[leading]}, index=leading)


def _panel(figure: Figure, number: int, of: int, bottom: float, top: float) -> Axes:
    left = style.LEFT + _WIDTH_OF_NAMES
    width = (style.RIGHT - left) / of
    axes = figure.add_axes((left + number * width, bottom, 0.83 * width, top - bottom))
    style.quiet_axes(axes)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=style.PALE, linewidth=0.8)
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color(style.GREY)
    axes.spines["bottom"].set_visible(False)
    axes.set_yticks([])
    return axes


def _draw_bars(axes: Axes, found: pd.DataFrame, unit: str, lang: str) -> None:
    is_share = found["index"].iloc[0] != MAIN["morris"]
    scale = 1.0 if is_share or unit == "%" else 1e6
    largest = float(found[["value", "high"]].max(axis=None))
    if is_share:  # a wide interval of a share says no more than that nothing is known
        largest = min(largest, max(1.0, float(found["value"].max())))
    at = np.arange(len(found))
    values = found["value"].clip(lower=0) / scale
    for row, value, kind in zip(at, values, found["kind"], strict=True):
        colour, hatch = _LOOK[kind]
        axes.barh(row, value, height=0.66, color="white", edgecolor=colour, hatch=hatch)
        axes.barh(row, value, height=0.66, color=colour, alpha=0.45 if hatch else 0.9)
    low, high = found["low"].clip(lower=0) / scale, found["high"] / scale
    axes.hlines(at, low, high, color=style.BLACK, linewidth=1.4, zorder=4)
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.set_xlim(0, 1.06 * largest / scale)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10]))
    ticks = axes.get_xticks()
    decimals = max(0, int(np.ceil(-np.log10(ticks[1] - ticks[0]) - 1e-9)))
    axes.xaxis.set_major_formatter(lambda value, _: wording.number(value, lang, decimals))
    axes.set_xlabel(_unit(found["index"].iloc[0], unit, lang), size=12.5, color=style.GREY)


def _draw_alone(axes: Axes, values: pd.Series) -> None:
    at = np.arange(len(values))
    axes.plot(
        values.clip(lower=0),
        at,
        "D",
        markersize=6,
        markerfacecolor="white",
        markeredgecolor=style.BLACK,
        zorder=5,
        clip_on=False,
    )


def _unit(index: str, unit: str, lang: str) -> str:
    if index != MAIN["morris"]:
        return ""
    if unit == "%":
        return wording.say(lang, "điểm %", "points")
    return wording.say(lang, "triệu", "million")


def _name_rows(axes: Axes, factors: pd.DataFrame, lang: str) -> None:
    room = _WIDTH_OF_NAMES * style.WIDTH * 72 - 14
    for row, (name, kind) in enumerate(factors["kind"].items()):
        lines = style.wrap(name_of(name, kind, lang), style.LABEL_SIZE, width=room)
        axes.annotate(
            "\n".join(lines),
            (0, row),
            (-8, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            ha="right",
            va="center",
            size=style.LABEL_SIZE if len(lines) == 1 else style.LABEL_SIZE - 3,
            color=style.BLACK,
            annotation_clip=False,
            linespacing=0.95,
        )


@cache
def _names() -> dict[str, tuple[str, str]]:
    path = Path(__file__).with_name("parameter_names.csv")
    with open(path, encoding="utf-8", newline="") as file:
        return {row["name"]: (row["vi"], row["en"]) for row in csv.DictReader(file)}


def name_of(factor: str, kind: str, lang: str) -> str:
    """Return a factor in words: a parameter's short name, a lever's title, or luck."""
    if kind == "luck":
        return wording.say(lang, "May rủi (hạt giống)", "Luck (the seed)")
    if kind != "lever":
        return wording.say(lang, *_names()[factor])
    lever, _, agency = factor.partition("-")
    agencies = {
        "localities": ("địa phương", "localities"),
        "ministries": ("bộ, ngành", "ministries"),
    }
    which = f" ({wording.say(lang, *agencies[agency])})" if agency in agencies else ""
    return wording.say(lang, LEVERS[lever].title_vi, LEVERS[lever].title_en) + which


def _title(output: dict, lang: str) -> str:
    words = _EFFECT if output["is_effect"] else _OUTPUTS[output["metric"], output["scope"]]
    stock = output["metric"] in ("portal_accounts", "dossiers_filed_cumulative")
    first = output["to"] if stock else output["from"]
    return f"{wording.say(lang, *words)},\n{wording.months(first, output['to'], lang)}"


def _legend(figure: Figure, height: float, kinds: pd.Series, lang: str) -> None:
    words = {
        "fitted": ("tham số được ước lượng", "fitted parameter"),
        "uncertain": ("tham số chưa chắc chắn", "uncertain parameter"),
        "lever": ("mức độ của giải pháp", "intensity of a measure"),
        "luck": ("may rủi", "luck"),
    }
    x = style.LEFT
    for kind, (colour, hatch) in _LOOK.items():
        if kind not in set(kinds):
            continue
        for alpha, face in ((1.0, "white"), (0.45 if hatch else 0.9, colour)):
            figure.add_artist(
                Rectangle(
                    (x, height - 0.009),
                    0.022,
                    0.022,
                    facecolor=face,
                    edgecolor=colour,
                    hatch=hatch,
                    alpha=alpha,
                    transform=figure.transFigure,
                )
            )
        text = wording.say(lang, *words[kind])
        figure.text(x + 0.028, height + 0.002, text, size=style.LABEL_SIZE, va="center")
        x += 0.028 + style.text_width(text, style.LABEL_SIZE) / (style.WIDTH * 72) + 0.025


def _finding(main: pd.DataFrame, output: pd.Series, lang: str) -> str:
    ranked = main[main["output"] == output["output"]].sort_values("rank").head(2)
    names = [f"“{name_of(row.factor, row.kind, lang)}”" for row in ranked.itertuples(index=False)]
    when = wording.months(output["from"], output["to"], lang)
    return wording.say(
        lang,
        f"Mô phỏng: tỷ lệ người sử dụng ({when}) phụ thuộc nhiều nhất vào "
        f"{wording.listed(names, lang)}",
        f"In the simulation the share of adults using ({when}) depends most on "
        f"{wording.listed(names, lang)}",
    )


def _subtitle(method: str, outputs: pd.DataFrame, lang: str) -> str:
    words = {
        "pawn": (
            "Phân phối của kết quả thay đổi bao nhiêu khi biết từng yếu tố (PAWN, 0 đến 1)",
            "How far the distribution of the output moves when a factor is known (PAWN, 0 to 1)",
        ),
        "rbd-fast": (
            "Tỷ phần phương sai của kết quả do riêng từng yếu tố (RBD-FAST)",
            "Share of the output's variance that a factor makes alone (RBD-FAST)",
        ),
        "morris": (
            "Mức thay đổi trung bình của kết quả khi yếu tố đi hết khoảng của nó (Morris, μ*)",
            "Mean absolute change of the output as a factor goes through its range (Morris, μ*)",
        ),
        "sobol": (
            "Tỷ phần phương sai của kết quả do yếu tố kể cả tương tác (Sobol, ST); hình thoi: "
            "riêng yếu tố đó (S1)",
            "Share of the output's variance with interactions (Sobol, ST); diamonds: the factor "
            "alone (S1)",
        ),
    }
    period = wording.months(outputs["from"].min(), outputs["to"].max(), lang)
    whiskers = wording.say(lang, "vạch: khoảng tin cậy 95 %", "lines: 95 % intervals")
    return f"{wording.say(lang, *words[method])}; {whiskers}. " + wording.say(
        lang, f"Việt Nam, {period}", f"Viet Nam, {period}"
    )
