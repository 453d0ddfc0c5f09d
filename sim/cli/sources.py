"""``dvctt sources``: where figures and parameters are from, and what is measured."""

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import typer

from sim.cli import options
from sim.cli.output import say, say_json
from sim.errors import InputError, nearest


class Kind(StrEnum):
    """What is listed."""

    figures = "figures"
    series = "series"
    parameters = "parameters"
    metrics = "metrics"


def sources(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="Only this figure, metric or parameter."),
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(help="Reported figures, dated series, parameters or metrics only."),
    ] = None,
    json: options.Json = False,
) -> None:
    """\b
    Examples:
      dvctt sources
      dvctt sources --kind parameters
      dvctt sources --kind metrics
      dvctt sources adults_using_online_share

    Show every reported figure, every dated series and every parameter with its meaning and source,
    and every metric that results and targets have, with its definition and scopes.
    """
    found = [entry for entry in _entries() if kind in (None, entry["kind_of_entry"])]
    if name is not None:
        known = {word for entry in found for word in _names(entry)}
        if name not in known:
            raise InputError(
                f'no source for "{name}"',
                "a figure, a metric or a parameter",
                nearest=nearest(name, known),
            )
        found = [entry for entry in found if name in _names(entry)]
    if json:
        say_json(found)
        return
    for entry in found:
        say(_text(entry))


def _entries() -> list[dict[str, Any]]:
    from sim import evidence, parameters
    from sim.metrics import METRICS

    listed = (
        (Kind.figures, evidence.figures()),
        (Kind.series, evidence.points()),
        (Kind.parameters, parameters.registry().values()),
    )
    found = [{"kind_of_entry": kind.value, **asdict(row)} for kind, rows in listed for row in rows]
    metrics = [
        {
            "kind_of_entry": Kind.metrics.value,
            "metric": each.id,
            "unit": each.unit,
            "title_vi": each.title_vi,
            "title_en": each.title_en,
            "definition": each.definition,
            "scopes": list(each.scopes),
        }
        for each in METRICS.values()
    ]
    return found + metrics


def _names(entry: dict[str, Any]) -> set[str]:
    return {entry[key] for key in ("id", "metric", "name") if key in entry}


def _text(entry: dict[str, Any]) -> str:
    if entry["kind_of_entry"] == Kind.metrics:
        head = f"{entry['metric']}, {entry['unit']} (by {', '.join(entry['scopes'])})"
        return f"{head}\n    {entry['title_en']} / {entry['title_vi']}\n    {entry['definition']}"
    value = "" if entry["value"] is None else f" = {entry['value']:g}"
    if entry["kind_of_entry"] == Kind.parameters:
        head = f"{entry['name']}{value} {entry['unit']} ({entry['kind']}, "
        head += f"{entry['low']:g} to {entry['high']:g})"
        meaning = entry["meaning"]
    else:
        when = entry.get("date") or f"{entry['start']} to {entry['end']}"
        name = entry.get("id") or entry["metric"]
        head = f"{name}{value} {entry['unit']} ({entry['scope']}, {when})"
        meaning = entry["definition"]
    standing = _standing(entry) if entry["kind_of_entry"] == Kind.figures else ""
    told = (meaning, standing, f"source: {entry['source']}")
    return "\n".join([head, *(f"    {text}" for text in told if text)])


def _standing(figure: dict[str, Any]) -> str:
    """Return what a reported figure is used for, who stands for it and how exact it is."""
    margin = f"{figure['tolerance']:g} {figure['unit']}"
    exact = {
        "": f"rounded to within {margin}" if figure["tolerance"] else "exact as printed",
        "below": f"up to {margin} less than printed",
        "above": f"up to {margin} more than printed",
    }
    return f"{figure['role']}, {figure['quality']}, {exact[figure['bound']]}"
