"""The results of a sweep as tidy tables."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sim.answers.sweep.question import Grid, Point
from sim.experiment.ensemble.summary import is_finding, quantiles

Lived = tuple[int, tuple[Point, ...], np.ndarray]  # draw, points, [baseline and points, measure]


def tables_of(grid: Grid, lived: Iterable[Lived]) -> dict[str, pd.DataFrame]:
    """Return the tables of a sweep whose points came to what is ``lived``.

    Both begin with point (number), a column a path of the grid, metric, scope, group, month and
    unit. "sweep" goes on with draw, value and effect (against the baseline of the same world and
    draw); "summary" with the quantiles over the draws, ``value_p05`` to ``value_p95`` and
    ``effect_p05`` to ``effect_p95``, share_above_zero (of the draws) and finding (the 90 % interval
    of the effect excludes zero).
    """
    rows = [
        {**_keys(point), **_of(measure), "draw": draw, "value": value, "effect": value - before}
        for draw, points, values in lived
        for point, of_point in zip(points, values[1:], strict=True)
        for measure, value, before in zip(grid.measures, of_point, values[0], strict=True)
    ]
    table = pd.DataFrame(rows).sort_values(["point", "draw"], kind="stable", ignore_index=True)
    keys = [name for name in table.columns if name not in ("draw", "value", "effect")]
    summary = [
        dict(zip(keys, key, strict=True)) | _summary(group)
        for key, group in table.groupby(keys, sort=False, dropna=False)
    ]
    return {"sweep": table, "summary": pd.DataFrame(summary)}


def _keys(point: Point) -> dict:
    return {"point": point.number, **point.values}


def _of(measure) -> dict:
    return {
        "metric": measure.metric,
        "scope": measure.scope,
        "group": measure.group,
        "month": measure.month,
        "unit": measure.unit,
    }


def _summary(group: pd.DataFrame) -> dict:
    effect = group["effect"].to_numpy()
    found = {
        f"{name}_{band}": float(value)
        for name in ("value", "effect")
        for band, value in quantiles(group[name].to_numpy()).items()
    }
    above = float((effect > 0).mean())
    return found | {"share_above_zero": above, "finding": bool(is_finding(effect))}
