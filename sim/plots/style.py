"""The look that the pictures share: a 1920 x 1080 slide, its colours, its frame of words.

Colours are those of Okabe and Ito (2008), which people with any colour vision can tell apart;
a line style and a marker go with each as a second cue.
"""

import functools
import re
from collections.abc import Callable
from typing import NamedTuple

import matplotlib as mpl
import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ticker import MaxNLocator

from sim.plots import wording
from sim.plots.reported import Mark

BLACK, GREY, PALE = "#000000", "#595959", "#D9D9D9"
BLUE, VERMILION, GREEN = "#0072B2", "#D55E00", "#009E73"
PURPLE, ORANGE, SKY = "#CC79A7", "#E69F00", "#56B4E9"


class Cue(NamedTuple):
    """How one series is told apart: colour, line style and marker."""

    colour: str
    line: str | tuple
    marker: str


CUES = (
    Cue(BLUE, "-", "o"),
    Cue(VERMILION, (0, (6, 2)), "s"),
    Cue(GREEN, (0, (1, 1.2)), "^"),
    Cue(PURPLE, (0, (6, 2, 1, 2)), "v"),
    Cue(ORANGE, (0, (10, 2)), "P"),
    Cue(SKY, (0, (3, 1.5)), "X"),
    Cue(BLACK, (0, (1, 1, 4, 1)), "D"),
)

DPI = 120
WIDTH, HEIGHT = 16.0, 9.0  # inches: 1920 x 1080 pixels
LEFT, RIGHT = 0.05, 0.96  # of the width
TITLE_SIZES, SUBTITLE_SIZE, LABEL_SIZE, NOTE_SIZE = (26, 23, 20), 16, 14, 11.5
LINE_HEIGHT = 1.28
LABEL_GID = "direct-label"

_RC = {
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "font.family": "DejaVu Sans",
    "font.size": LABEL_SIZE,
    "text.usetex": False,
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "svg.hashsalt": "dvctt",
    "svg.fonttype": "path",
}


def settings():
    """Return the context in which pictures are drawn and saved, whatever the user's own style."""
    return mpl.style.context(["default", _RC])


def picture(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """Let ``draw`` run in the common settings, in a language that exists."""

    @functools.wraps(draw)
    def drawn(tables, *, lang: str = "vi", **options) -> Figure:
        wording.check_language(lang)
        with settings():
            return draw(tables, lang=lang, **options)

    return drawn


def new_figure() -> Figure:
    """Return an empty slide with the Agg canvas."""
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


@functools.cache
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of ``text`` in points."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
    font.set_size(size, 72)
    font.set_text(text, 0.0)
    return font.get_width_height()[0] / 64


def wrap(text: str, size: float, weight: str = "normal", width: float | None = None) -> list[str]:
    """Break ``text`` at spaces into lines of ``width`` points (default: the slide's).

    A word that is wider by itself is broken after its hyphens.
    """
    room = (RIGHT - LEFT) * WIDTH * 72 if width is None else width
    lines = [""]
    for word in text.split(" "):
        pieces = [word]
        if text_width(word, size, weight) > room:
            pieces = re.findall("[^-]+-?|-", word)
        for number, piece in enumerate(pieces):
            longer = f"{lines[-1]} {piece}" if number == 0 and lines[-1] else lines[-1] + piece
            if lines[-1] and text_width(longer, size, weight) > room:
                lines.append(piece)
            else:
                lines[-1] = longer
    return lines


def ink(colour: str) -> str:
    """Return ``colour`` darkened until text in it reads well on white (contrast 4.5)."""
    rgb = to_rgb(colour)
    while 1.05 / (luminance(rgb) + 0.05) < 4.5:
        rgb = tuple(0.94 * part for part in rgb)
    return to_hex(rgb)


def luminance(rgb: tuple[float, float, float]) -> float:
    """Return the relative luminance (0..1) of an sRGB colour."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def footnote(lang: str, run_id: str, sources: list[str]) -> str:
    """Return the foot line: what the picture is, its sources and its run."""
    parts = [wording.say(lang, "Mô phỏng, không phải dự báo.", "Simulation, not forecast.")]
    source = wording.say(lang, "Nguồn: mô phỏng dvctt", "Source: dvctt simulation")
    if run_id:
        source += wording.say(lang, f", lần chạy {run_id}", f", run {run_id}")
    parts.append(f"{source}.")
    if sources:
        reported = wording.say(lang, "Số công bố", "Reported figures")
        parts.append(f"{reported}: {'; '.join(sources)}.")
    return " ".join(parts)


def frame(figure: Figure, title: str, subtitle: str, note: str) -> tuple[float, float]:
    """Write title, subtitle and footnote; return bottom and top of the room between them.

    Both are fractions of the figure's height.
    """
    points = HEIGHT * 72
    fitting = [size for size in TITLE_SIZES if len(wrap(title, size, "bold")) <= 2]
    size = fitting[0] if fitting else TITLE_SIZES[-1]
    lines = _balanced(title, size, "bold")
    top = 0.965
    figure.text(LEFT, top, "\n".join(lines), size=size, weight="bold", va="top", gid="title")
    top -= len(lines) * size * LINE_HEIGHT / points + 0.008
    lines = _balanced(subtitle, SUBTITLE_SIZE)
    figure.text(
        LEFT, top, "\n".join(lines), size=SUBTITLE_SIZE, color=GREY, va="top", gid="subtitle"
    )
    top -= len(lines) * SUBTITLE_SIZE * LINE_HEIGHT / points
    lines = wrap(note, NOTE_SIZE)
    figure.text(LEFT, 0.022, "\n".join(lines), size=NOTE_SIZE, color=GREY, va="bottom", gid="note")
    return 0.022 + len(lines) * NOTE_SIZE * LINE_HEIGHT / points, top


def _balanced(text: str, size: float, weight: str = "normal") -> list[str]:
    """Break ``text`` into as few lines as it needs, about as long as each other."""
    lines = wrap(text, size, weight)
    for share in range(98, 40, -3):
        narrower = wrap(text, size, weight, (RIGHT - LEFT) * WIDTH * 72 * share / 100)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def quiet_axes(axes: Axes) -> None:
    """Leave of the axes what helps reading: a base line and pale horizontal lines."""
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.grid(axis="y", color=PALE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=GREY, labelsize=LABEL_SIZE, length=0, pad=6)


def plot_area(
    figure: Figure, bottom: float, top: float, *, left: float = LEFT, margin: float = 0.0
) -> Axes:
    """Return quiet axes between ``bottom`` and ``top``; ``margin`` stays free at the right."""
    box = (left, bottom + 0.06, RIGHT - margin - left, top - bottom - 0.115)
    axes = figure.add_axes(box)
    quiet_axes(axes)
    return axes


def number_axis(axes: Axes, say: Callable[[float, int], str]) -> None:
    """Label the y axis by ``say(value, decimals)``, with as many decimals as its steps need.

    The limits must be set; the axes give way at the left to the labels.
    """
    axes.yaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10]))
    low, high = axes.get_ylim()
    ticks = [tick for tick in axes.get_yticks() if low <= tick <= high]
    step = abs(ticks[1] - ticks[0])
    decimals = max(0, int(np.ceil(-np.log10(step) - 1e-9)))
    axes.yaxis.set_major_formatter(lambda value, _: say(value, decimals))
    make_room(axes, [say(tick, decimals) for tick in ticks])


def make_room(axes: Axes, tick_labels: list[str]) -> None:
    """Move the left edge of the axes right by the width of the widest of ``tick_labels``."""
    widest = max(text_width(label, LABEL_SIZE) for label in tick_labels) + 8
    box = axes.get_position()
    left = box.x0 + widest / (WIDTH * 72)
    axes.set_position((left, box.y0, box.x1 - left, box.height))


def percent_axis(axes: Axes, lang: str) -> None:
    """Label the y axis in percent."""
    number_axis(axes, lambda value, decimals: wording.percent(value, lang, decimals))


def draw_reported(axes: Axes, marks: list[Mark]) -> None:
    """Draw reported figures as hollow squares and targets as hollow diamonds, at their ends."""
    for mark in marks:
        axes.plot(
            mark.last,
            mark.value,
            "D" if mark.target else "s",
            markersize=12,
            markerfacecolor="none",
            markeredgecolor=ink(PURPLE if mark.target else VERMILION),
            markeredgewidth=2.2,
            zorder=5,
        )
