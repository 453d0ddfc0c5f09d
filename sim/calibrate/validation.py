"""The validation of a study: read where it was done, done where it is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim import shipped
from sim.calibrate import readings, report
from sim.calibrate.bank import Bank, insist_on_this_program
from sim.calibrate.folder import StudyFolder
from sim.calibrate.simulations import Work
from sim.calibrate.study import Study
from sim.errors import InputError
from sim.experiment.files import read_tables, write_tables

SHIPPED = "validation"  # below calibration/: the tables of the shipped study
_OPERATORS = "operators"


@dataclass(frozen=True, eq=False)
class Validation:
    """The tables of validation by name, and the folder that holds them."""

    place: Path
    tables: dict[str, pd.DataFrame]


def shipped_validation() -> Validation:
    """Return the validation of the shipped study; raise InputError when none is shipped."""
    place = shipped.calibration() / SHIPPED
    tables = {path.stem: pd.read_csv(path) for path in sorted(place.glob("*.csv"))}
    if not tables:
        raise InputError(
            "no validation is shipped",
            "the folder of a study",
            hint="Make one with: dvctt calibrate baseline",
        )
    return Validation(place, tables)


def validated(folder: Path | None, work: Work, *, operators: bool = False) -> Validation:
    """Return the validation of the study in ``folder`` (None: the shipped one).

    What is missing is done first and kept there; ``operators`` also compares the readings of the
    reported share of citizens. Raises InputError when the folder is none of a study, its bank is
    not complete, or it is damaged.
    """
    if folder is None:
        return shipped_validation()
    place = StudyFolder(folder)
    study = place.study
    lacks_reading = operators and not (folder / "tables" / f"{_OPERATORS}.csv").is_file()
    if report.missing(folder, study) or lacks_reading:
        with place.worked_on():
            insist_on_this_program(study, folder)
            banks = _banks(folder, study)
            report.conclude(folder, study, banks, work)
            if lacks_reading:
                found = readings.compared(report.knowledge_of(folder, study, banks, work), work)
                write_tables({_OPERATORS: found}, folder / "tables")
    return Validation(folder, read_tables(folder / "tables"))


def _banks(folder: Path, study: Study) -> Sequence[Bank]:
    return [Bank.read(folder, 1 + at) for at in range(len(study.simulations))]
