"""``dvctt why``: which levers an effect comes from, and the chain behind it."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import asking, options
from sim.cli.output import progress_bar, say, say_json

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.ensemble import Ensemble

DRAWS = 32


class By(StrEnum):
    """What an effect is split by."""

    lever = "lever"
    policy = "policy"


def why(
    scenario: asking.Question,
    vs: asking.Versus = None,
    month: asking.Month = None,
    by: Annotated[By, typer.Option(help="Levers, or single policies.")] = By.lever,
    pairs: Annotated[
        int,
        typer.Option(min=1, help="Beyond six levers: random orders a draw, each also reversed."),
    ] = 1,
    draws: Annotated[
        int | None, typer.Option(min=2, help=f"Draws of the posterior [default: {DRAWS}].")
    ] = None,
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
      dvctt why all-together --end 2027-12
      dvctt why my-question.yaml --by policy
      dvctt why outputs/compare-baseline-digital-teams-20250101-120000

    Split the effect of SCENARIO between its levers (Shapley values: what a lever adds to those
    before it, over all orders), and show the chain behind it from needs to users. The levers' parts
    add up to the effect.
    """
    is_folder = (Path(scenario) / "manifest.json").is_file()
    found = asking.ensemble_for(
        [scenario],
        vs,
        draws=draws if is_folder else draws or DRAWS,
        scale=scale,
        end=end if is_folder else end or month,
        workers=workers,
        cluster=cluster,
        out=out,
        quiet=quiet,
    )
    options_of_runs = {"workers": workers, "cluster": cluster}
    tables: dict[str, pd.DataFrame] = {}
    for name in asking.policies_of(found):
        tables |= _tables(found, name, month, by.value, pairs, quiet, options_of_runs)
    place = asking.keep(found, tables)
    if json:
        document = {name: asking.records(table) for name, table in tables.items()}
        say_json({"kind": "why", "tables": place.as_posix(), **document})
    elif quiet:
        say(str(place))
    else:
        for name in asking.policies_of(found):
            say(_text(name, tables[f"why-{name}"], tables[f"chain-{name}"]))
        say(f"\nTables: {place}")


def _tables(
    ensemble: "Ensemble",
    name: str,
    month: str | None,
    by: str,
    pairs: int,
    quiet: bool,
    where: dict[str, Any],
) -> "dict[str, pd.DataFrame]":
    from sim.answers.chain import chain
    from sim.answers.why import contributions, default_measures

    steps = chain(ensemble, name, month=month)
    measures = default_measures(month or ensemble.months[-1])
    with progress_bar(f"levers of {name}", quiet, "tasks") as progress:
        parts = contributions(
            ensemble, name, measures, by=by, pairs=pairs, progress=progress, **where
        )
    return {f"why-{name}": parts, f"chain-{name}": steps}


_PARTS = {
    "part": ("lever", str),
    "mean": ("effect", asking.signed),
    "standard_error": ("+- s.e.", lambda value: f"{value:.2f}"),
    "share": ("of all", lambda share: f"{share:.0f} %"),
}
_CHAIN = {
    "step": ("step", str),
    "metric": ("metric", str),
    "mode": ("filed", str),
    "baseline": ("without", asking.amount),
    "p50": ("effect", lambda value: f"{value:+,.2f}"),
    "p05": ("90 % from", lambda value: f"{value:+,.2f}"),
    "p95": ("to", lambda value: f"{value:+,.2f}"),
    "finding": ("finding", lambda finding: "yes" if finding else "no"),
}


def _text(name: str, parts: "pd.DataFrame", steps: "pd.DataFrame") -> str:
    import pandas as pd

    blocks = [f"{name}: what each lever contributes ({parts['method'].iloc[0]} Shapley values)"]
    for keys, own in parts.groupby(["metric", "scope", "group", "month", "unit"], sort=False):
        metric, _, group, month, unit = keys
        levers, everything = own.iloc[:-1], own.iloc[-1:]
        ordered = pd.concat([levers.sort_values("mean", ascending=False), everything])
        heading = f"{metric}, {group}, {month} ({'points' if unit == '%' else unit})"
        blocks.append(f"\n{heading}\n{asking.text_of(ordered, _PARTS)}")
    blocks.append(f"\nThe chain in the nation, {steps['month'].iloc[0]}")
    blocks.append(asking.text_of(steps, _CHAIN))
    return "\n".join(blocks)
