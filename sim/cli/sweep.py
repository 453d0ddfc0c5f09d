"""``dvctt sweep``: a scenario over a grid of its values."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import asking, options
from sim.cli.output import note_before_running, progress_bar, say, say_json

if TYPE_CHECKING:
    import pandas as pd

    from sim.answers.sweep import Grid

File = Annotated[
    str, typer.Argument(metavar="FILE", help="A YAML file with the question, or a shipped one.")
]


def sweep(
    file: File,
    draws: Annotated[
        int | None, typer.Option(min=2, help="Draws of the posterior, instead of the file's.")
    ] = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    out: options.Out = Path("outputs"),
    json: options.Json = False,
    dry_run: options.DryRun = False,
    quiet: options.Quiet = False,
) -> None:
    """\b
    Examples:
      dvctt sweep team-size-and-training
      dvctt sweep my-sweep.yaml --dry-run
      dvctt resume outputs/sweep-my-sweep-20250101-120000

    Run a scenario at every point of the grid that FILE names (values of its policies, of parameters
    or of the population), over draws of the posterior, each point beside its baseline. One tidy
    table has a row a point, draw and measure, another the ranges over the draws.
    """
    from sim.answers.sweep import read_sweep
    from sim.answers.sweep import sweep as run

    grid = read_sweep(file)
    if dry_run:
        _show_plan(grid, draws or grid.sweep.draws, json, out)
        return
    from sim.experiment.folder import insist_on_writable

    insist_on_writable(out)
    note_before_running(quiet)
    with progress_bar(grid.sweep.id, quiet, "tasks") as progress:
        found = run(file, draws=draws, workers=workers, cluster=cluster, out=out, progress=progress)
    show(found.folder, found.tables["summary"], json, quiet)


def complete_sweep(
    folder: Path, workers: int | None, cluster: str | None, as_json: bool, quiet: bool
) -> None:
    """Complete the sweep in ``folder`` and print what it came to."""
    from sim.answers.sweep import complete

    note_before_running(quiet)
    with progress_bar(folder.name, quiet, "tasks") as progress:
        found = complete(folder, workers=workers, cluster=cluster, progress=progress)
    show(found.folder, found.tables["summary"], as_json, quiet)


def _show_plan(grid: "Grid", draws: int, as_json: bool, out: Path) -> None:
    worlds = len({point.baseline.to_yaml() for point in grid.points()})
    runs = draws * (len(grid) + worlds)
    if as_json:
        plan = {"kind": "plan", "sweep": grid.sweep.id, "points": len(grid), "draws": draws}
        say_json(plan | {"runs": runs, "out": out.as_posix()})
        return
    say(f"{grid.sweep.id}: {len(grid)} points of {', '.join(grid.axes)}")
    say(f"{draws} draws, 1:{grid.sweep.scale}, {runs} runs with the baselines")
    say(f"Nothing was run; results would go into a new folder below {out}.")


def show(folder: Path, summary: "pd.DataFrame", as_json: bool, quiet: bool) -> None:
    """Print the ranges of every point, and where the tables are."""
    if as_json:
        rows = asking.records(summary)
        say_json({"kind": "sweep", "folder": folder.as_posix(), "summary": rows})
        return
    if quiet:
        say(str(folder))
        return
    axes = summary.columns[1 : list(summary.columns).index("metric")]
    shown = {axis: (axis.rpartition(".")[2], str) for axis in axes} | _SHOWN
    keys = ["metric", "group", "month"]
    for (metric, group, month), own in summary.groupby(keys, sort=False):
        say(f"{metric}, {group}, {month}\n{asking.text_of(own, shown)}\n")
    say(f"Results: {folder}")


_SHOWN = {
    "value_p50": ("value", asking.amount),
    "effect_p50": ("effect", asking.signed),
    "effect_p05": ("90 % from", asking.signed),
    "effect_p95": ("to", asking.signed),
    "finding": ("finding", lambda finding: "yes" if finding else "no"),
}
