"""The headline figures of a finished run or comparison, as text or JSON."""

import math
from typing import TYPE_CHECKING, Any

import typer

from sim.cli.output import columns, note, say, say_json

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

_MEASURES = (
    "adults: share with an online dossier since January; dossiers: shares of the month;\n"
    "accounts and filings: on the national portal, in all"
)


def show(finished: "Run | Comparison", *, as_json: bool, quiet: bool) -> None:
    """Print the results, then leave with code 5 if a required target is missed."""
    for warning in finished.warnings:
        note(f"Warning: {warning}")
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
    rows = _ends(run.nation)[["month", *_HEADLINES]].to_dict("records")
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _differences(comparison: "Comparison", scenario: str) -> list[dict[str, Any]]:
    """Return adoption in the nation with and without ``scenario``, by year end."""
    nation, gained = comparison.nation, comparison.gained
    rows = nation[(nation["scenario"] == scenario) & (nation["metric"] == ADOPTION)]
    people = gained[(gained["scenario"] == scenario) & (gained["scope"] == "nation")]
    both = _ends(rows).merge(people[["month", "gained", "lost"]], on="month")
    wanted = ["month", "value_baseline", "value_scenario", "difference", "gained", "lost"]
    return both[wanted].to_dict("records")


def _document(finished: "Run | Comparison", runs: dict[str, "Run"]) -> dict[str, Any]:
    first = next(iter(runs.values()))
    document = {
        "kind": "run" if len(runs) == 1 else "compare",
        "status": "complete",
        "folder": finished.folder.as_posix(),
        "seed": first.scenario.seed,
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
    first = next(iter(runs.values()))
    scenario = first.scenario
    say(
        f"{scenario.title.en} ({scenario.id}): {first.citizens:,} citizens stand for "
        f"{scenario.population.adults:,} adults, seed {scenario.seed}"
    )
    say(_headline_text(first))
    say(_MEASURES)
    for name in list(runs)[1:]:
        say(f"\n{runs[name].scenario.title.en} ({name}), compared with {scenario.id}")
        say(_difference_text(_differences(finished, name)))
    for name, run in runs.items():
        _show_targets(name, run)
    say(f"\nResults: {finished.folder}\nNext:    dvctt plot {finished.folder}")


def _headline_text(run: "Run") -> str:
    rows = [["month", *(heading for heading, _, _ in _HEADLINES.values())]]
    for row in _headline(run):
        cells = [
            "-" if row[metric] is None else f"{row[metric] * factor:.{decimals}f}"
            for metric, (_, factor, decimals) in _HEADLINES.items()
        ]
        rows.append([row["month"], *cells])
    return columns(rows, right=range(1, len(rows[0])))


def _difference_text(rows: list[dict[str, Any]]) -> str:
    shown = [["month", "adults online %", "without", "difference pp", "gained", "lost"]]
    for row in rows:
        shown.append(
            [
                row["month"],
                f"{row['value_scenario']:.2f}",
                f"{row['value_baseline']:.2f}",
                f"{row['difference']:+.2f}",
                f"{row['gained']:,.0f}",
                f"{row['lost']:,.0f}",
            ]
        )
    return columns(shown, right=range(1, 6))


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
