"""What the policy costs by the costs that it states, and what one more user or dossier costs."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from sim.answers.cost import cost
from sim.answers.page.numbers import Column, Table
from sim.answers.page.speech import Speech
from sim.answers.page.subject import Subject

# What is bought, with what its price is said per; user-years and days stay in the table.
SHOWN = ("users", "full_process_dossiers")


def tables(subject: Subject) -> dict[str, Table]:
    """Return the costed policies, what is spent by year, and what that buys by year."""
    if not subject.compares:
        return {}
    found = cost(subject.ensemble, subject.name)
    items = (
        Column("number", "text", "number"),
        Column("policy", "lever", "lever"),
        Column("stated", "stated", "vnd"),
        Column("total", "dong", ""),
        Column("source", "text", "source"),
    )
    budget = (
        Column("year", "text", "year"),
        Column("policy", "lever", "lever"),
        Column("spent", "dong", ""),
    )
    returns = (
        Column("year", "text", "year"),
        Column("measure", "name", "measure"),
        Column("gain", "dong", "gain"),
        Column("price", "dong", "vnd_per"),
    )
    return {
        "cost_items": Table("cost_items", found.items, items),
        "budget": Table("budget", found.budget, budget),
        "returns": Table("returns", found.returns, returns),
    }


def sourced(found: dict[str, Table]) -> bool:
    """Return whether costs are stated, every one with its source."""
    items = found["cost_items"].frame
    costed = items[items["costed"]]
    return len(costed) > 0 and bool(costed["source"].notna().all())


def last_price(returns: Table) -> dict[str, Any]:
    """Return the keys of the row that prices one more user in the last year."""
    return {"year": _last_year(returns), "measure": "users"}


def prices(found: dict[str, Table]) -> bool:
    """Return whether one more user can be priced."""
    if "cost_items" not in found or not sourced(found):
        return False
    returns = found["returns"]
    return not pd.isna(returns.pick("vnd_per_p50", **last_price(returns)).value)


def section(subject: Subject, found: dict[str, Table], speech: Speech) -> dict[str, Any]:
    """Return the costs in words; where none is stated with its source, just that."""
    if not subject.compares:
        return {}
    items = found["cost_items"].frame
    if not sourced(found):
        stated = items["costed"].any()
        return {"title": speech("cost.unsourced" if stated else "cost.none"), "lines": []}
    missing = [speech.lever(lever) for lever in items.loc[~items["costed"], "lever"].unique()]
    lines = [_spent(found["budget"], speech)]
    if missing:
        lines.append(speech("cost.missing", levers=speech.listed(missing)))
    else:
        lines += [_price(found["returns"], measure, speech) for measure in SHOWN]
    return {"title": _title(found, speech), "lines": lines}


def _last_year(table: Table) -> int:
    return int(table.frame["year"].max())


def _spent(table: Table, speech: Speech) -> Markup:
    """Say what is spent in the last year, on all that is costed."""
    year = _last_year(table)
    amount = table.pick("p50", year=year, number=0)
    return speech("cost.spent", year=year, amount=speech.count(amount))


def _title(found: dict[str, Table], speech: Speech) -> Markup:
    """Say what one more user costs, or that this cannot be said."""
    if not prices(found):
        return speech("cost.no_price")
    keys = last_price(found["returns"])
    price = found["returns"].pick("vnd_per_p50", **keys)
    return speech("cost.title", year=keys["year"], price=speech.count(price))


def _price(table: Table, measure: str, speech: Speech) -> Markup:
    """Say what one more of ``measure`` costs by the last year, and the 90 % interval."""
    keys = {"year": _last_year(table), "measure": measure}
    price, low, high = (table.pick(f"vnd_per_{q}", **keys) for q in ("p50", "p05", "p95"))
    if pd.isna(price.value):
        loss = table.pick("gain_p95", **keys).value < 0
        return speech(f"cost.{'loss' if loss else 'unclear'}", measure=speech.name(measure))
    return speech(
        f"cost.per.{measure}",
        year=keys["year"],
        price=speech.count(price),
        low=speech.count(low),
        high=speech.count(high),
    )
