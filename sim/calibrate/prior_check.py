"""The prior predictive check: which reported figures the model could reach at all.

Compares what simulations with parameters from the priors come to with the number that was printed,
before anything is fitted. A figure that no simulation reaches cannot be fitted by any weighting of
them; one in the tails will pull the parameters hard.
"""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from sim.calibrate.bank import Bank

REACHED, IN_THE_TAILS, OUT_OF_REACH = "within 90 %", "in the tails", "out of reach"


def _verdict(values: np.ndarray, low: float, high: float) -> str:
    """Return how ``values`` lie to a figure that stands for a number from ``low`` to ``high``."""
    if values.max() < low or values.min() > high:
        return OUT_OF_REACH
    inner = np.quantile(values, [0.05, 0.95])
    return REACHED if inner[0] <= high and low <= inner[1] else IN_THE_TAILS


def table(bank: "Bank") -> "pd.DataFrame":
    """Return a row for every figure that the study of ``bank`` fits or holds out.

    ``reported`` is the printed value, ``reported_low`` to ``reported_high`` the numbers that it may
    stand for; ``minimum``, ``q05``, ``q50``, ``q95`` and ``maximum`` are of the simulations, all in
    the unit of the figure. ``share_below`` and ``share_above`` (0..1) are the simulations on either
    side of the numbers reported; ``verdict`` says whether these are within the middle 90 % of the
    simulations, only within their range, or out of it.
    """
    import pandas as pd

    rows = []
    for figure in (*bank.study.targets, *bank.study.held_out):
        values = bank.statistics[bank.study.statistic(figure).id].to_numpy()
        low, high = figure.interval
        q05, q50, q95 = np.quantile(values, [0.05, 0.5, 0.95])
        rows.append(
            {
                "figure": figure.id,
                "metric": figure.metric,
                "scope": figure.scope,
                "start": figure.start,
                "end": figure.end,
                "unit": figure.unit,
                "reported": figure.value,
                "reported_low": low,
                "reported_high": high,
                "minimum": values.min(),
                "q05": q05,
                "q50": q50,
                "q95": q95,
                "maximum": values.max(),
                "share_below": (values < low).mean(),
                "share_above": (values > high).mean(),
                "verdict": _verdict(values, low, high),
            }
        )
    return pd.DataFrame(rows)
