"""How long a study takes and how much disk, before anything is run.

The constants were measured with the shipped study on two cores of an Intel Xeon at 2.5 GHz.
"""

from dataclasses import dataclass

from sim.calendar import month_index
from sim.calibrate.operators import statistics
from sim.calibrate.study import Study
from sim.experiment.estimate import SMALLEST_SAMPLE
from sim.experiment.tasks import available_workers
from sim.parameters import registry

CITIZEN_MONTHS_PER_SECOND = 45e6  # of one process
SECONDS_BESIDES_A_SIMULATION = 0.05  # building one model and summing up
SECONDS_BESIDES = 240.0  # starting, inference, tables and pictures
BYTES_BESIDES = 30_000_000  # of the posterior, tables and pictures


@dataclass(frozen=True)
class Estimate:
    """What a study takes."""

    simulations: int
    seconds: float
    disk_bytes: int


def estimate(study: Study, workers: int | None = None) -> Estimate:
    """Return what it takes to carry out ``study`` with ``workers`` processes (one a core)."""
    in_all = sum(study.simulations)
    citizens = max(registry()["adults"].value / study.scale, SMALLEST_SAMPLE)
    months = month_index(study.end) + 1
    each = citizens * months / CITIZEN_MONTHS_PER_SECOND + SECONDS_BESIDES_A_SIMULATION
    numbers = len(registry()) + len(statistics()) + 2
    return Estimate(
        simulations=in_all,
        seconds=in_all * each / (workers or available_workers()) + SECONDS_BESIDES,
        disk_bytes=8 * numbers * in_all + BYTES_BESIDES,
    )
