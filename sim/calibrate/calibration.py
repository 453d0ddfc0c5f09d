"""A study from nothing to report: banks, prior predictive check, inference, tables and pictures."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sim.calibrate import prior_check
from sim.calibrate.bank import Bank, Progress, fill, insist_on_this_program
from sim.calibrate.folder import StudyFolder
from sim.calibrate.priors import Box
from sim.calibrate.rounds import kept_box
from sim.calibrate.study import Study
from sim.experiment.files import write_tables
from sim.experiment.folder import COMPLETE
from sim.experiment.stopping import terminated_in_order

if TYPE_CHECKING:
    import pandas as pd

PRIOR_PREDICTIVE = "prior_predictive"


@contextmanager
def _silence(title: str) -> Iterator[None]:
    yield None


@dataclass(frozen=True)
class Conduct:
    """Where the simulations are done, and who is told how it goes.

    ``bar`` opens, with a title, what is told the simulations done and those in all; ``checked`` is
    told the table of the prior predictive check as soon as it is there.
    """

    workers: int | None = None
    cluster: str | None = None
    bar: Callable[[str], AbstractContextManager[Progress | None]] = _silence
    checked: Callable[["pd.DataFrame"], None] = lambda table: None


@dataclass(frozen=True, eq=False)
class Calibration:
    """A complete study: its ``folder`` has the posterior, the tables and the pictures."""

    folder: Path
    study: Study
    banks: tuple[Bank, ...]
    prior_predictive: "pd.DataFrame"


def calibrate(
    study: Study | str | Path, out: str | Path, conduct: Conduct | None = None
) -> Calibration:
    """Carry out ``study`` (a Study, the name of a shipped one or a file) in a new folder.

    The folder is made below ``out``. Raises InputError for an invalid study, a folder that cannot
    be written, or a posterior that lies on an edge of the study's ranges.
    """
    asked = study if isinstance(study, Study) else Study.load(study)
    return _carried_out(StudyFolder.begin(Path(out), asked), conduct or Conduct())


def resume(folder: str | Path, conduct: Conduct | None = None) -> Calibration:
    """Complete the study in ``folder``, to the same bytes as without the interruption.

    What is there is not done again. Raises InputError when the folder is none of a study, is
    damaged, or was begun with another program.
    """
    place = StudyFolder(Path(folder))
    conduct = conduct or Conduct()
    if not place.is_complete:
        return _carried_out(place, conduct)
    found = read(place.path)
    conduct.checked(found.prior_predictive)
    return found


def read(folder: str | Path) -> Calibration:
    """Return the complete study in ``folder``; raise InputError when it is none."""
    place = StudyFolder(Path(folder))
    study = place.study
    banks = tuple(Bank.read(place.path, 1 + at) for at in range(len(study.simulations)))
    return Calibration(place.path, study, banks, prior_check.table(banks[0]))


def _carried_out(place: StudyFolder, conduct: Conduct) -> Calibration:
    with place.worked_on(), terminated_in_order():
        study = place.study
        first = _filled(study, place.path, 1, None, conduct)
        table = prior_check.table(first)
        write_tables({PRIOR_PREDICTIVE: table}, place.path / "tables")
        conduct.checked(table)
        banks = (first,)
        if len(study.simulations) > 1:
            box = kept_box(place.path, 2) or _truncated(place.path, first, conduct)
            banks = (first, _filled(study, place.path, 2, box, conduct))
        insist_on_this_program(study, place.path)
        _conclude(place.path, study, banks, conduct)
        place.update(
            status=COMPLETE,
            finished=datetime.now().astimezone().isoformat(timespec="seconds"),
            simulations=[len(bank) for bank in banks],
            failures=[len(bank.failures) for bank in banks],
        )
    return Calibration(place.path, study, banks, table)


def _filled(study: Study, folder: Path, round: int, box: Box | None, conduct: Conduct) -> Bank:
    with conduct.bar(f"round {round}") as progress:
        return fill(
            study,
            folder,
            round,
            box=box,
            workers=conduct.workers,
            cluster=conduct.cluster,
            progress=progress,
        )


def _truncated(folder: Path, first: Bank, conduct: Conduct) -> Box:
    from sim.calibrate.infer import truncated_box  # scikit-learn takes its time to load
    from sim.calibrate.report import ensemble_file

    return truncated_box(first, first.study, conduct.workers, ensemble_file(folder, "round-1"))


def _conclude(folder: Path, study: Study, banks: tuple[Bank, ...], conduct: Conduct) -> None:
    from sim.calibrate.report import conclude
    from sim.calibrate.simulations import Work

    with conduct.bar("posterior") as progress:
        conclude(folder, study, banks, Work(conduct.workers, conduct.cluster, progress=progress))
