"""What ``run`` and ``compare`` have in common: one run at the point, or many over the posterior."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.output import note_before_running, progress_bar
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.experiment.outcome import Comparison, Run
    from sim.scenario import Scenario


@dataclass
class Asked:
    """The scenarios asked for, and how they are to be run."""

    scenarios: list["Scenario"]
    point: bool
    threads: int | None
    over_posterior: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        names: Sequence[str],
        point: bool,
        *,
        scale: int | None,
        end: str | None,
        seed: int | None,
        threads: int | None,
    ) -> "Asked":
        """Return the scenarios ``names`` with overrides, checked.

        Raises UsageError for options of a single run without ``point``.
        """
        if not point:
            insist_on_none({"--seed": seed, "--threads": threads}, "a single run: add --point")
        from sim.experiment.asking import asked_for

        return cls(asked_for(names, scale=scale, seed=seed, end=end), point, threads)

    def over(
        self,
        draws: int | None,
        precision: float | None,
        workers: int | None,
        cluster: str | None,
    ) -> None:
        """Note how to run over the posterior; raise UsageError where that is not asked for."""
        given = {"--draws": draws, "--precision": precision}
        given |= {"--workers": workers, "--cluster": cluster}
        if self.point:
            insist_on_none(given, "runs over the posterior: leave out --point")
        if draws is not None and precision is not None:
            raise UsageError("--draws and --precision: one of them says how many draws")
        self.over_posterior = {name.lstrip("-"): value for name, value in given.items()}


def insist_on_none(options: dict[str, Any], meant_for: str) -> None:
    """Raise UsageError when any of ``options`` is given, which are ``meant_for`` something else."""
    given = [name for name, value in options.items() if value is not None]
    if given:
        raise UsageError(f"{' and '.join(given)}: for {meant_for}")


def carry_out(asked: Asked, out: Path, *, as_json: bool, dry_run: bool, quiet: bool) -> None:
    """Run what is asked, or with ``dry_run`` say what it takes, and print the results."""
    if dry_run:
        from sim.cli.plan import show_plan

        show_plan(asked.scenarios, asked.over_posterior.get("draws") or _runs(asked), as_json, out)
        return
    from sim.cli.summary import show
    from sim.experiment.estimate import insist_on_memory
    from sim.experiment.folder import insist_on_writable

    if not asked.over_posterior.get("cluster"):
        insist_on_memory(asked.scenarios)
    insist_on_writable(out)
    show(_finished(asked, out, quiet), as_json=as_json, quiet=quiet)


def _runs(asked: Asked) -> int:
    from sim.experiment.estimate import DRAWS

    return 1 if asked.point else DRAWS


def _finished(asked: Asked, out: Path, quiet: bool) -> "Run | Comparison":
    title = (
        asked.scenarios[0].id if len(asked.scenarios) == 1 else f"{len(asked.scenarios)} scenarios"
    )
    note_before_running(quiet)
    if not asked.point:
        from sim.experiment.ensemble import ensemble
        from sim.experiment.outcome import read

        with progress_bar(title, quiet, "draws") as progress:
            found = ensemble(asked.scenarios, out=out, progress=progress, **asked.over_posterior)
        return read(found.folder)
    with progress_bar(title, quiet) as progress:
        if len(asked.scenarios) == 1:
            from sim.experiment.single import run

            return run(asked.scenarios[0], threads=asked.threads, out=out, progress=progress)
        from sim.experiment.comparison import compare

        return compare(asked.scenarios, threads=asked.threads, out=out, progress=progress)
