"""The reported figures and the series that the model rests on, read from ``calibration/evidence/``.

``reported_figures.csv`` holds what the documents report, with the role each figure plays (fit,
driver, initial, check, target), how well it is attested and how exactly it was printed. The other
tables hold dated series: infrastructure, dead-zone villages, digital teams and facts on the
population. Every row names its source. The scope is VN, an agency, a province by its Vietnamese
name, or the maximum over provinces.
"""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim import shipped
from sim.calendar import LAST_MONTH, month_index, month_label
from sim.errors import InputError, nearest
from sim.metrics import METRICS

ROLES = ("fit", "driver", "initial", "check", "target")
# official: stated by a state body or quoted from it by name; press: printed without naming who
# counted; survey: asked of people; derived: computed from another figure; unverified: no document
# is named.
QUALITIES = ("official", "press", "survey", "derived", "unverified")
BOUNDS = ("", "below", "above")
SERIES_TABLES = ("infrastructure_series", "deadzones", "digital_teams", "priors")


@dataclass(frozen=True)
class Figure:
    """A reported figure; ``start`` and ``end`` are its first and last month (YYYY-MM).

    ``tolerance`` (in the unit of ``value``) is how far the number that was counted may be from the
    one that was printed: to both sides by rounding where ``bound`` is empty, only below ``value``
    where ``bound`` is "below" ("nearly 18 %"), only above it where it is "above" ("over 97 %").
    """

    id: str
    start: str
    end: str
    metric: str
    scope: str
    value: float
    unit: str
    tolerance: float
    bound: str
    role: str
    quality: str
    definition: str
    source: str

    @property
    def interval(self) -> tuple[float, float]:
        """Return the least and the greatest number that would have been printed like this one."""
        low = self.value if self.bound == "above" else self.value - self.tolerance
        high = self.value if self.bound == "below" else self.value + self.tolerance
        return low, high


@dataclass(frozen=True)
class Point:
    """One dated value of a series; ``value`` is None for an event without a number."""

    date: str
    metric: str
    scope: str
    value: float | None
    unit: str
    definition: str
    source: str
    status: str

    @property
    def month(self) -> int:
        """Return the month number of the date (0 is 2019-12; earlier months are negative)."""
        return month_index(self.date[:7])


FIGURE_COLUMNS = (
    "id",
    "from",
    "to",
    "metric",
    "scope",
    "value",
    "unit",
    "tolerance",
    "bound",
    "role",
    "quality",
    "definition",
    "source",
)
POINT_COLUMNS = tuple(Point.__dataclass_fields__)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, row) of a table; raise InputError where a cell is missing or left over."""
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != columns:
            raise InputError(
                f"columns {', '.join(reader.fieldnames or ())}",
                ", ".join(columns),
                file=path,
                line=1,
            )
        try:
            for row in reader:
                if None in row or None in row.values():
                    raise InputError(
                        "a row with too few or too many cells",
                        f"{len(columns)} cells",
                        file=path,
                        line=reader.line_num,
                    )
                yield reader.line_num, row
        except csv.Error as error:
            raise InputError(f"damaged row ({error})", file=path, line=reader.line_num) from None


def _number(row: dict[str, str], column: str, path: Path, line: int) -> float:
    try:
        number = float(row[column])
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InputError(
            f'{column} "{row[column]}"', "a number with a decimal point", file=path, line=line
        )
    return number


def _check(row: dict[str, str], months: dict[str, str], path: Path, line: int) -> None:
    for column, month in months.items():
        try:
            month_index(month)
        except ValueError as error:
            raise InputError(f"{column}: {error}", file=path, line=line) from None
    if not row["source"].strip():
        raise InputError("a row without a source", "where the value is from", file=path, line=line)


def _insist_on(row: dict[str, str], column: str, names, path: Path, line: int) -> None:
    if row[column] not in names:
        raise InputError(
            f'{column} "{row[column]}"',
            f"one of {', '.join(name or 'nothing' for name in names)}",
            file=path,
            line=line,
            nearest=nearest(row[column], names),
        )


def _impossible(figure: Figure) -> tuple[str, str] | None:
    """Return what of ``figure`` cannot be, and what could; None when nothing is amiss."""
    if figure.start > figure.end:
        return f"the period {figure.start} to {figure.end}", "a first month before the last"
    if figure.value < 0 or (figure.unit == "%" and figure.value > 100):
        return f"the value {figure.value:g} {figure.unit}", "a possible one"
    if figure.tolerance < 0:
        return f"the tolerance {figure.tolerance:g}", "0 or more"
    if figure.role != "fit":
        return None
    if month_index(figure.start) < 0 or month_index(figure.end) > LAST_MONTH:
        within = f"months from {month_label(0)} to {month_label(LAST_MONTH)}"
        return f"the period {figure.start} to {figure.end} of a figure to fit", within
    return None


def _figure(row: dict[str, str], path: Path, line: int) -> Figure:
    _check(row, {"from": row["from"], "to": row["to"]}, path, line)
    _insist_on(row, "role", ROLES, path, line)
    _insist_on(row, "quality", QUALITIES, path, line)
    _insist_on(row, "bound", BOUNDS, path, line)
    if row["role"] == "fit":
        _insist_on(row, "metric", tuple(METRICS), path, line)
    numbers = {column: _number(row, column, path, line) for column in ("value", "tolerance")}
    start, end = row.pop("from"), row.pop("to")
    figure = Figure(**{**row, **numbers}, start=start, end=end)
    if amiss := _impossible(figure):
        raise InputError(*amiss, file=path, line=line)
    return figure


def read_figures(path: Path) -> tuple[Figure, ...]:
    """Return the figures of one table; raise InputError (file, line) where it is damaged."""
    found: dict[str, Figure] = {}
    for line, row in _rows(path, FIGURE_COLUMNS):
        figure = _figure(row, path, line)
        if figure.id in found:
            raise InputError(f'the id "{figure.id}" twice', "ids once", file=path, line=line)
        found[figure.id] = figure
    return tuple(found.values())


def read_points(path: Path) -> tuple[Point, ...]:
    """Return the dated values of one table; raise InputError (file, line) where it is damaged."""
    found = []
    for line, row in _rows(path, POINT_COLUMNS):
        _check(row, {"date": row["date"][:7]}, path, line)
        value = _number(row, "value", path, line) if row["value"] else None
        found.append(Point(**{**row, "value": value}))
    return tuple(found)


@cache
def figures() -> tuple[Figure, ...]:
    """Return every reported figure, in the order of the table."""
    return read_figures(shipped.calibration() / "evidence" / "reported_figures.csv")


@cache
def points() -> tuple[Point, ...]:
    """Return every dated value of the series tables."""
    folder = shipped.calibration() / "evidence"
    return tuple(point for name in SERIES_TABLES for point in read_points(folder / f"{name}.csv"))


def series(metric: str, scope: str = "VN") -> tuple[Point, ...]:
    """Return the dated values of ``metric`` in ``scope``, oldest first, without mere events.

    Raises InputError with the nearest metric when there is no such series.
    """
    of_metric = [point for point in points() if point.metric == metric]
    if not of_metric:
        raise InputError(
            f'no series "{metric}"',
            "a metric of the evidence tables",
            nearest=nearest(metric, {point.metric for point in points()}),
        )
    chosen = [p for p in of_metric if p.scope == scope and p.value is not None]
    return tuple(sorted(chosen, key=lambda point: point.date))
