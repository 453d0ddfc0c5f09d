"""The reported figures and the series that the model rests on, read from ``calibration/evidence/``.

``reported_figures.csv`` holds what the documents report, with the role each figure plays (fit,
driver, initial, check, target). The other tables hold dated series: infrastructure, dead-zone
villages, digital teams and facts on the population. Every row names its source. The scope is VN,
an agency or a province by its Vietnamese name.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim import shipped
from sim.calendar import month_index
from sim.errors import InputError, nearest

ROLES = ("fit", "driver", "initial", "check", "target")
SERIES_TABLES = ("infrastructure_series", "deadzones", "digital_teams", "priors")


@dataclass(frozen=True)
class Figure:
    """A reported figure; ``start`` and ``end`` are its first and last month (YYYY-MM)."""

    id: str
    start: str
    end: str
    metric: str
    scope: str
    value: float
    unit: str
    role: str
    definition: str
    source: str


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
    "role",
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


def _number(row: dict[str, str], path: Path, line: int) -> float:
    try:
        return float(row["value"])
    except ValueError:
        raise InputError(
            f'value "{row["value"]}"', "a number with a decimal point", file=path, line=line
        ) from None


def _check(row: dict[str, str], months: dict[str, str], path: Path, line: int) -> None:
    for column, month in months.items():
        try:
            month_index(month)
        except ValueError as error:
            raise InputError(f"{column}: {error}", file=path, line=line) from None
    if not row["source"].strip():
        raise InputError("a row without a source", "where the value is from", file=path, line=line)


def read_figures(path: Path) -> tuple[Figure, ...]:
    """Return the figures of one table; raise InputError (file, line) where it is damaged."""
    found: dict[str, Figure] = {}
    for line, row in _rows(path, FIGURE_COLUMNS):
        _check(row, {"from": row["from"], "to": row["to"]}, path, line)
        if row["role"] not in ROLES:
            raise InputError(
                f'role "{row["role"]}"',
                f"one of {', '.join(ROLES)}",
                file=path,
                line=line,
                nearest=nearest(row["role"], ROLES),
            )
        if row["id"] in found:
            raise InputError(f'the id "{row["id"]}" twice', "ids once", file=path, line=line)
        value = _number(row, path, line)
        start, end = row.pop("from"), row.pop("to")
        found[row["id"]] = Figure(**{**row, "value": value}, start=start, end=end)
    return tuple(found.values())


def read_points(path: Path) -> tuple[Point, ...]:
    """Return the dated values of one table; raise InputError (file, line) where it is damaged."""
    found = []
    for line, row in _rows(path, POINT_COLUMNS):
        _check(row, {"date": row["date"][:7]}, path, line)
        found.append(Point(**{**row, "value": _number(row, path, line) if row["value"] else None}))
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
