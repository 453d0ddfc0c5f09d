"""Quantiles over the draws, and when a difference may be called a finding."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sim.experiment.ensemble.data import Ensemble, keys_of
from sim.experiment.files import write_tables
from sim.metrics import SCOPES

# The 50 % band inside the 90 % band, around the median.
LEVELS = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
FEWEST_DRAWS = 20  # with fewer the 5 % and 95 % quantiles lie outside the draws


def quantiles(values: np.ndarray) -> dict[str, np.ndarray]:
    """Return the quantiles of ``LEVELS`` over the first axis, the draws."""
    found = np.quantile(values, list(LEVELS.values()), axis=0)
    return dict(zip(LEVELS, found, strict=True))


def interval(values: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return both ends of the central interval that holds ``level`` (0..1) of the draws."""
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def is_finding(effect: np.ndarray) -> np.ndarray:
    """Return where the paired 90 % interval over the draws (first axis) excludes zero."""
    low, high = interval(effect, 0.9)
    return (low > 0) | (high < 0)


def _rows(ensemble: Ensemble, scope: str) -> pd.DataFrame:
    """Return month and keys, a row a month and group, groups varying fastest."""
    months, groups = ensemble.months, len(ensemble.groups(scope))
    keys = {name: np.tile(np.array(names), len(months)) for name, names in keys_of(scope).items()}
    return pd.DataFrame({"month": np.repeat(months, groups), **keys})


def _column(by_group: np.ndarray) -> np.ndarray:
    """Return [group, month] as one column of such rows."""
    return by_group.T.ravel()


def level_tables(ensemble: Ensemble, scenario: str) -> dict[str, pd.DataFrame]:
    """Return the wide table of each scope: the median of each metric, and its bands.

    Columns: month, keys, and for every metric ``<metric>`` (the median) and ``<metric>_p05`` to
    ``<metric>_p95``.
    """
    found = {}
    for scope in SCOPES:
        columns = {}
        for metric in ensemble.metrics(scope):
            bands = quantiles(ensemble.values(scenario, scope, metric))
            columns[metric] = _column(bands.pop("p50"))
            columns |= {f"{metric}_{name}": _column(band) for name, band in bands.items()}
        found[scope] = pd.concat([_rows(ensemble, scope), pd.DataFrame(columns)], axis=1)
    return found


def difference_tables(ensemble: Ensemble, others: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return the long table of paired differences of each scope, a row a month, group and metric.

    Columns: month, keys, metric, baseline, scenario, value_baseline and value_scenario (medians),
    difference (the median of the paired differences), p05, p25, p75, p95 of it,
    share_above_zero (of the draws) and finding (the 90 % interval excludes zero).
    """
    others = list(others)
    return {
        scope: pd.concat(
            [
                _differences(ensemble, scope, other, metric)
                for other in others
                for metric in ensemble.metrics(scope)
            ],
            ignore_index=True,
        )
        for scope in SCOPES
    }


def _differences(ensemble: Ensemble, scope: str, other: str, metric: str) -> pd.DataFrame:
    before = ensemble.values(ensemble.baseline, scope, metric)
    after = ensemble.values(other, scope, metric)
    effect = after - before
    bands = quantiles(effect)
    rows = _rows(ensemble, scope)
    rows["metric"], rows["baseline"], rows["scenario"] = metric, ensemble.baseline, other
    rows["value_baseline"] = _column(np.median(before, axis=0))
    rows["value_scenario"] = _column(np.median(after, axis=0))
    rows["difference"] = _column(bands.pop("p50"))
    for name, band in bands.items():
        rows[name] = _column(band)
    rows["share_above_zero"] = _column((effect > 0).mean(axis=0))
    rows["finding"] = _column(is_finding(effect))
    return rows


_GAINED_SCOPES = ("nation", "province", "kind", "age", "dead_zone")


def gained_table(ensemble: Ensemble, others: Iterable[str]) -> pd.DataFrame:
    """Return adults gained and lost by year end, scope and group: medians and 90 % intervals.

    Columns: month, scope, group, baseline, scenario, gained, lost, net, and of net p05 and p95.
    """
    frames = []
    for other in others:
        for scope in _GAINED_SCOPES:
            people = ensemble.gained(other, scope)  # [draw, group, year end, 2]
            net = quantiles(people[..., 0] - people[..., 1])
            gained, lost = np.moveaxis(np.median(people, axis=0), -1, 0)
            months, names = ensemble.year_ends, ensemble.groups(scope)
            frames.append(
                pd.DataFrame(
                    {
                        "month": np.repeat(months, len(names)),
                        "scope": scope,
                        "group": np.tile(np.array(names), len(months)),
                        "baseline": ensemble.baseline,
                        "scenario": other,
                        "gained": _column(gained),
                        "lost": _column(lost),
                        "net": _column(net["p50"]),
                        "net_p05": _column(net["p05"]),
                        "net_p95": _column(net["p95"]),
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def write_summaries(found: Ensemble) -> None:
    """Write the tables of medians, bands and paired differences into the ensemble's folder.

    One scenario: wide tables in tables/. Several: wide ones in runs/<id>/tables, long ones of the
    paired differences in tables/.
    """
    others = list(found.scenarios)[1:]
    if not others:
        write_tables(level_tables(found, found.baseline), found.folder / "tables")
        return
    for scenario in found.scenarios:
        write_tables(level_tables(found, scenario), found.folder / "runs" / scenario / "tables")
    differences = difference_tables(found, others) | {"gained": gained_table(found, others)}
    write_tables(differences, found.folder / "tables")
