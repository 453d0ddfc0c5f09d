"""What the commands that answer a question share: the ensemble they are about, and their tables."""

import json as json_module
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import options
from sim.cli.output import columns, note, note_before_running, progress_bar, warn
from sim.cli.running import insist_on_none
from sim.errors import InputError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.ensemble import Ensemble
    from sim.scenario import Scenario
    from sim.scenario.target import Target

_QUESTION = "A scenario, or the folder of a finished run or comparison."

Question = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO|FOLDER", help=_QUESTION, autocompletion=options.complete_scenario
    ),
]
Questions = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO...|FOLDER",
        help="Scenarios, or the folder of a finished run or comparison.",
        autocompletion=options.complete_scenario,
    ),
]
Versus = Annotated[
    str | None,
    typer.Option(
        "--vs",
        metavar="SCENARIO",
        help="What to compare with [default: baseline].",
        autocompletion=options.complete_scenario,
    ),
]
Targets = Annotated[
    str | None,
    typer.Option(
        metavar="SCENARIO",
        help="Judge by the targets of this scenario instead, as state-targets-2025.",
        autocompletion=options.complete_scenario,
    ),
]
Month = Annotated[
    str | None, typer.Option(metavar="YYYY-MM", help="When [default: the last month].")
]


def ensemble_for(
    names: Sequence[str],
    vs: str | None,
    *,
    draws: int | None,
    scale: int | None,
    end: str | None,
    out: Path,
    quiet: bool,
    beside: bool = True,
    **where: Any,
) -> "Ensemble":
    """Return the ensemble in a folder, or that of scenarios ``beside`` another or not.

    The other one is ``vs``, by default the shipped baseline. What was run before with the same
    scenarios, draws and program is used again. ``where`` says on which workers or cluster it is
    run. Policies that change nothing are named in warnings.
    """
    from sim.experiment.ensemble import read_ensemble

    if (Path(names[0]) / "manifest.json").is_file():
        if len(names) > 1:
            raise UsageError("one folder, or scenarios")
        given = {"--vs": vs, "--draws": draws, "--scale": scale, "--end": end}
        insist_on_none(given, "a new run; the folder has been run")
        found = read_ensemble(names[0])
    else:
        from sim.answers.page.asking import finished_before, scenarios_for
        from sim.calibrate.posterior import shipped
        from sim.experiment.asking import asked_for, chosen

        others = [chosen(name, scale=scale, end=end) for name in names]
        if beside:
            others[:1] = scenarios_for(names[0], vs or "baseline", scale=scale, end=end)
        asked = asked_for(others)
        before = finished_before(asked, draws, shipped().attrs, out)
        if before and not quiet:
            note(f"{before} holds this run already; nothing is simulated again.")
        found = read_ensemble(before) if before else _run(asked, draws, out, quiet, where)
    warn(found.warnings)
    return found


def _run(
    asked: Sequence["Scenario"],
    draws: int | None,
    out: Path,
    quiet: bool,
    where: dict[str, Any],
) -> "Ensemble":
    from sim.experiment.ensemble import ensemble
    from sim.experiment.folder import insist_on_writable

    insist_on_writable(out)
    note_before_running(quiet)
    with progress_bar(asked[-1].id, quiet, "draws") as progress:
        return ensemble(asked, draws=draws, out=out, progress=progress, **where)


def policies_of(ensemble: "Ensemble") -> list[str]:
    """Return the scenarios compared with the baseline; raise InputError when there is none."""
    found = [name for name in ensemble.scenarios if name != ensemble.baseline]
    if not found:
        raise InputError(
            f"{ensemble.baseline} alone", "a scenario that sets something the baseline does not"
        )
    return found


def targets_in(name: str | None) -> "tuple[Target, ...] | None":
    """Return the targets of the scenario ``name``; raise InputError when it has none."""
    if name is None:
        return None
    from sim.scenario import Scenario

    targets = Scenario.load(name).targets
    if not targets:
        raise InputError(f"{name} has no targets", "a scenario with targets: state-targets-2025")
    return targets


def keep(ensemble: "Ensemble", tables: Mapping[str, "pd.DataFrame"]) -> Path:
    """Write ``tables`` into the folder of ``ensemble`` and return where they are."""
    from sim.experiment.files import write_tables

    place = ensemble.folder / "answers" / "tables"
    write_tables(tables, place)
    return place


def records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return ``table`` as plain data, with None for what is missing."""
    return json_module.loads(table.to_json(orient="records", double_precision=10))


def text_of(table: "pd.DataFrame", shown: Mapping[str, tuple[str, Callable[[Any], str]]]) -> str:
    """Return the columns in ``shown``, each with its heading and how a value is written."""
    rows = [[heading for heading, _ in shown.values()]]
    for row in records(table):
        rows.append(["-" if row[k] is None else write(row[k]) for k, (_, write) in shown.items()])
    numbers = [at for at, (_, write) in enumerate(shown.values()) if write is not str]
    return columns(rows, right=numbers)


def percent(share: float) -> str:
    """Return a share of 0 to 1 in per cent."""
    return f"{100 * share:.0f} %"


def signed(value: float) -> str:
    """Return a difference with its sign."""
    return f"{value:+.2f}"


def amount(value: float) -> str:
    """Return a number with as many decimals as it is worth."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.1f}"
