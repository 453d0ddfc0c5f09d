"""What is timed, each measure in a process of its own: ``python -m benchmarks.measures NAME``.

Prints one JSON list of figures. ``--quick`` takes smaller sizes, for a look in passing.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from statistics import median

import psutil

MONTHS = 133
MILLION, FROM_MONTH = 71, 61  # scale at which there are a million citizens; January 2025
GIB = 2**30
ENGINES = {"engine, one thread": 1, "engine, threads as chosen": None}
SMALL_POLICY = "fee-cuts"


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the wall time and the processor time (all threads) of ``work``, in seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def figure(name: str, value: float, unit: str, cpu_seconds: float | None = None, **target) -> dict:
    """Return one line of the table; ``target`` is ``at_most`` or ``at_least`` with a number."""
    return {"name": name, "value": value, "unit": unit, "cpu_seconds": cpu_seconds, **target}


@cache
def _baseline():
    from sim.scenario import Scenario

    return Scenario.load("baseline")


def _model(scale: float, **options):
    from sim.model import AdoptionModel

    return AdoptionModel(_baseline(), scale=scale, collect=False, **options)


def _load_compiled_code() -> None:
    _model(10_000).step()


def _peak_memory() -> float:
    """Return the most memory that this process has had so far, in GiB."""
    memory = psutil.Process().memory_info()
    if sys.platform == "win32":
        return memory.peak_wset / GIB
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / GIB


def _bytes_a_citizen(model) -> float:
    """Return the bytes of all arrays that grow with citizens or villages, a citizen."""
    of_villages = [*vars(model.villages).values(), model.village_counts]
    return model.citizens.bytes_each + sum(a.nbytes for a in of_villages) / len(model.citizens)


def _lifetime(scale: float, **options) -> tuple[object, float, float]:
    """Return a model built and run to its end, with its wall and processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    model = _model(scale, **options)
    model.run_for(MONTHS)
    return model, time.perf_counter() - wall, time.process_time() - cpu


def compilation(quick: bool) -> list[dict]:
    """Time the compilation of the rules, with an empty cache."""
    import numba

    import sim.compiled

    with tempfile.TemporaryDirectory() as empty:
        sim.compiled.CACHE = numba.config.CACHE_DIR = empty
        import sim.model  # noqa: F401 - imported for what importing compiles

        wall, cpu = timed(_load_compiled_code)
    return [figure("compilation, once a version", wall, "s", cpu)]


def whole(quick: bool) -> list[dict]:
    """Time the whole population through all months; memory is that of the whole process."""
    scale = 20 if quick else 1
    seconds, memory = ({}, {}) if quick else ({"at_most": 60}, {"at_most": 4})
    import sim.model  # noqa: F401 - imported for what importing compiles

    loading, loading_cpu = timed(_load_compiled_code)
    model, wall, cpu = _lifetime(scale)
    label = f"1:{scale}, {len(model.citizens):,} citizens, {MONTHS} months"
    return [
        figure("first model and month of a process", loading, "s", loading_cpu),
        figure(label, wall, "s", cpu, **seconds),
        figure("live bytes a citizen", _bytes_a_citizen(model), "bytes", at_most=24),
        figure("peak memory of the process", _peak_memory(), "GiB", **memory),
    ]


def hundredth(quick: bool) -> list[dict]:
    """Time a 1:100 sample through all months, on as many threads as the model chooses."""
    scale, target = (500, {}) if quick else (100, {"at_most": 1.5})
    _load_compiled_code()
    runs = [_lifetime(scale, seed=seed) for seed in range(1, 4)]
    citizens = len(runs[0][0].citizens)
    label = f"1:{scale}, {citizens:,} citizens, {MONTHS} months, median of {len(runs)}"
    wall, cpu = (median(run[part] for run in runs) for part in (1, 2))
    return [figure(label, wall, "s", cpu, **target)]


def thousandth(quick: bool) -> list[dict]:
    """Time 1:1000 samples one after the other, each with its own seed, on one core."""
    _load_compiled_code()
    repeats = 7 if quick else 31
    runs = []
    for seed in range(1, repeats + 1):  # no model is kept, as when a bank is filled
        model, *times = _lifetime(1000, seed=seed, threads=1)
        runs.append((len(model.citizens), *times))
        del model
    citizens = runs[0][0]
    label = f"1:1000, {citizens:,} citizens, {MONTHS} months, one core, median of {repeats}"
    wall, cpu = (1000 * median(run[part] for run in runs) for part in (1, 2))
    return [figure(label, wall, "ms", cpu / 1000, at_most=80)]


def against_mesa(quick: bool) -> list[dict]:
    """Compare the engine with the plain Mesa model: same people, same months of 2025.

    The engine lives the year after each month of the plain model, so that other work on the machine
    slows both alike. That work only ever adds time, so each is timed by its best month or year, and
    the ratio of medians stands beside. The first month, in which threads start, is not timed.
    """
    from benchmarks.plain_mesa import PlainModel

    _load_compiled_code()
    scale, months = (1000, 3) if quick else (MILLION, 11)
    original = _model(scale)
    plain = PlainModel(original, seed=1, month=FROM_MONTH)
    plain.run_for(1)
    spent = {name: [] for name in ("plain Mesa", *ENGINES)}
    for _ in range(months):
        spent["plain Mesa"].append(timed(lambda: plain.run_for(1)))
        for name, threads in ENGINES.items():
            model = _model(scale, threads=threads)
            model.month = FROM_MONTH
            model.run_for(1)
            whole, cpu = timed(lambda each=model: each.run_for(months))
            spent[name].append((whole / months, cpu / months))
    title, figures = f"{len(original.citizens):,} citizens: ", []
    best = {name: min(of) for name, of in spent.items()}
    for name, (wall, cpu) in best.items():
        pace = len(original.citizens) / wall / 1e6
        figures.append(figure(title + name, pace, "million citizen-months/s", cpu))
    for name, threads in ENGINES.items():
        target = {} if threads or quick else {"at_least": 500}
        ratio, label = best["plain Mesa"][0] / best[name][0], f"{title}{name} / plain Mesa"
        figures.append(figure(label, ratio, "times", **target))
        plain, engine = (median(wall for wall, _ in spent[each]) for each in ("plain Mesa", name))
        figures.append(figure(f"{label}, medians", plain / engine, "times"))
    return figures


def pairing(quick: bool) -> list[dict]:
    """Compare the variance of a small policy's effect on the same and on other citizens."""
    import numpy as np

    from sim.experiment.member import live_member
    from sim.metrics import kept_in_ensembles
    from sim.scenario import Scenario

    _load_compiled_code()
    seeds, metric = (6 if quick else 30), "adults_using_online_share"
    pair = [Scenario.load(name, scale=1000, end="2025-12") for name in ("baseline", SMALL_POLICY)]
    at = kept_in_ensembles("nation").index(metric)
    wall, cpu = time.perf_counter(), time.process_time()
    members = [live_member(pair, {}, seed) for seed in range(1, seeds + 1)]
    without, with_policy = (
        np.array([member.values[each.id]["nation"][at, 0, -1] for member in members], float)
        for each in pair
    )
    paired = with_policy - without
    independent = with_policy - np.roll(without, 1)
    name = f"variance of the effect of {SMALL_POLICY} (+{paired.mean():.2f} points of adults), "
    target = {} if quick else {"at_least": 20}
    ratio = independent.var(ddof=1) / paired.var(ddof=1)
    label = name + f"independent / paired, {seeds} seeds at 1:1000"
    spent = time.perf_counter() - wall, time.process_time() - cpu
    return [
        figure(label, ratio, "times", spent[1], **target),
        figure(f"the same, {seeds} pairs of runs to 2025-12", spent[0], "s", spent[1]),
    ]


MEASURES = (compilation, whole, hundredth, thousandth, against_mesa, pairing)

if __name__ == "__main__":
    by_name = {measure.__name__: measure for measure in MEASURES}
    print(json.dumps(by_name[sys.argv[1]]("--quick" in sys.argv)))
