"""``dvctt search``: what would it take to meet targets?"""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sim.cli import asking, options
from sim.cli.output import note_before_running, progress_bar, say, say_json
from sim.cli.summary import MISSED_TARGET
from sim.cli.sweep import File

if TYPE_CHECKING:
    from sim.answers.search import Found, Plan


def search(
    file: File,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    out: options.Out = Path("outputs"),
    json: options.Json = False,
    dry_run: options.DryRun = False,
    quiet: options.Quiet = False,
) -> None:
    """\b
    Examples:
      dvctt search fifty-percent-by-2027
      dvctt search my-search.yaml --dry-run
      dvctt resume outputs/search-my-search-20250101-120000

    Find the smallest or cheapest policy, within the bounds that FILE sets, that meets its targets
    with the wanted probability. The result is a scenario that runs as it is, confirmed on draws and
    luck that the search has not seen. Exit code 5 says that nothing within the bounds is enough;
    then what comes closest is shown, and which bound binds.
    """
    from sim.answers.search import read_search
    from sim.answers.search import search as run

    plan = read_search(file)
    if dry_run:
        _show_plan(plan, json, out)
        return
    from sim.experiment.folder import insist_on_writable

    insist_on_writable(out)
    note_before_running(quiet)
    with progress_bar(plan.search.id, quiet, "policies at most") as progress:
        found = run(file, workers=workers, cluster=cluster, out=out, progress=progress)
    show(found, json, quiet)


def complete_search(
    folder: Path, workers: int | None, cluster: str | None, as_json: bool, quiet: bool
) -> None:
    """Complete the search in ``folder`` and print what it found."""
    from sim.answers.search import complete

    note_before_running(quiet)
    with progress_bar(folder.name, quiet, "policies at most") as progress:
        found = complete(folder, workers=workers, cluster=cluster, progress=progress)
    show(found, as_json, quiet)


def _show_plan(plan: "Plan", as_json: bool, out: Path) -> None:
    asked = plan.search
    variables = {v.name: [v.low, v.high] for v in plan.variables}
    most = asked.evaluations * asked.draws
    if as_json:
        document = {"kind": "plan", "search": asked.id, "variables": variables}
        say_json(document | {"most_runs": most, "out": out.as_posix()})
        return
    say(f"{asked.id}: {asked.title.en} ({asked.title.vi})")
    for name, (low, high) in variables.items():
        say(f"  {name} from {low:g} to {high:g}")
    say(f"at most {asked.evaluations} policies on {asked.draws} draws, 1:{asked.scale}")
    say(f"Nothing was run; results would go into a new folder below {out}.")


_ATTAINED = {
    "metric": ("target", str),
    "scope": ("scope", str),
    "by": ("by", str),
    "at_least": ("at least", asking.amount),
    "p50": ("median", asking.amount),
    "probability": ("met in", asking.percent),
    "probability_low": ("90 % from", asking.percent),
    "probability_high": ("to", asking.percent),
}
_BOUNDS = {
    "name": ("bound of", str),
    "value": ("value", lambda value: f"{value:g}"),
    "margin_lost": ("margin lost %", lambda lost: f"{lost:.2f}"),
    "binds": ("binds", lambda binds: "yes" if binds else "no"),
}


def show(found: "Found", as_json: bool, quiet: bool) -> None:
    """Print what was found, then leave with code 5 if the targets are not reached."""
    if as_json:
        document = {name: asking.records(table) for name, table in found.tables.items()}
        policy = found.scenario.content()
        folder = found.folder.as_posix()
        say_json(
            {
                "kind": "search",
                "folder": folder,
                "reached": found.reached,
                "scenario": policy,
                **document,
            }
        )
    elif quiet:
        say(str(found.folder))
    else:
        _show_text(found)
    if not found.reached:
        raise typer.Exit(MISSED_TARGET)


def _show_text(found: "Found") -> None:
    best = (
        "The smallest that is enough" if found.reached else "Nothing is enough. What comes closest"
    )
    say(f"{best}:")
    for policy in found.scenario.content().get("policies", ()):
        own = [f"{k} {v}" for k, v in policy.items() if k not in ("lever", "source", "cost")]
        say(f"  {policy['lever']}: {', '.join(own)}")
    attained = found.tables["attainment"]
    say(f"\nOn {attained['draws'].iloc[0]} draws that the search has not seen")
    say(asking.text_of(attained, _ATTAINED))
    if len(found.tables.get("bounds", ())):
        say(f"\nBounds\n{asking.text_of(found.tables['bounds'], _BOUNDS)}")
    if "front" in found.tables:
        say(f"\n{len(found.tables['front'])} policies are on the front: tables/front.csv")
    result = found.folder / "result.yaml"
    say(f"\nResults: {found.folder}\nNext:    dvctt answer {result}")
