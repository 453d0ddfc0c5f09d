"""The pictures: each reads results only, and draws one slide in Vietnamese or English.

``PICTURES[name].draw(tables, lang=..., run_id=...)`` takes pandas tables by scope and returns a
matplotlib figure; ``from_folder`` reads them from a run or comparison folder; ``save`` writes PNG
(1920 x 1080) and SVG whose bytes depend on nothing but the figure.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from sim.errors import InputError, UsageError, nearest
from sim.plots import accounts, adoption, comparison, full_process, province_map, style


class Picture(NamedTuple):
    """A picture: the scopes of the tables that it reads, and how it is drawn.

    ``compares`` is set when the tables are those of a comparison folder.
    """

    needs: tuple[str, ...]
    draw: Callable[..., Figure]
    compares: bool = False


PICTURES = {
    "adoption": Picture(adoption.NEEDS, adoption.draw),
    "accounts": Picture(accounts.NEEDS, accounts.draw),
    "full_process": Picture(full_process.NEEDS, full_process.draw),
    "province_map": Picture(province_map.NEEDS, province_map.draw),
    "province34_map": Picture(province_map.NEEDS_34, province_map.draw),
    "comparison": Picture(comparison.NEEDS, comparison.draw, compares=True),
    "comparison_map": Picture(province_map.NEEDS, province_map.draw, compares=True),
    "comparison34_map": Picture(province_map.NEEDS_34, province_map.draw, compares=True),
}


def from_folder(name: str, folder: Path, *, lang: str = "vi", **options) -> Figure:
    """Draw the picture ``name`` from the tables of a run or comparison folder.

    ``options`` are the picture's own (metric, month, scenario, names, figures). Raises UsageError
    for an unknown picture and InputError for a folder without the tables.
    """
    if name not in PICTURES:
        near = nearest(name, PICTURES)
        hint = f'; did you mean "{near}"?' if near else f"; one of {', '.join(PICTURES)}"
        raise UsageError(f'unknown picture "{name}"{hint}')
    picture = PICTURES[name]
    tables = {scope: _table(folder, scope) for scope in picture.needs}
    return picture.draw(tables, lang=lang, run_id=folder.resolve().name, **options)


def _table(folder: Path, scope: str) -> pd.DataFrame:
    path = folder / "tables" / f"{scope}.parquet"
    if not path.is_file():
        raise InputError("no such table", "a folder that a finished run made", file=path)
    return pd.read_parquet(path)


def save(figure: Figure, folder: Path, name: str) -> tuple[Path, Path]:
    """Write ``figure`` as ``name``.png and ``name``.svg into ``folder``; return both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    png, svg = folder / f"{name}.png", folder / f"{name}.svg"
    with style.settings():
        figure.savefig(png, metadata={"Software": None})
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg
