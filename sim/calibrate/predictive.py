"""Posterior predictive check: what the draws come to, beside what was reported.

The draws were simulated with their own luck; no error is added, so that a band is what the model
itself leaves open and never hides a miss. Figures that are only checked are shown with the gap
between what was asked and what the model counts, and judged by nothing.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from sim import evidence
from sim.calibrate.noise import Reports, is_share, to_even
from sim.calibrate.operators import expressible, statistic

if TYPE_CHECKING:
    from sim.calibrate.study import Study

MOST_POINTS, MOST_PERCENT = 1.0, 15.0  # how far the median may be: shares, counts
MET, OFF, MISSED = "met", "median off", "missed"
_AGAINST = 0.2  # correlation over the draws from which two figures are said to pull apart
_WORDS = 3  # reasons named at most


def point_error(value: float, reported: float, share: bool) -> float:
    """Return how far ``value`` is from ``reported``: percentage points, or percent of a count."""
    return value - reported if share else 100.0 * (value / reported - 1.0)


def is_near(error: float, share: bool) -> bool:
    """Return whether a point error is as small as is asked."""
    return abs(error) <= (MOST_POINTS if share else MOST_PERCENT)


def _row(figure: evidence.Figure, metric: str, values: np.ndarray) -> dict:
    share = is_share(metric)
    q05, q25, q50, q75, q95 = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95])
    return {
        "figure": figure.id,
        "metric": metric,
        "scope": figure.scope,
        "start": figure.start,
        "end": figure.end,
        "unit": figure.unit,
        "reported": figure.value,
        "q05": q05,
        "q25": q25,
        "q50": q50,
        "q75": q75,
        "q95": q95,
        "inside": bool(q05 <= figure.interval[1] and figure.interval[0] <= q95),
        "error": point_error(q50, figure.value, share),
        "error_unit": "points" if share else "%",
    }


def fitted_table(reports: Reports, posterior: pd.DataFrame, prior: pd.DataFrame) -> pd.DataFrame:
    """Return a row for every figure of ``reports``, from what draws and prior came to.

    ``q05`` to ``q95`` are quantiles of the draws in the figure's unit, ``inside`` whether the
    reported number is in the 90 % interval, ``error`` that of the median in points (shares) or
    percent (counts). ``verdict`` is "met" when it is inside and the error small; ``reason`` says
    why not.
    """
    rows = []
    for at, (figure, column) in enumerate(zip(reports.figures, reports.columns, strict=True)):
        metric = reports.study.statistic(figure).metric
        row = _row(figure, metric, posterior[column].to_numpy())
        near = is_near(row["error"], bool(reports.shares[at]))
        row["verdict"] = (MET if near else OFF) if row["inside"] else MISSED
        row["reason"] = "" if row["verdict"] == MET else _reason(reports, at, posterior, prior)
        rows.append(row)
    return pd.DataFrame(rows)


def _reason(reports: Reports, at: int, posterior: pd.DataFrame, prior: pd.DataFrame) -> str:
    """Return why figure number ``at`` is not met: the prior's reach, its error, other figures."""
    figure, column = reports.figures[at], reports.columns[at]
    low, high = figure.interval
    values = prior[column].to_numpy()
    beyond = min((values <= high).mean(), (values >= low).mean())
    parts = [f"{beyond:.1%} of the prior's runs reach it"]
    spread = reports.study.spread(figure) / figure.value
    parts.append(f"the study allows the model an error of {spread:.0%} of it")
    against = _opponents(reports, at, posterior)
    if against:
        parts.append(f"pulls against {' and '.join(against)}")
    return "; ".join(parts)


def _opponents(reports: Reports, at: int, posterior: pd.DataFrame) -> list[str]:
    """Return the figures whose misses grow where the miss of figure ``at`` shrinks."""
    simulated = to_even(posterior[reports.columns].to_numpy(), reports.shares)
    miss = (simulated - reports.target) / np.sqrt(reports.variance())
    bias = np.median(miss, axis=0)
    strength = {}
    for other in range(len(reports.figures)):
        if other == at:
            continue
        tied = float(spearmanr(miss[:, at], miss[:, other]).statistic)
        # What brings figure `at` home moves the other by the tie: an opponent, if farther away.
        if abs(tied) >= _AGAINST and -bias[at] * tied * bias[other] > 0:
            strength[reports.figures[other].id] = abs(tied * bias[other])
    return sorted(strength, key=strength.get, reverse=True)[:_WORDS]


def check_table(study: "Study", posterior: pd.DataFrame) -> pd.DataFrame:
    """Return a row for every national figure that only checks.

    What was reported is defined otherwise than what the model counts (``Figure.definition``).
    """
    rows = [
        _row(figure, figure.metric, posterior[statistic(figure).id].to_numpy())
        for figure in evidence.figures()
        if figure.role == "check"
        and expressible(figure)
        and figure.scope == "VN"
        and figure.end <= study.end
    ]
    return pd.DataFrame(rows)


def province_table(study: "Study", posterior: pd.DataFrame) -> pd.DataFrame:
    """Return the provinces of which a figure is known: reported, and the draws' quantiles."""
    rows = [
        _row(figure, figure.metric, posterior[statistic(figure).id].to_numpy())
        for figure in evidence.figures()
        if figure.role == "check"
        and figure.scope != "VN"
        and expressible(figure)
        and figure.end <= study.end
    ]
    return pd.DataFrame(rows)


def province_summary(provinces: pd.DataFrame, posterior: pd.DataFrame) -> pd.DataFrame:
    """Return how far the draws spread and rank the known provinces as reported.

    ``spread`` is the highest less the lowest province in points, ``rank_correlation`` Spearman's,
    by draw: their 5, 50 and 95 % quantiles beside what was reported.
    """
    values = posterior[provinces["figure"]].to_numpy()
    reported = provinces["reported"].to_numpy()
    spread = values.max(axis=1) - values.min(axis=1)
    ties = np.array([spearmanr(row, reported).statistic for row in values])
    found = {"spread": (reported.max() - reported.min(), spread), "rank_correlation": (1.0, ties)}
    return pd.DataFrame(
        {
            "measure": name,
            "reported": known,
            **dict(zip(("q05", "q50", "q95"), np.quantile(draws, [0.05, 0.5, 0.95]), strict=True)),
        }
        for name, (known, draws) in found.items()
    )
