"""``dvctt cost``: what a scenario costs by the costs that it states, and what that buys."""

from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import asking, options
from sim.cli.output import say, say_json

if TYPE_CHECKING:
    from sim.answers.cost import Costs


def cost(
    scenario: asking.Question,
    vs: asking.Versus = None,
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
      dvctt cost digital-teams
      dvctt cost my-question.yaml --end 2027-12
      dvctt cost outputs/compare-baseline-digital-teams-20250101-120000

    Add up the costs that the policies of SCENARIO state, by policy and year, and say what an
    additional user, user-year and full-process dossier costs. What has no stated cost is listed.
    """
    from sim.answers.cost import cost as costs_of

    found = asking.ensemble_for(
        [scenario],
        vs,
        draws=draws,
        scale=scale,
        end=end,
        workers=workers,
        cluster=cluster,
        out=out,
        quiet=quiet,
    )
    costs = {name: costs_of(found, name) for name in asking.policies_of(found)}
    tables = {
        f"cost-{what}-{name}": getattr(own, what)
        for name, own in costs.items()
        for what in ("items", "budget", "returns")
    }
    place = asking.keep(found, tables)
    if json:
        document = {name: asking.records(table) for name, table in tables.items()}
        say_json({"kind": "cost", "tables": place.as_posix(), **document})
    elif quiet:
        say(str(place))
    else:
        for name, own in costs.items():
            say(_text(name, own))
        say(f"\nTables: {place}")


_MILLION = ("VND mn", lambda vnd: f"{vnd / 1e6:,.0f}")
_ITEMS = {
    "number": ("policy", lambda number: f"{number}"),
    "lever": ("lever", str),
    "months": ("months", lambda months: f"{months}"),
    "p50": _MILLION,
    "note": ("", str),
}
_BUDGET = {"year": ("year", lambda year: f"{year}"), "p50": _MILLION}
_RETURNS = {
    "measure": ("gain", str),
    "gain_p50": ("median", asking.amount),
    "gain_p05": ("90 % from", asking.amount),
    "gain_p95": ("to", asking.amount),
    "vnd_per_p50": ("VND each", asking.amount),
    "vnd_per_p05": ("from", asking.amount),
    "vnd_per_p95": ("to ", asking.amount),
    "vnd_note": ("", str),
}


def _text(name: str, costs: "Costs") -> str:
    blocks = [f"{name}: what it costs over all months, by the costs stated"]
    blocks.append(asking.text_of(costs.items, _ITEMS))
    budget = costs.budget[(costs.budget["number"] == 0) & (costs.budget["p95"] > 0)]
    if len(budget):
        blocks += ["\nBudget by year", asking.text_of(budget, _BUDGET)]
    if len(costs.returns):
        last = costs.returns["year"].max()
        own = costs.returns[costs.returns["year"] == last]
        blocks += [
            f"\nUp to the end of {last}, against the baseline",
            asking.text_of(own, _RETURNS),
        ]
    if not costs.complete:
        blocks.append("What is not costed is in no sum: the true costs are higher.")
    return "\n".join(blocks)
