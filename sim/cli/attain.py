"""``dvctt attain``: whether and when targets are met, with what probability."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import asking, options
from sim.cli.output import note, say, say_json
from sim.cli.summary import MISSED_TARGET

if TYPE_CHECKING:
    import pandas as pd


def attain(
    scenarios: asking.Questions,
    targets: asking.Targets = None,
    probability: Annotated[
        float,
        typer.Option(
            min=0, max=1, help="A required target met less probably makes the command fail (5)."
        ),
    ] = 0.5,
    draws: options.Draws = None,
    scale: options.Scale = None,
    end: options.End = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    out: options.Out = Path("outputs"),
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """\b
    Examples:
      dvctt attain state-targets-2025
      dvctt attain baseline digital-teams --targets state-targets-2025
      dvctt attain outputs/compare-baseline-digital-teams-20250101-120000

    Say for every target of SCENARIO in how many draws of the posterior it is met, when, and what is
    missing where it is not. Each scenario is judged by the targets of all.
    """
    from sim.answers.attain import attain as attained
    from sim.answers.attain import required_and_missed

    judged = asking.targets_in(targets)
    found = asking.ensemble_for(
        scenarios,
        None,
        draws=draws,
        scale=scale,
        end=end,
        workers=workers,
        cluster=cluster,
        out=out,
        quiet=quiet,
        beside=False,
    )
    table = attained(found, judged)
    place = asking.keep(found, {"attain": table})
    if json:
        say_json({"kind": "attain", "tables": place.as_posix(), "targets": asking.records(table)})
    elif quiet:
        say(str(place))
    else:
        say(_text(table))
        say(f"\nTables: {place}")
    missed = required_and_missed(table, probability)
    for row in asking.records(missed):
        met = f"met in {asking.percent(row['probability'])} of the draws"
        note(f"{row['scenario']}: {row['metric']} of {row['scope']} is required, and {met}")
    if len(missed):
        raise typer.Exit(MISSED_TARGET)


_SHOWN = {
    "scope": ("scope", str),
    "metric": ("target", str),
    "at_least": ("at least", asking.amount),
    "unit": ("unit", str),
    "by": ("by", str),
    "value_p50": ("median", asking.amount),
    "probability": ("met in", asking.percent),
    "probability_low": ("90 % from", asking.percent),
    "probability_high": ("to", asking.percent),
    "verdict": ("more likely", str),
    "month_50": ("half by", str),
    "month_90": ("90 % by", str),
    "missing_p50": ("missing", asking.amount),
}


def _text(table: "pd.DataFrame") -> str:
    from sim.metrics import METRICS

    draws, likely = table["draws"].iloc[0], table["probability"] > 0.5
    table = table.assign(
        unit=[METRICS[metric].unit for metric in table["metric"]],
        verdict=likely.map({True: "met", False: "missed"}).where(table["probability"].notna()),
    )
    blocks = [
        f"{name}: in how many of {draws} draws each target is met\n{asking.text_of(own, _SHOWN)}"
        for name, own in table.groupby("scenario", sort=False)
    ]
    return "\n\n".join(blocks) + (
        "\n\nmedian: of the value in that month; missing: median shortfall of the draws that miss; "
        "-: not within the horizon"
    )
