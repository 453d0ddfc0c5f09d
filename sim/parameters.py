"""The registry of parameters: every number of the model with its meaning, range and source.

The rows are in ``sim/data/parameters/``, one table a process. A parameter is ``fixed`` (a matter of
record or definition), ``fitted`` (in a study as likely anywhere in its range) or ``uncertain``
(with a prior around its value); what was reported moves the last two together. ``source`` cites, or
says "assumed" and why. ``value`` is the likeliest before anything is fitted; what a run without
draws takes is ``point()``.
"""

import csv
from collections import namedtuple
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sim import shipped
from sim.errors import InputError, nearest

if TYPE_CHECKING:
    import numpy as np

KINDS = ("fixed", "fitted", "uncertain")


@dataclass(frozen=True)
class Parameter:
    """One row of the registry; ``low`` and ``high`` bound what a study or a scenario may set."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    kind: str
    process: str
    meaning: str
    source: str


def _parameter(row: dict[str, str], file, line: int) -> Parameter:
    try:
        numbers = {key: float(row.pop(key)) for key in ("value", "low", "high")}
        parameter = Parameter(**numbers, **row)
    except (TypeError, ValueError) as error:
        raise InputError(f"damaged parameter row ({error})", file=file, line=line) from None
    if not parameter.low <= parameter.value <= parameter.high or parameter.kind not in KINDS:
        raise InputError(
            f"parameter {parameter.name} with value {parameter.value} and kind {parameter.kind!r}",
            f"a value within {parameter.low} to {parameter.high} and a kind of {KINDS}",
            file=file,
            line=line,
        )
    return parameter


@cache
def registry() -> Mapping[str, Parameter]:
    """Return every parameter by name, in the order of the tables."""
    found: dict[str, Parameter] = {}
    for path in sorted((shipped.data() / "parameters").glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                parameter = _parameter(row, path, line)
                if parameter.name in found:
                    raise InputError(f"parameter {parameter.name} twice", file=path, line=line)
                found[parameter.name] = parameter
    return found


# A named tuple of floats: compiled rules read it like an object, and it cannot be changed.
Parameters = namedtuple("Parameters", tuple(registry()))


def likeliest() -> Parameters:
    """Return the registry's own values: the likeliest before anything is fitted."""
    return Parameters(**{name: row.value for name, row in registry().items()})


@cache
def point() -> Mapping[str, float]:
    """Return the point values: those of the best-fitting draw, or of the registry without one.

    ``calibration/point.csv`` holds the draw of the shipped posterior that fits best.
    """
    values = {name: row.value for name, row in registry().items()}
    path = shipped.calibration() / "point.csv"
    if not path.is_file():
        return values
    with open(path, encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            name, value = row["name"], float(row["value"])
            if name not in values or not registry()[name].low <= value <= registry()[name].high:
                raise InputError(
                    f"{name} = {value}", "a parameter within its range", file=path, line=line
                )
            values[name] = value
    return values


def parameters(**overrides: float) -> Parameters:
    """Return the point values with ``overrides``.

    Raises InputError for an unknown name or a value out of the registry's range.
    """
    rows = registry()
    for name, value in overrides.items():
        if name not in rows:
            raise InputError(
                f'unknown parameter "{name}"', "a name of the registry", nearest=nearest(name, rows)
            )
        if not rows[name].low <= value <= rows[name].high:
            raise InputError(
                f"{name} = {value}", f"a value from {rows[name].low:g} to {rows[name].high:g}"
            )
    return Parameters(**{name: float(overrides.get(name, at)) for name, at in point().items()})


def as_record(values: Parameters) -> "np.record":
    """Return ``values`` as one NumPy record, which compiled code takes by reference."""
    import numpy as np  # reading a scenario needs the registry, but no NumPy

    fields = np.dtype([(name, np.float64) for name in Parameters._fields])
    return np.array([tuple(values)], fields)[0]
