"""What a run or a comparison would take, for ``--dry-run`` and ``explain``."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.output import say, say_json

if TYPE_CHECKING:
    from sim.experiment.estimate import Estimate
    from sim.scenario import Scenario


def described(taken: "Estimate") -> str:
    """Return an estimate as a sentence."""
    runs = "1 run" if taken.models == 1 else f"{taken.models} runs side by side"
    how = "at the point parameters"
    if taken.draws > 1:
        how = f"in each of {taken.draws} draws of the posterior"
    return (
        f"{runs} {how}: {taken.citizens:,} citizens, {taken.months} months; "
        f"about {_duration(taken.seconds)}, {taken.memory_bytes / 1e9:.1f} GB of memory, "
        f"{max(1, round(taken.disk_bytes / 1e6))} MB of disk"
    )


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def show_plan(scenarios: Sequence["Scenario"], draws: int, as_json: bool, out: Path) -> None:
    """Print what running ``scenarios`` over ``draws`` draws (1: at the point) would do.

    Raises InputError when memory is too small.
    """
    from sim.experiment.estimate import estimate, insist_on_memory

    insist_on_memory(scenarios)
    taken, first = estimate(scenarios, draws), scenarios[0]
    if as_json:
        say_json(
            {
                "kind": "plan",
                "scenarios": [scenario.id for scenario in scenarios],
                "seed": first.seed,
                "scale": first.population.scale,
                "last_month": first.horizon.end,
                "out": out.as_posix(),
                **asdict(taken),
            }
        )
        return
    for scenario in scenarios:
        say(f"{scenario.id}: {scenario.title.en} ({scenario.title.vi})")
    luck = f"seed {first.seed}, " if draws == 1 else ""
    say(f"{luck}scale 1:{first.population.scale}, to {first.horizon.end}")
    say(described(taken))
    say(f"Nothing was run; results would go into a new folder below {out}.")
