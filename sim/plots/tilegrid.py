"""The tile grids of the 63 provinces and of the 34: one tile a province, all of one size.

The layouts (sim/data/tilegrid.csv) were drawn by hand from the provinces' known position so that
neighbours touch: 127 of the 136 borders between the 63 provinces, 55 of 58 between the 34. Hoàng
Sa and Trường Sa have tiles of their own, which belong to Đà Nẵng and Khánh Hòa.
"""

import csv
import functools
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim import shipped
from sim.plots import style

LAYOUTS = ("63", "34")

_WIDTH = {"63": 0.067, "34": 0.08}  # of a tile, of the slide's width
_GAP = 0.05  # of a tile
_ARCHIPELAGO_ROWS = 1.5
_LARGEST_NAME, _LARGEST_VALUE = 12.0, 14.0


class Tile(NamedTuple):
    """One tile: where it lies (row from the north, column from the west) and its province.

    An archipelago has ``part_of``, the name of the province that it belongs to.
    """

    code: str
    name: str
    row: int
    column: int
    part_of: str


@functools.cache
def tiles(layout: str) -> tuple[Tile, ...]:
    """Return the tiles of the layout "63" or "34"."""
    with open(shipped.data() / "tilegrid.csv", encoding="utf-8", newline="") as file:
        return tuple(
            Tile(row["code"], row["name"], int(row["row"]), int(row["column"]), row["part_of"])
            for row in csv.DictReader(file)
            if row["layout"] == layout
        )


def names(layout: str) -> dict[str, str]:
    """Return the provinces of ``layout`` by code."""
    return {tile.code: tile.name for tile in tiles(layout) if not tile.part_of}


def draw(
    figure: Figure,
    layout: str,
    fills: dict[str, tuple],
    said: dict[str, str],
    bottom: float,
    top: float,
) -> None:
    """Draw the tiles of ``layout`` between ``bottom`` and ``top`` of the slide.

    ``fills`` are colours (RGBA) and ``said`` the values to print, both by province code.
    """
    grid = tiles(layout)
    columns = max(tile.column for tile in grid)
    rows = 1 + max(tile.row for tile in grid)
    axes = figure.add_axes((style.LEFT, bottom, columns * _WIDTH[layout], top - bottom))
    axes.set_xlim(1, columns + 1)
    axes.set_ylim(rows, 0)
    axes.axis("off")
    height = (top - bottom) * style.HEIGHT * 72 / rows
    width = _WIDTH[layout] * style.WIDTH * 72
    for tile in grid:
        _draw_tile(axes, tile, fills[tile.code])
        _write(axes, tile, said[tile.code], fills[tile.code], (width, height))


def _draw_tile(axes: Axes, tile: Tile, fill: tuple) -> None:
    """Draw one tile; an archipelago's is half as high again and dashed."""
    axes.add_patch(
        Rectangle(
            (tile.column + _GAP / 2, tile.row + _GAP / 2),
            1 - _GAP,
            (_ARCHIPELAGO_ROWS if tile.part_of else 1) - _GAP,
            facecolor=fill,
            edgecolor=style.GREY if tile.part_of else "#BFBFBF",
            linestyle=(0, (3, 2)) if tile.part_of else "-",
            linewidth=1.2 if tile.part_of else 0.6,
        )
    )


def _write(axes: Axes, tile: Tile, value: str, fill: tuple, room: tuple[float, float]) -> None:
    """Write name and value into a tile of ``room`` (width, height in points)."""
    lines = [tile.name.replace(" - ", "\N{EN DASH}")]
    if tile.part_of:
        lines.append(f"({tile.part_of})")
    words = [(line, _name_size(line, room), "normal") for line in lines]
    words.append((value, min(_LARGEST_VALUE, 0.43 * room[1]), "bold"))
    step = (_ARCHIPELAGO_ROWS if tile.part_of else 1) / (len(words) + 0.3)
    for line, (text, size, weight) in enumerate(words):
        axes.text(
            tile.column + 0.5,
            tile.row + (line + 0.65) * step,
            text,
            size=size,
            weight=weight,
            color=style.BLACK if style.luminance(fill[:3]) > 0.18 else "white",
            ha="center",
            va="center_baseline",
            gid=style.LABEL_GID,
        )


def _name_size(name: str, room: tuple[float, float]) -> float:
    size = min(_LARGEST_NAME, 0.37 * room[1])
    return min(size, size * 0.86 * room[0] / style.text_width(name, size))
