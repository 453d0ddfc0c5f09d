"""Make a finished study the one that comes with the simulator.

Copies its posterior, its best-fitting draw and its tables of validation to calibration/.
Usage: python tools/ship_study.py FOLDER
"""

import sys
from pathlib import Path

from sim import shipped
from sim.calibrate import posterior, report
from sim.calibrate.folder import StudyFolder
from sim.calibrate.validation import SHIPPED
from sim.errors import InputError
from sim.experiment.files import written

LEFT_BEHIND = ("holdout_",)  # parts of a table that is there as a whole


def _copy(source: Path, target: Path) -> None:
    with written(target) as file:
        file.write(source.read_bytes())


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


if __name__ == "__main__":
    ship(Path(sys.argv[1]))
