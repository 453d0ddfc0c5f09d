"""``dvctt explain``: every value of a scenario, and what it takes to run."""

from typing import TYPE_CHECKING

from sim.cli import options
from sim.cli.output import columns, say, say_json

if TYPE_CHECKING:
    from sim.experiment.estimate import Estimate
    from sim.scenario import Row, Scenario


def explain(
    scenario: options.Scenario,
    scale: options.Scale = None,
    seed: options.Seed = None,
    end: options.End = None,
    json: options.Json = False,
) -> None:
    """\b
    Examples:
      dvctt explain digital-teams
      dvctt explain my-question.yaml --scale 1

    Show every value of SCENARIO with the file and line that set it, mark what differs from the
    scenario that it extends, and say what it takes to run. Nothing is run.
    """
    from sim.experiment.estimate import DRAWS, estimate
    from sim.scenario import Scenario, differences
    from sim.scenario import explain as values_of

    asked = Scenario.load(scenario, scale=scale, seed=seed, end=end)
    rows, changed = values_of(asked), {row.path for row in differences(asked)}
    if json:
        _show_json(asked, rows, changed, estimate([asked], DRAWS))
    else:
        _show_text(asked, rows, changed, estimate([asked], DRAWS), scenario)


def _origin(row: "Row") -> str:
    return row.file if row.line is None else f"{row.file}:{row.line}"


def _show_json(
    scenario: "Scenario", rows: list["Row"], changed: set[str], taken: "Estimate"
) -> None:
    from dataclasses import asdict

    say_json(
        {
            "scenario": scenario.id,
            "parent": scenario.parent.id if scenario.parent else None,
            "values": [{**row._asdict(), "differs": row.path in changed} for row in rows],
            "estimate": asdict(taken),
        }
    )


def _show_text(
    scenario: "Scenario", rows: list["Row"], changed: set[str], taken: "Estimate", name: str
) -> None:
    from sim.cli.plan import described

    say(f"{scenario.title.en} / {scenario.title.vi}\n")
    lines = [
        ["*" if row.path in changed else " ", row.path, _value(row.value), _origin(row)]
        for row in rows
        if not row.path.startswith(("title", "about"))
    ]
    say(columns(lines))
    if changed:
        parent = scenario.parent.id if scenario.parent else "the file"
        say(f"\n* differs from {parent}, or is set on the command line")
    say(f"\n{described(taken)}.\nNext: dvctt run {name}")


def _value(value: object) -> str:
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
