"""Rolling hold-out: the mean error of the model and of simple curves, an origin a column."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import style, wording

NEEDS = ("holdout_scores",)
_METHODS = {
    "model": ("Mô hình", "Model"),
    "model (all figures)": ("Mô hình, mọi số liệu", "Model, all figures"),
    "logistic": ("Đường logistic", "Logistic"),
    "bass": ("Đường Bass", "Bass"),
    "linear": ("Đường thẳng", "Linear"),
    "persistence": ("Giữ nguyên", "Persistence"),
}
_KINDS = {
    "shares (points)": ("Tỷ lệ: điểm %", "Shares: points"),
    "counts (%)": ("Số lượng: %", "Counts: %"),
}
_WIDTH_OF_NAMES = 0.15  # of the slide


@style.picture
def draw(tables: dict[str, pd.DataFrame], *, lang: str = "vi", run_id: str = "") -> Figure:
    """Draw the table holdout_scores of a study: mean CRPS by origin, kind of figure and method."""
    rows = tables["holdout_scores"]
    origins = list(dict.fromkeys(rows["origin"]))
    kinds = [kind for kind in _KINDS if (rows["kind"] == kind).any()]
    figure = style.new_figure()
    bottom, top = style.frame(
        figure,
        _finding(rows, lang),
        wording.say(
            lang,
            "Sai số trung bình (CRPS) của dự báo các số liệu công bố sau mốc; đường cong khớp "
            "cùng số liệu đã biết",
            "Mean error (CRPS) of predictions of figures reported after the origin; curves fitted "
            "to the same known figures",
        ),
        style.footnote(lang, run_id, []),
    )
    width = (style.RIGHT - style.LEFT - _WIDTH_OF_NAMES) / len(origins)
    height = (top - bottom - 0.06) / len(kinds)
    for line, kind in enumerate(kinds):
        for column, origin in enumerate(origins):
            box = (
                style.LEFT + _WIDTH_OF_NAMES + column * width,
                top - 0.05 - (line + 1) * height + 0.02,
                width - 0.06,
                height - 0.07,
            )
            axes = figure.add_axes(box)
            part = rows[(rows["origin"] == origin) & (rows["kind"] == kind)]
            _draw(axes, part, lang, named=column == 0)
            title = wording.say(lang, "biết đến ", "known to ") + wording.month(origin, lang)
            axes.set_title(f"{wording.say(lang, *_KINDS[kind])}, {title}", size=style.LABEL_SIZE)
    return figure


def _draw(axes: Axes, part: pd.DataFrame, lang: str, *, named: bool) -> None:
    values = part.set_index("method")
    style.quiet_axes(axes)
    axes.grid(visible=False)
    methods = list(_METHODS)
    most = max(float(values["crps"].max()) if len(values) else 1.0, 1e-9)
    for place, method in enumerate(methods):
        if method not in values.index:
            axes.text(0, -place, "–", va="center", color=style.GREY)
            continue
        row = values.loc[method]
        ours = method.startswith("model")
        axes.barh(
            -place,
            row["crps"],
            height=0.62,
            color=style.BLUE if ours else style.PALE,
            hatch="" if ours else "///",
            edgecolor=style.BLUE if ours else style.GREY,
            linewidth=0.8,
        )
        text = wording.number(row["crps"], lang, 1) + f" ({int(row['figures'])})"
        axes.text(
            row["crps"] + 0.02 * most,
            -place,
            text,
            va="center",
            size=style.LABEL_SIZE,
            weight="bold" if row["best"] else "normal",
        )
    axes.set_xlim(0, 1.45 * most)
    axes.set_ylim(-len(methods) + 0.4, 0.6)
    axes.set_xticks([])
    labels = [wording.say(lang, *_METHODS[method]) for method in methods] if named else []
    axes.set_yticks([-place for place in range(len(labels))], labels)


def _finding(rows: pd.DataFrame, lang: str) -> str:
    compared = rows[rows["method"] != "model (all figures)"]
    groups = list(compared.groupby(["origin", "kind"]))
    won = sum(bool(part.loc[part["method"] == "model", "best"].any()) for _, part in groups)
    return wording.say(
        lang,
        f"Dự báo ngoài mẫu: mô hình tốt nhất ở {won} trong {len(groups)} so sánh với các đường "
        "cong đơn giản",
        f"Hold-out: the model predicts best in {won} of {len(groups)} comparisons with simple "
        "curves",
    )
