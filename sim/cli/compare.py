"""``dvctt compare``: run scenarios side by side on the same citizens."""

from pathlib import Path

from sim.cli import options
from sim.cli.output import note_before_running, progress_bar
from sim.errors import UsageError


def compare(
    scenarios: options.Scenarios,
    scale: options.Scale = None,
    seed: options.Seed = None,
    end: options.End = None,
    threads: options.Threads = None,
    point: options.Point = False,
    out: options.Out = Path("outputs"),
    json: options.Json = False,
    dry_run: options.DryRun = False,
    quiet: options.Quiet = False,
) -> None:
    """\b
    Examples:
      dvctt compare baseline digital-teams
      dvctt compare baseline fee-cuts my-question.yaml --scale 10
      dvctt compare baseline all-together --end 2026-12 --json

    Run each SCENARIO side by side and compare with the first. All share the same citizens and all
    luck, so that a difference is the policy's. Options hold for all scenarios.
    """
    if len(scenarios) < 2:
        raise UsageError("compare needs two or more scenarios, the first to compare with")
    from sim.experiment.asking import chosen, insist_on_same_people

    asked = [chosen(name, scale=scale, seed=seed, end=end) for name in scenarios]
    insist_on_same_people(asked)
    if dry_run:
        from sim.cli.plan import show_plan

        show_plan(asked, json, out)
        return
    from sim.cli.summary import show
    from sim.experiment.estimate import insist_on_memory
    from sim.experiment.folder import insist_on_writable

    insist_on_memory(asked)
    insist_on_writable(out)
    from sim.experiment.comparison import compare as compare_scenarios

    note_before_running(point, quiet)
    with progress_bar(f"{len(asked)} scenarios", quiet) as progress:
        finished = compare_scenarios(asked, threads=threads, out=out, progress=progress)
    show(finished, as_json=json, quiet=quiet)
