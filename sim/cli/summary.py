"""The headline figures of a finished run or comparison, as text or JSON."""

import math
from typing import TYPE_CHECKING, Any

import typer

from sim.cli.output import columns, note, say, say_json, warn

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.outcome import Comparison, Run

MISSED_TARGET = 5
ADOPTION = "adults_using_online_share"
# metric: heading, unit factor, decimals
_HEADLINES = {
    ADOPTION: ("adults online %", 1.0, 2),
    "dossiers_online_share": ("dossiers online %", 1.0, 1),
    "dossiers_full_process_share": ("full-process %", 1.0, 1),
    "portal_accounts": ("accounts mn", 1e-6, 2),
    "dossiers_filed_cumulative": ("filings mn", 1e-6, 2),
}

_BANDS = ("p05", "p25", "p75", "p95")
_MEASURES = (
    "adults: share with an online dossier since January; dossiers: shares of the month;\n"
    "accounts and filings: on the national portal, in all"
)


def show(finished: "Run | Comparison", *, as_json: bool, quiet: bool) -> None:
    """Print the results, then leave with code 5 if a required target is missed."""
    warn(finished.warnings)
    runs = getattr(finished, "runs", None) or {finished.scenario.id: finished}
    if as_json:
        say_json(_document(finished, runs))
    elif quiet:
        say(str(finished.folder))
    else:
        _show_text(finished, runs)
    if any(judged.fails for run in runs.values() for judged in run.targets):
        raise typer.Exit(MISSED_TARGET)


def _ends(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the rows of each December and of the last month."""
    last = table["month"].max()
    return table[table["month"].str.endswith("-12") | (table["month"] == last)]


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON can say it."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _headline(run: "Run") -> list[dict[str, Any]]:
    bands = (
        [f"{metric}_{band}" for metric in _HEADLINES for band in _BANDS] if run.draws > 1 else []
    )
    rows = _ends(run.nation)[["month", *_HEADLINES, *bands]].to_dict("records")
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _differences(comparison: "Comparison", scenario: str) -> list[dict[str, Any]]:
    """Return adoption in the nation with and without ``scenario``, by year end."""
    nation, gained = comparison.nation, comparison.gained
    rows = nation[(nation["scenario"] == scenario) & (nation["metric"] == ADOPTION)]
    people = gained[(gained["scenario"] == scenario) & (gained["scope"] == "nation")]
    both = _ends(rows).merge(people[["month", "gained", "lost"]], on="month")
    wanted = ["month", "value_baseline", "value_scenario", "difference", "gained", "lost"]
    if comparison.draws > 1:
        wanted += [*_BANDS, "share_above_zero", "finding"]
    return both[wanted].to_dict("records")


def _document(finished: "Run | Comparison", runs: dict[str, "Run"]) -> dict[str, Any]:
    first = next(iter(runs.values()))
    document = {
        "kind": "run" if len(runs) == 1 else "compare",
        "status": "complete",
        "folder": finished.folder.as_posix(),
        **({"seed": first.scenario.seed} if first.draws == 1 else {"draws": first.draws}),
        "scale": first.scenario.population.scale,
        "last_month": first.scenario.horizon.end,
        "citizens": first.citizens,
        "scenarios": [_scenario(run) for run in runs.values()],
        "warnings": list(finished.warnings),
    }
    if len(runs) > 1:
        others = list(runs)[1:]
        document["differences"] = {name: _differences(finished, name) for name in others}
    return document


def _scenario(run: "Run") -> dict[str, Any]:
    return {
        "id": run.scenario.id,
        "title": run.scenario.title.model_dump(),
        "headline": _headline(run),
        "targets": [judged.record() for judged in run.targets],
    }


def _show_text(finished: "Run | Comparison", runs: dict[str, "Run"]) -> None:
    from sim.experiment.ensemble.summary import FEWEST_DRAWS

    first = next(iter(runs.values()))
    scenario = first.scenario
    say(f"{scenario.title.en} ({scenario.id}): {_sample(first)}")
    say(_headline_text(first))
    say(_MEASURES)
    if first.draws > 1:
        say("median over the draws (from 5 to 95 % of them)")
        if first.draws < FEWEST_DRAWS:
            note(f"Only {first.draws} draws: their outer quantiles mean little.")
    for name in list(runs)[1:]:
        say(f"\n{runs[name].scenario.title.en} ({name}), compared with {scenario.id}")
        say(_difference_text(_differences(finished, name)))
    for name, run in runs.items():
        _show_targets(name, run)
    say(f"\nResults: {finished.folder}\nNext:    dvctt plot {finished.folder}")


def _sample(run: "Run") -> str:
    scenario = run.scenario
    if run.draws > 1:
        return f"{run.draws} draws of the posterior, each at 1:{scenario.population.scale}"
    return f"{run.citizens:,} citizens, about 1:{scenario.population.scale}, seed {scenario.seed}"


def _headline_text(run: "Run") -> str:
    rows = [["month", *(heading for heading, _, _ in _HEADLINES.values())]]
    for row in _headline(run):
        rows.append([row["month"], *(_cell(row, metric) for metric in _HEADLINES)])
    return columns(rows, right=range(1, len(rows[0])))


def _cell(row: dict[str, Any], metric: str) -> str:
    """Return a headline figure, with its range where the run has one."""
    _, factor, decimals = _HEADLINES[metric]
    if row[metric] is None:
        return "-"
    text = f"{row[metric] * factor:.{decimals}f}"
    low, high = (row.get(f"{metric}_{band}") for band in (_BANDS[0], _BANDS[-1]))
    if low is None or high is None:
        return text
    return f"{text} ({low * factor:.{decimals}f}-{high * factor:.{decimals}f})"


def _difference_text(rows: list[dict[str, Any]]) -> str:
    heading = ["month", "adults online %", "without", "difference pp", "gained", "lost"]
    ranged = "finding" in rows[0]
    rows = [row for row in rows if row["difference"] or row["gained"] or row["lost"]]
    if not rows:
        return "not one citizen's year differs"
    shown = [heading + (["90 % of draws", "above zero", ""] if ranged else [])]
    for row in rows:
        cells = [
            row["month"],
            f"{row['value_scenario']:.2f}",
            f"{row['value_baseline']:.2f}",
            f"{row['difference']:+.2f}",
            f"{row['gained']:,.0f}",
            f"{row['lost']:,.0f}",
        ]
        if ranged:
            cells += [
                f"{row['p05']:+.2f} to {row['p95']:+.2f}",
                f"{row['share_above_zero']:.0%}",
                "a finding" if row["finding"] else "not told apart from zero",
            ]
        shown.append(cells)
    return columns(shown, right=range(1, 8 if ranged else 6))


def _show_targets(name: str, run: "Run") -> None:
    if not run.targets:
        return
    say(f"\nTargets of {name}")
    rows = []
    for judged in run.targets:
        target = judged.target
        value = "-" if judged.value is None else f"{judged.value:.1f}"
        required = "required" if target.required else ""
        rows.append(
            [
                judged.verdict,
                target.by,
                target.scope,
                target.metric,
                f"{value} of {target.at_least:g}",
                required,
            ]
        )
    say(columns(rows))
