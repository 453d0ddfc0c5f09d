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

if TYPE_CHECKING:
    from sim.scenario import Scenario

CITIZEN_MONTHS_PER_SECOND = 60e6
SECONDS_BESIDES = 8.0  # imports, building, tables; compiling, once a version, comes on top
SMALLEST_SAMPLE = 70_000  # citizens: every stratum keeps a few villages, whatever the scale
BYTES_A_CITIZEN = 12
BYTES_BESIDES = 450_000_000  # program, compiler, environment and tables of one model
CELLS = 200 * 4  # strata x age bands
TABLE_BYTES_A_MONTH = 65_000  # on disk, of one scenario
DIFFERENCE_BYTES_A_MONTH = 420_000  # on disk, of one scenario against another
CHECKPOINT_BYTES_A_CITIZEN = 10


@dataclass(frozen=True)
class Estimate:
    """What a run or a comparison takes; on disk, checkpoints come and go beside the results."""

    models: int
    citizens: int
    months: int
    seconds: float
    memory_bytes: int
    disk_bytes: int


def estimate(scenarios: Sequence["Scenario"]) -> Estimate:
    """Return what it takes to run ``scenarios`` side by side."""
    months = scenarios[0].horizon.end_month + 1
    population = scenarios[0].population
    citizens = max(round(population.adults / population.scale), SMALLEST_SAMPLE)
    models = len(scenarios)
    counts = 4 * months * CELLS * COUNTERS
    seconds = models * citizens * months / CITIZEN_MONTHS_PER_SECOND + SECONDS_BESIDES
    disk = months * (models * TABLE_BYTES_A_MONTH + (models - 1) * DIFFERENCE_BYTES_A_MONTH)
    if seconds > CHECKPOINT_SECONDS:  # the last checkpoint stays until the next one is whole
        disk += 2 * models * citizens * CHECKPOINT_BYTES_A_CITIZEN
    return Estimate(
        models=models,
        citizens=citizens,
        months=months,
        seconds=seconds,
        memory_bytes=models * (citizens * BYTES_A_CITIZEN + counts) + BYTES_BESIDES,
        disk_bytes=disk,
    )


def insist_on_memory(scenarios: Sequence["Scenario"]) -> None:
    """Raise InputError when ``scenarios`` do not fit in the memory that is free."""
    import psutil

    needed, free = estimate(scenarios).memory_bytes, psutil.virtual_memory().available
    if needed > free:
        scale = scenarios[0].population.scale
        raise InputError(
            f"scale {scale} needs {needed / 1e9:.1f} GB of memory, {free / 1e9:.1f} GB are free",
            "a sample that fits",
            hint=f"Try --scale {scale * 10}.",
        )
