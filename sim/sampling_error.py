"""The Monte Carlo error of headline figures: what another sample and other luck would change.

Villages are the sampling units within strata. The variance of a weighted ratio is that of its
linearised residuals between villages (the ultimate-cluster method of survey sampling). At 1:1 what
is left is the chance of the draws. Latent effects of provinces are held: they go with the seed.
"""

import numpy as np

from sim import counters as n
from sim.calendar import month_label


def _ratio(model, top: np.ndarray, bottom: np.ndarray) -> tuple[float, float]:
    """Return a weighted ratio of village totals and its standard error."""
    weight = model.citizens.weight[model.villages.stratum]
    total = float((weight * bottom).sum())
    if total == 0.0:
        return 0.0, 0.0
    ratio = float((weight * top).sum()) / total
    residual = (top - ratio * bottom) * weight
    stratum, count = model.villages.stratum, np.bincount(model.villages.stratum)
    mean = np.bincount(stratum, weights=residual) / count
    squares = np.bincount(stratum, weights=(residual - mean[stratum]) ** 2)
    variance = (squares * count / np.maximum(count - 1, 1)).sum()
    return ratio, float(np.sqrt(variance)) / total


def of_month(model) -> list[dict]:
    """Return value and standard error of the headline figures in the month just lived.

    Shares are in percent and for the calendar year so far; stocks are in their own unit.
    """
    counted = model.village_counts.astype(float)
    adults = model.villages.size.astype(float)
    everybody = float(model.strata.adults.sum())
    figures = {
        "adults_using_online_share": (counted[:, n.V_USERS], adults, 100.0),
        "dossiers_online_share": (counted[:, n.V_ONLINE], counted[:, n.V_DOSSIERS], 100.0),
        "citizen_dossiers_full_process_share": (
            counted[:, n.V_FULL_PROCESS],
            counted[:, n.V_DOSSIERS],
            100.0,
        ),
        "portal_accounts": (counted[:, n.V_ACCOUNTS], adults, everybody),
        "dossiers_filed_cumulative": (counted[:, n.V_NATIONAL], adults, everybody),
    }
    rows = []
    for metric, (top, bottom, unit) in figures.items():
        value, error = _ratio(model, top, bottom)
        rows.append(
            {
                "month": month_label(model.month),
                "metric": metric,
                "value": value * unit,
                "standard_error": error * unit,
            }
        )
    return rows
