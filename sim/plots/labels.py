"""Labels written beside what they name, so that they hide neither each other nor the lines.

A label that had to stand away from its point is tied to it by a thin line.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from sim.plots import spots, style

_ROW = 1.3 * style.LABEL_SIZE  # points
_PIXELS = style.DPI / 72  # per point
_SAMPLE_PIXELS = 6  # between the points of a line that labels keep clear of
_RING = np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7), (-0.7, -0.7)])
_MARKER_PIXELS = 14  # radius of a marker
_MARKER_WEIGHT = 4  # each point of the ring around a marker counts as so many of a line


class Line(NamedTuple):
    """One line of a label."""

    text: str
    colour: str
    bold: bool = False


class Label(NamedTuple):
    """Lines to write beside the point (x, y) in data units; ``sides`` are tried in this order."""

    x: float
    y: float
    lines: tuple[Line, ...]
    sides: tuple[str, ...] = tuple(spots.SIDES)


def place(axes: Axes, labels: list[Label]) -> None:
    """Write ``labels`` in ``axes``, whose limits and place in the figure must be final."""
    renderer = axes.figure.canvas.get_renderer()
    hidden = _line_points(axes)
    # Labels may stand in the axes, a little above them, and in the margin at the right.
    right = min(axes.bbox.x1 + 60, axes.figure.bbox.x1 - 20)
    room = np.array([axes.bbox.x0, axes.bbox.y0 + 1, right, axes.bbox.y1 + 24])
    written = [t for t in axes.texts if t.get_gid() == style.LABEL_GID]
    taken = np.array([t.get_window_extent(renderer).extents for t in written]).reshape(-1, 4)
    anchors = [axes.transData.transform((label.x, label.y)) for label in labels]
    options = []
    for label, anchor in zip(labels, anchors, strict=True):
        width, height = _size(label)
        size = (width * _PIXELS, height * _PIXELS)
        options.append(spots.around(anchor, size, label.sides, room, hidden))
    chosen = spots.choose(options, taken) if options else []
    for label, anchor, option, at in zip(labels, anchors, options, chosen, strict=True):
        x0, y0, _, y1 = option.boxes[at]
        left, middle = (x0 - anchor[0]) / _PIXELS, ((y0 + y1) / 2 - anchor[1]) / _PIXELS
        tied = bool(np.isfinite(option.ties[at]).all())
        _write(axes, label, left, middle, int(option.across[at]), tied=tied)


def place_at_ends(axes: Axes, labels: list[Label], gap: float = 12) -> None:
    """Write ``labels`` right of their points, in one column, pushed apart where they collide."""
    if not labels:
        return
    ordered = sorted(labels, key=lambda label: label.y)
    heights = [(_size(label)[1] + 4) * _PIXELS for label in ordered]
    wanted = [axes.transData.transform((label.x, label.y))[1] for label in ordered]
    centres = _spread(wanted, heights, axes.bbox.y0 - 8, axes.bbox.y1 + 20)
    for label, want, centre in zip(ordered, wanted, centres, strict=True):
        shift = (centre - want) / _PIXELS
        _write(axes, label, gap, shift, 1, tied=abs(shift) > 8)


def write_below(axes: Axes, x: float | None, lines: list[Line]) -> None:
    """Write ``lines`` below the tick labels of the x axis: centred at ``x``, or as row names."""
    start = (style.LEFT - axes.get_position().x0) * style.WIDTH * 72  # of the row names, points
    for row, line in enumerate(lines):
        axes.annotate(
            line.text,
            (0 if x is None else x, 0),
            (start if x is None else 0, -(3.0 * style.LABEL_SIZE + row * _ROW)),
            xycoords=axes.transAxes if x is None else axes.get_xaxis_transform(),
            textcoords="offset points",
            ha="left" if x is None else "center",
            va="center",
            annotation_clip=False,
            gid=style.LABEL_GID,
            **_look(line),
        )


def _spread(wanted: list[float], heights: list[float], low: float, high: float) -> list[float]:
    """Return the centres nearest to ``wanted`` (ascending) at which boxes do not overlap.

    Neighbours that would collide form a block around their mean (isotonic regression); the whole
    stays between ``low`` and ``high`` where it fits.
    """
    steps = [(one + next_one) / 2 for one, next_one in zip(heights, heights[1:], strict=False)]
    stacked = np.concatenate([[0.0], np.cumsum(steps)])
    blocks: list[tuple[float, int]] = []  # mean, members
    for start in np.array(wanted) - stacked:
        mean, members = float(start), 1
        while blocks and blocks[-1][0] > mean:
            before, count = blocks.pop()
            mean = (before * count + mean * members) / (count + members)
            members += count
        blocks.append((mean, members))
    free = np.concatenate([np.full(members, mean) for mean, members in blocks])
    floor = low + heights[0] / 2
    ceiling = max(floor, high - heights[-1] / 2 - stacked[-1])
    return (np.clip(free, floor, ceiling) + stacked).tolist()


def _write(
    axes: Axes, label: Label, left: float, middle: float, across: int, *, tied: bool
) -> None:
    """Write the lines of ``label``; ``left`` and ``middle`` are in points from its point.

    Lines are set flush with the side that faces the point (``across``: 1 right of it, -1 left).
    """
    width, height = _size(label)
    x = left + width * (1 - across) / 2
    top = middle + height / 2
    holds = {1: len(label.lines) // 2, -1: len(label.lines) // 2, 0: len(label.lines) - 1}[across]
    holds = 0 if across == 0 and middle < 0 else holds
    for row, line in enumerate(label.lines):
        axes.annotate(
            line.text,
            (label.x, label.y),
            (x, top - (row + 0.5) * _ROW),
            textcoords="offset points",
            ha={1: "left", 0: "center", -1: "right"}[across],
            va="center",
            annotation_clip=False,
            gid=style.LABEL_GID,
            arrowprops=_tie(line, across, middle) if tied and row == holds else None,
            **_look(line),
        )


def _tie(line: Line, across: int, middle: float) -> dict:
    """Return the thin line from the side of the text that faces the point."""
    facing = {1: (0, 0.5), -1: (1, 0.5), 0: (0.5, 0 if middle > 0 else 1)}[across]
    return {
        "arrowstyle": "-",
        "color": style.ink(line.colour),
        "linewidth": 0.8,
        "alpha": 0.7,
        "relpos": facing,
        "shrinkA": 1,
        "shrinkB": 5,
    }


def _look(line: Line) -> dict:
    return {
        "color": style.ink(line.colour),
        "size": style.LABEL_SIZE,
        "weight": "bold" if line.bold else "normal",
        "path_effects": [withStroke(linewidth=3, foreground="white")],
        "zorder": 10,
    }


def _size(label: Label) -> tuple[float, float]:
    """Return width and height of the written label in points."""
    widths = [
        style.text_width(line.text, style.LABEL_SIZE, "bold" if line.bold else "normal")
        for line in label.lines
    ]
    return max(widths) + 2, _ROW * len(label.lines)


def _line_points(axes: Axes) -> np.ndarray:
    """Return points along every line of ``axes``, close to one another, in pixels (n, 2)."""
    found = [np.empty((0, 2))]
    for line in axes.lines:
        points = line.get_transform().transform(line.get_xydata())
        points = points[np.isfinite(points).all(axis=1)]
        if len(points) == 0:
            continue
        if line.get_linestyle() == "None":
            rings = points[:, None] + _MARKER_PIXELS * _RING
            found.append(np.repeat(rings.reshape(-1, 2), _MARKER_WEIGHT, axis=0))
            continue
        found.append(points)
        for start, end in zip(points, points[1:], strict=False):
            steps = int(np.hypot(*(end - start)) // _SAMPLE_PIXELS)
            if steps > 1:
                share = np.linspace(0, 1, steps, endpoint=False)[1:, None]
                found.append(start + share * (end - start))
    return np.vstack(found)
