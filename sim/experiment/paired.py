"""Paired differences of every metric, with a policy and without, on the same citizens."""

from collections.abc import Mapping, Sequence

import pandas as pd

from sim.metrics import METRICS, SCOPES

COLUMNS = ("baseline", "scenario", "value_baseline", "value_scenario", "difference")


def _long(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` with a row a metric; all columns that are no metric are kept as keys."""
    keys = [column for column in table.columns if column not in METRICS]
    return table.melt(id_vars=keys, var_name="metric", value_name="value")


def _pair(baseline: pd.DataFrame, scenario: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    pair, other = _long(baseline), _long(scenario)
    pair["baseline"], pair["scenario"] = names
    pair["value_baseline"] = pair.pop("value")
    pair["value_scenario"] = other["value"]
    pair["difference"] = pair["value_scenario"] - pair["value_baseline"]
    return pair


def paired(
    runs: Mapping[str, Mapping[str, pd.DataFrame]], scopes: Sequence[str] = SCOPES
) -> dict[str, pd.DataFrame]:
    """Return the long table of each scope: month, keys, metric and ``COLUMNS``.

    ``runs`` holds the tables of each scenario by its id; the first one is the baseline.
    """
    baseline, *others = runs
    return {
        scope: pd.concat(
            [_pair(runs[baseline][scope], runs[o][scope], (baseline, o)) for o in others],
            ignore_index=True,
        )
        for scope in scopes
    }
