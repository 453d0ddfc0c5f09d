"""The map: every province a tile of one size, in the 34 provinces since July 2025 and in the 63."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.colors import to_hex, to_rgb

from sim.answers.page.effect import columns
from sim.answers.page.figures import ADOPTION
from sim.answers.page.numbers import Column, Number, Table
from sim.answers.page.speech import Speech
from sim.answers.page.subject import EFFECT, WITHOUT, Subject
from sim.plots import style, tilegrid, wording

LAYOUTS = {"34": "province34", "63": "province"}
_FAINTEST, _STRONGEST = 0.08, 0.95  # how much of the hue the palest and the deepest tile take
_WHITE = "#ffffff"
_SMALLEST_REACH = 0.5  # points: a smaller difference never has the strongest colour


class Cell(NamedTuple):
    """One tile: its place (from 1), what it says and its colours."""

    row: int
    column: int
    name: str
    part_of: str
    said: str
    anchor: str
    fill: str
    ink: str
    clear: bool


def tables(subject: Subject) -> dict[str, Table]:
    """Return adoption by province in the last month, in both geographies."""
    of_whom = Column("province", "text", "group")
    return {
        scope: Table(
            scope,
            subject.spread(scope, ADOPTION, [subject.last]),
            columns(subject, of_whom),
        )
        for scope in LAYOUTS.values()
    }


def section(subject: Subject, found: dict[str, Table], speech: Speech) -> dict[str, Any]:
    """Return both maps."""
    part = EFFECT if subject.compares else WITHOUT
    maps = [_map(found[scope], layout, part, speech) for layout, scope in LAYOUTS.items()]
    return {"title": _title(found["province34"], part, speech), "maps": maps, "part": part}


def _map(table: Table, layout: str, part: str, speech: Speech) -> dict[str, Any]:
    """Return the tiles of ``layout``, and colours and numbers of the key."""
    frame = table.frame.reset_index().set_index("group")
    values = frame[f"{part}_p50"]
    low = 0.0 if part == EFFECT else float(values.min())
    reach = max(float((values - low).abs().max()), _SMALLEST_REACH)
    decimals = 1 if values.abs().max() >= 1 else 2

    def said(value: float) -> str:
        if part == EFFECT:
            return wording.signed(value, speech.lang, decimals)
        return wording.number(value, speech.lang, 0)

    cells = []
    for tile in tilegrid.tiles(layout):
        row = frame.loc[tile.part_of or tile.name]
        value, clear = float(row[f"{part}_p50"]), part != EFFECT or bool(row["finding"])
        fill = _fill(value - low, reach) if clear else _WHITE
        cells.append(_cell(tile, said(value), table.anchor(int(row["index"])), fill, clear))
    ends = (-reach, 0.0, reach) if values.min() < 0 else (low, low + reach / 2, low + reach)
    return {
        "layout": layout,
        "title": speech(f"map.{layout}"),
        "cells": cells,
        "key": [(_fill(end - low, reach), said(end)) for end in ends],
    }


def _cell(tile: tilegrid.Tile, said: str, anchor: str, fill: str, clear: bool) -> Cell:
    name = wording.together(tile.name.replace(" - ", "\N{EN DASH}"))
    ink = style.BLACK if style.luminance(to_rgb(fill)) > 0.18 else _WHITE
    return Cell(tile.row + 1, tile.column, name, tile.part_of, said, anchor, fill, ink, clear)


def _fill(value: float, reach: float) -> str:
    """Return blue for a gain, vermilion for a loss, the deeper the larger."""
    share = _FAINTEST + (_STRONGEST - _FAINTEST) * min(1.0, abs(value) / reach)
    hue = np.array(to_rgb(style.BLUE if value >= 0 else style.VERMILION))
    return to_hex(1 - share * (1 - hue)) if value else _WHITE


def _title(table: Table, part: str, speech: Speech) -> Markup:
    """Say the range of the medians and, of effects, in how many provinces they are clear."""
    values = table.frame[f"{part}_p50"]
    if part != EFFECT:
        low, high = map(speech.percent, _ends(table, values))
        return speech("map.levels", low=low, high=high)
    clear = values[table.frame["finding"]]
    low, high = map(speech.points, _ends(table, clear if len(clear) else values))
    if clear.empty:
        return speech("map.unclear", low=low, high=high)
    up, down = int((clear > 0).sum()), int((clear < 0).sum())
    words = speech("map.effects", up=up, of=len(values), low=low, high=high)
    return words + speech("map.down", down=down) if down else words


def _ends(table: Table, values: pd.Series) -> list[Number]:
    """Return the least and the most of ``values``, rows of ``table``."""
    rows = table.frame.index
    return [
        Number(float(values[row]), table.anchor(rows.get_loc(row)))
        for row in (values.idxmin(), values.idxmax())
    ]
