"""The pictures of a study's validation, by name, from the tables in its folder."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from matplotlib.figure import Figure

from sim.errors import InputError
from sim.experiment.files import read_tables
from sim.plots import holdout_scores, predictive_check, rank_histograms


class Picture(NamedTuple):
    """A picture and the tables that it reads."""

    needs: tuple[str, ...]
    draw: Callable[..., Figure]


PICTURES = {
    "predictive_check": Picture(predictive_check.NEEDS, predictive_check.draw),
    "rank_histograms": Picture(rank_histograms.NEEDS, rank_histograms.draw),
    "holdout_scores": Picture(holdout_scores.NEEDS, holdout_scores.draw),
}


def from_folder(folder: Path, *, lang: str = "vi") -> dict[str, Figure]:
    """Draw every picture whose tables are in the ``folder`` of a study and say something.

    Raises InputError when there is none.
    """
    tables = read_tables(folder / "tables")
    drawn = {
        name: picture.draw(tables, lang=lang, run_id=folder.resolve().name)
        for name, picture in PICTURES.items()
        if all(need in tables and len(tables[need]) for need in picture.needs)
    }
    if not drawn:
        raise InputError(f"{folder} has no tables of validation", "the folder of a study")
    return drawn
