"""``dvctt run``: simulate one scenario."""

from pathlib import Path

from sim.cli import options
from sim.cli.output import note_before_running, progress_bar


def run(
    scenario: options.Scenario,
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
      dvctt run baseline
      dvctt run my-question.yaml --scale 10 --seed 7
      dvctt run all-together --end 2026-12 --json

    Simulate SCENARIO month by month from December 2019. Results go into a new folder below
    outputs/, which is never overwritten. Exit code 5 says that a required target is missed.
    """
    from sim.scenario import Scenario

    asked = Scenario.load(scenario, scale=scale, seed=seed, end=end)
    if dry_run:
        from sim.cli.plan import show_plan

        show_plan([asked], json, out)
        return
    from sim.cli.summary import show
    from sim.experiment.estimate import insist_on_memory
    from sim.experiment.folder import insist_on_writable

    insist_on_memory([asked])
    insist_on_writable(out)
    from sim.experiment.single import run as run_scenario

    note_before_running(point, quiet)
    with progress_bar(asked.id, quiet) as progress:
        finished = run_scenario(asked, threads=threads, out=out, progress=progress)
    show(finished, as_json=json, quiet=quiet)
