"""A tile map: one metric in one month, province by province, every province the same size.

Levels have a one-hued scale, differences a scale that parts at zero; the value is printed in every
tile, so that the colour is never the only cue.
"""

import re

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.plots import style, tilegrid, wording
from sim.plots.map_choice import Choice, choose

NEEDS, NEEDS_34 = ("province",), ("province34",)
METRIC = "adults_using_online_share"

_LEVELS = LinearSegmentedColormap.from_list(
    "levels", ["#F4F8FC", "#A9CCE6", "#4A97CC", style.BLUE, "#003F66"]
)
_DIFFERENCES = LinearSegmentedColormap.from_list(
    "differences",
    ["#8A3C00", style.VERMILION, "#F5B98A", "#FAFAFA", "#8FC1E0", style.BLUE, "#003F66"],
)
_WHITE = (1.0, 1.0, 1.0, 1.0)  # of a difference that cannot be told apart from zero
_SMALLEST_REACH = 0.5  # points: a smaller difference never has the strongest colour
_SIDE = 0.745  # left edge of the column beside the map


@style.picture
def draw(
    tables: dict[str, pd.DataFrame],
    *,
    lang: str = "vi",
    run_id: str = "",
    metric: str = METRIC,
    month: str | None = None,
    scenario: str | None = None,
    names: dict[str, str] | None = None,
) -> Figure:
    """Draw ``metric`` in ``month`` (default: the last) from the table province or province34.

    From a comparison table the difference that ``scenario`` (default: the first) makes is drawn;
    ``names`` gives a scenario's title by its id.
    """
    layout = "63" if "province" in tables else "34"
    table = tables["province" if layout == "63" else "province34"]
    chosen = choose(table, metric, month, scenario, names or {}, layout, lang)
    figure = style.new_figure()
    bottom, top = style.frame(
        figure, _finding(chosen), _subtitle(chosen), style.footnote(lang, run_id, [])
    )
    bottom, top = bottom + 0.012, top - 0.012
    colours, norm = _scale(chosen)
    fills = {
        code: colours(norm(value)) if chosen.clear[code] else _WHITE
        for code, value in chosen.values.items()
    }
    said = {code: chosen.say(value) for code, value in chosen.values.items()}
    tilegrid.draw(figure, chosen.layout, fills, said, bottom, top)
    _draw_key(figure, chosen, colours, norm, top)
    _warn(figure, chosen, top - 0.2)
    return figure


def _scale(chosen: Choice) -> tuple[LinearSegmentedColormap, Normalize]:
    low, high = float(chosen.values.min()), float(chosen.values.max())
    if chosen.compares:
        reach = max(abs(low), abs(high), _SMALLEST_REACH if chosen.shown.share else 1.0)
        return _DIFFERENCES, Normalize(-reach, reach)
    ticks = MaxNLocator(4).tick_values(low, high)
    return _LEVELS, Normalize(ticks[0], ticks[-1])


def _draw_key(figure: Figure, chosen: Choice, colours, norm: Normalize, top: float) -> None:
    """Draw the colour scale with the values of its ends (and zero)."""
    axes = figure.add_axes((_SIDE, top - 0.085, style.RIGHT - _SIDE, 0.028))
    axes.imshow(np.linspace(0, 1, 256)[None, :], aspect="auto", cmap=colours, extent=(0, 1, 0, 1))
    axes.axis("off")
    axes.text(0, 1.3, chosen.unit, size=style.LABEL_SIZE, color=style.GREY)
    for at, side in ((0, "left"), (0.5, "center"), (1, "right")):
        value = chosen.say(norm.vmin + at * (norm.vmax - norm.vmin))
        value = re.sub("[.,]0+$", "", value)
        axes.text(at, -0.3, value, size=style.LABEL_SIZE, color=style.GREY, ha=side, va="top")


def _warn(figure: Figure, chosen: Choice, top: float) -> None:
    """Say beside the map why its provinces must not be ranked."""
    heading = wording.say(chosen.lang, "Không dùng để xếp hạng", "Not a ranking")
    reason = wording.say(
        chosen.lang,
        "Nỗ lực hành chính của hầu\nhết các tỉnh không quan sát\nđược mà phải rút thăm.",
        "The administrative effort\nof most provinces is not\nobserved but drawn by lot.",
    )
    if not chosen.clear.all():
        reason += wording.say(
            chosen.lang,
            "\n\nÔ trắng: không phân biệt\nđược với số không (90 %).",
            "\n\nWhite: cannot be told apart\nfrom zero (90 % of draws).",
        )
    row = 1.6 * style.LABEL_SIZE / (style.HEIGHT * 72)
    figure.text(_SIDE, top, heading, size=style.LABEL_SIZE, weight="bold", va="top")
    figure.text(_SIDE, top - row, reason, size=style.LABEL_SIZE, va="top", linespacing=1.4)


def _subtitle(chosen: Choice) -> str:
    lang, shown = chosen.lang, chosen.shown
    text = shown.title(lang)
    if chosen.compares:
        text += wording.say(
            lang,
            f": chênh lệch so với “{chosen.baseline}”",
            f": difference to “{chosen.baseline}”",
        )
    text += shown.unit(lang, difference=chosen.compares)
    where = wording.say(lang, "34 tỉnh, thành (từ 7/2025)", "34 provinces (since July 2025)")
    if chosen.layout == "63":
        where = wording.say(lang, "63 tỉnh, thành (trước 7/2025)", "63 provinces (until June 2025)")
    return f"{text}, {where}, {chosen.period}"


def _finding(chosen: Choice) -> str:
    values, lang = chosen.values, chosen.lang
    high, low = chosen.say_with_unit(values.max()), chosen.say_with_unit(values.min())
    when = chosen.period
    if not chosen.compares:
        return wording.say(
            lang,
            f"Mô phỏng, {when}: từ {low} đến {high} tùy tỉnh",
            f"In the simulation, {when}: from {low} to {high} across provinces",
        )
    if (values.abs() < 1e-9).all():
        return wording.say(
            lang,
            f"Mô phỏng, {when}: “{chosen.scenario}” không tạo khác biệt ở tỉnh nào",
            f"In the simulation, {when}: “{chosen.scenario}” makes no difference in any province",
        )
    if not chosen.clear.any():
        return wording.say(
            lang,
            f"Mô phỏng, {when}: không tỉnh nào có tác động của “{chosen.scenario}” phân biệt được "
            "với số không",
            f"In the simulation, {when}: in no province can the effect of “{chosen.scenario}” be "
            "told apart from zero",
        )
    high = chosen.say_with_unit(values[chosen.clear].max())
    signs = [chosen.say(value)[0] for value in values[chosen.clear]]
    up, down = signs.count("+"), signs.count("\N{MINUS SIGN}")
    falls_vi, falls_en = (f", giảm ở {down}", f", falls in {down}") if down else ("", "")
    return wording.say(
        lang,
        f"Mô phỏng, {when}: “{chosen.scenario}” làm tăng ở {up}/{len(values)} tỉnh{falls_vi}; "
        f"nhiều nhất {high}",
        f"In the simulation, {when}: “{chosen.scenario}” adds in {up} of {len(values)} provinces"
        f"{falls_en}; at most {high}",
    )
