"""How many citizens, how long and how much memory and disk, before anything is run.

The constants were measured with the shipped baseline, all months, from 1:1000 to 1:1, on two cores
of an Intel Xeon at 2.5 GHz.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.counters import COUNTERS
from sim.errors import InputError
from sim.experiment.living import CHECKPOINT_SECONDS
from sim.experiment.tasks import available_workers
from sim.parameters import point

if TYPE_CHECKING:
    from sim.scenario import Scenario

DRAWS = 100  # of the posterior, where nobody says how many
CITIZEN_MONTHS_PER_SECOND = 60e6
SECONDS_BESIDES = 8.0  # imports, building, tables; compiling, once a version, comes on top
SMALLEST_SAMPLE = 70_000  # citizens: every stratum keeps a few villages, whatever the scale
BYTES_A_CITIZEN = 12
BYTES_BESIDES = 450_000_000  # program, compiler, environment and tables of one model
CELLS = 200 * 4  # strata x age bands
TABLE_BYTES_A_MONTH = 65_000  # on disk, of one scenario
DIFFERENCE_BYTES_A_MONTH = 420_000  # on disk, of one scenario against another
CHECKPOINT_BYTES_A_CITIZEN = 10
MEMBER_BYTES_A_MONTH = 4_000  # on disk, of one scenario in one draw
SECONDS_BESIDES_A_RUN = 0.15  # building one model and summing up, on one core


@dataclass(frozen=True)
class Estimate:
    """What a run or a comparison takes; on disk, checkpoints come and go beside the results.

    ``models`` live side by side in each of ``draws`` draws (1 at the point parameters).
    """

    draws: int
    models: int
    citizens: int
    months: int
    seconds: float
    memory_bytes: int
    disk_bytes: int


def estimate(scenarios: Sequence["Scenario"], draws: int = 1) -> Estimate:
    """Return what it takes to run ``scenarios`` side by side, over ``draws`` draws if not 1."""
    months = scenarios[0].horizon.end_month + 1
    population = scenarios[0].population
    adults = population.adults or point()["adults"]
    citizens = max(round(adults / population.scale), SMALLEST_SAMPLE)
    models = len(scenarios)
    counts = 4 * months * CELLS * COUNTERS
    seconds = models * citizens * months / CITIZEN_MONTHS_PER_SECOND + SECONDS_BESIDES
    disk = months * (models * TABLE_BYTES_A_MONTH + (models - 1) * DIFFERENCE_BYTES_A_MONTH)
    memory = models * (citizens * BYTES_A_CITIZEN + counts) + BYTES_BESIDES
    if draws > 1:
        runs = draws * models
        processes = available_workers()
        one_core = citizens * months / (CITIZEN_MONTHS_PER_SECOND / 2) + SECONDS_BESIDES_A_RUN
        seconds = runs * one_core / processes + SECONDS_BESIDES
        disk = 5 * disk + runs * months * MEMBER_BYTES_A_MONTH  # bands beside the medians
        memory *= processes
    elif seconds > CHECKPOINT_SECONDS:  # the last checkpoint stays until the next one is whole
        disk += 2 * models * citizens * CHECKPOINT_BYTES_A_CITIZEN
    return Estimate(
        draws=draws,
        models=models,
        citizens=citizens,
        months=months,
        seconds=seconds,
        memory_bytes=memory,
        disk_bytes=disk,
    )


def insist_on_memory(scenarios: Sequence["Scenario"], processes: int = 1) -> None:
    """Raise InputError when ``scenarios``, in each of the processes, do not fit in free memory."""
    import psutil

    needed = estimate(scenarios).memory_bytes * processes
    free = psutil.virtual_memory().available
    if needed > free:
        scale = scenarios[0].population.scale
        raise InputError(
            f"scale {scale} needs {needed / 1e9:.1f} GB of memory, {free / 1e9:.1f} GB are free",
            "a sample that fits",
            hint=f"Try --scale {scale * 10}.",
        )
