"""The Monte Carlo error of headline figures: what another sample and other luck would change.

Villages are the sampling units within strata. The variance of a weighted ratio is that of its
linearised residuals between villages (the ultimate-cluster method of survey sampling). At 1:1 what
is left is the chance of the draws. Latent effects of provinces are held: they go with the seed.
"""

import numpy as np

from sim import counters as n
from sim.calendar import month_label


def _ratios(model, top: np.ndarray, bottom: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return weighted ratios of village totals and their standard errors, float64[figures].

    ``top`` and ``bottom`` are float64[figures, V]; where nothing is below there is no ratio: 0.
    """
    stratum = model.villages.stratum  # in ascending order
    first = np.flatnonzero(np.diff(stratum, prepend=-1))
    count = np.diff(np.append(first, len(stratum)))
    weight = model.citizens.weight[stratum]
    total = (weight * bottom).sum(axis=1)
    total[total == 0.0] = np.inf
    ratio = (weight * top).sum(axis=1) / total
    residual = (top - ratio[:, None] * bottom) * weight
    mean = np.add.reduceat(residual, first, axis=1) / count
    squares = np.add.reduceat((residual - np.repeat(mean, count, axis=1)) ** 2, first, axis=1)
    variance = (squares * count / np.maximum(count - 1, 1)).sum(axis=1)
    return ratio, np.sqrt(variance) / total


def of_month(model) -> list[dict]:
    """Return value and standard error of the headline figures in the month just lived.

    Shares are in percent and for the calendar year so far; stocks are in their own unit.
    """
    counted = model.village_counts.T.astype(float)
    adults = model.villages.size.astype(float)
    everybody = float(model.strata.adults.sum())
    figures = {
        "adults_using_online_share": (counted[n.V_USERS], adults, 100.0),
        "dossiers_online_share": (counted[n.V_ONLINE], counted[n.V_DOSSIERS], 100.0),
        "citizen_dossiers_full_process_share": (
            counted[n.V_FULL_PROCESS],
            counted[n.V_DOSSIERS],
            100.0,
        ),
        "portal_accounts": (counted[n.V_ACCOUNTS], adults, everybody),
        "dossiers_filed_cumulative": (counted[n.V_NATIONAL], adults, everybody),
    }
    top, bottom, unit = (np.array(part) for part in zip(*figures.values(), strict=True))
    ratio, error = _ratios(model, top, bottom)
    values, errors = (ratio * unit).tolist(), (error * unit).tolist()
    month = month_label(model.month)
    return [
        {"month": month, "metric": metric, "value": value, "standard_error": standard_error}
        for metric, value, standard_error in zip(figures, values, errors, strict=True)
    ]
