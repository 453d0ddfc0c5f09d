"""``dvctt run``: simulate one scenario."""

from pathlib import Path

from sim.cli import options


def run(
    scenario: options.Scenario,
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
      dvctt run baseline
      dvctt run my-question.yaml --draws 200
      dvctt run all-together --point --scale 10 --seed 7

    Simulate SCENARIO month by month from December 2019, over draws of the fitted posterior, so that
    every result has its range. Results go into a new folder below outputs/, which is never
    overwritten. Exit code 5 says that a required target is missed.
    """
    from sim.cli.running import Asked, carry_out

    asked = Asked.of([scenario], point, scale=scale, end=end, seed=seed, threads=threads)
    asked.over(draws, precision, workers, cluster)
    carry_out(asked, out, as_json=json, dry_run=dry_run, quiet=quiet)
