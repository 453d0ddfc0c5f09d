"""``dvctt compare``: run scenarios side by side on the same citizens."""

from pathlib import Path

from sim.cli import options
from sim.errors import UsageError


def compare(
    scenarios: options.Scenarios,
    draws: options.Draws = None,
    precision: options.Precision = None,
    point: options.Point = False,
    scale: options.Scale = None,
    end: options.End = None,
    seed: options.Seed = None,
    threads: options.Threads = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
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
    from sim.cli.running import Asked, carry_out

    asked = Asked.of(scenarios, point, scale=scale, end=end, seed=seed, threads=threads)
    asked.over(draws, precision, workers, cluster)
    carry_out(asked, out, as_json=json, dry_run=dry_run, quiet=quiet)
