"""Make a finished study the one that comes with the simulator.

Copies its posterior, its best-fitting draw and its tables of validation to calibration/, the
picture of the fitted figures to docs/pictures, and writes the table of README.md anew.

    python tools/ship_study.py outputs/calibrate-...
"""

import sys
from pathlib import Path

import pandas as pd

from sim import shipped
from sim.calibrate import posterior, report
from sim.calibrate.folder import StudyFolder
from sim.calibrate.validation import SHIPPED
from sim.errors import InputError
from sim.experiment.files import write_text, written

LEFT_BEHIND = ("holdout_",)  # parts of a table that is there as a whole
ROOT = Path(__file__).resolve().parents[1]
PICTURE = "predictive_check"
HEAD = "| figure | reported | model (5 to 95 % of draws) | |\n| --- | --- | --- | --- |\n"
TITLES = {
    "adults_using_online_share": "adults using, %",
    "dossiers_full_process_share": "full-process dossiers, %",
    "portal_accounts": "portal accounts, thousand",
    "dossiers_filed_cumulative": "filings through the portal, thousand",
}


def _copy(source: Path, target: Path) -> None:
    with written(target) as file:
        file.write(source.read_bytes())


def _number(value: float, unit: str) -> str:
    if unit != "%":
        return f"{value / 1000:,.0f}"
    return f"{value:.2f}" if value < 10.0 else f"{value:.1f}"


def _readme_row(row: pd.Series) -> str:
    q05, q50, q95, reported = (_number(row[q], row.unit) for q in ("q05", "q50", "q95", "reported"))
    title = TITLES.get(row.metric, row.metric)
    return f"| {title} (`{row.figure}`) | {reported} | {q50} ({q05} to {q95}) | {row.verdict} |\n"


def _write_readme_table(figures: pd.DataFrame) -> None:
    path = ROOT / "README.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(HEAD)
    after = rest[rest.index("\n\n") + 1 :]
    rows = "".join(_readme_row(row) for _, row in figures.sort_values("end").iterrows())
    write_text(path, f"{before}{HEAD}{rows}{after}")


def ship(folder: Path) -> None:
    """Copy the study in ``folder``; raise InputError when it lacks results."""
    place = StudyFolder(folder)
    if not place.is_complete or report.missing(folder, place.study):
        raise InputError(f"{folder} is not complete", "a study with its validation")
    posterior.read(folder / posterior.NAME)
    home = shipped.calibration()
    (home / SHIPPED).mkdir(exist_ok=True)
    for name in (posterior.NAME, report.POINT):
        _copy(folder / name, home / name)
    for path in sorted((folder / "tables").glob("*.csv")):
        if not path.name.startswith(LEFT_BEHIND) or path.stem == "holdout_scores":
            _copy(path, home / SHIPPED / path.name)
    picture = folder / "pictures" / f"{PICTURE}-en.png"
    _copy(picture, ROOT / "docs" / "pictures" / f"{PICTURE}.png")
    _write_readme_table(pd.read_csv(home / SHIPPED / "figures.csv"))


if __name__ == "__main__":
    ship(Path(sys.argv[1]))
