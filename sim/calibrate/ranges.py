"""The ranges of fitted parameters in a study: which parameters, and where they may be."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, create_model

from sim.errors import nearest
from sim.parameters import Parameter, registry
from sim.scenario.items import Plain
from sim.scenario.parts import Part, Text, located
from sim.scenario.values import Number, refusal, shown

_ANY = Number(-1e9, 1e9)


class Range(Part):
    """Where a fitted parameter may be: as likely anywhere between ``low`` and ``high``."""

    low: Annotated[float, _ANY] = Field(description="Lowest value, in the parameter's unit")
    high: Annotated[float, _ANY] = Field(description="Highest value")
    source: Text = Field(description='A source, or the word "assumed" and why')


def _known(given):
    """Pass on ``given``; raises for parameters that cannot be fitted."""
    if not isinstance(given, dict):
        return given
    errors = {
        name: refusal(
            f'unknown parameter "{shown(Plain(name))}"',
            "one of the registry that is not fixed",
            nearest(str(name), _FREE),
            about="key",
        )
        for name in given
        if name not in _FREE
    }
    if errors:
        raise located(errors, "fitted")
    if not given:
        raise refusal("no parameter", "at least one parameter with its range")
    return given


def _amiss(row: Parameter, range: Range) -> tuple[str, str] | None:
    """Return what is wrong with ``range`` as the prior of ``row``, and what was expected."""
    found = f"{range.low:g} to {range.high:g}"
    if not range.low < range.high:
        return found, "a low end below the high one"
    if range.low < row.low or range.high > row.high:
        return found, f"a range within {row.low:g} to {row.high:g}, that of the registry"
    if not range.low <= row.value <= range.high:
        return found, f"a range that contains {row.value:g}, the value of the registry"
    return None


def _by_name(read: Part) -> dict[str, Range]:
    """Return the ranges by parameter; raises for those that the registry rules out."""
    given = {name: range for name in _FREE if (range := getattr(read, name))}
    amiss = {name: _amiss(registry()[name], range) for name, range in given.items()}
    errors = {name: refusal(*what) for name, what in amiss.items() if what}
    if errors:
        raise located(errors, "fitted")
    return given


_FREE = [row.name for row in registry().values() if row.kind != "fixed"]
_Keys = create_model("Fitted", __base__=Part, **dict.fromkeys(_FREE, (Range | None, None)))

# A mapping of parameters to ranges, in the order of the registry.
Fitted = Annotated[
    _Keys,
    BeforeValidator(_known),
    AfterValidator(_by_name),
    PlainSerializer(lambda ranges: {name: range.model_dump() for name, range in ranges.items()}),
]


def registry_ranges() -> dict[str, dict[str, float | str]]:
    """Return the parameters that the registry calls fitted, with its own ranges."""
    return {
        row.name: {"low": row.low, "high": row.high, "source": row.source}
        for row in registry().values()
        if row.kind == "fitted"
    }
