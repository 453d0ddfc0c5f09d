"""Rolling hold-out: what the model would have said of later figures, and what simple curves say.

At each origin the model is fitted to the figures known by then, its draws are simulated to the end,
and the later figures are compared with them, errors of reporting and discrepancy included. Growth
curves (``sim.calibrate.growth_curves``) are fitted to the same known figures of each series.

It is a test of the behaviour, not a forecast: what drives the model (supply, connectivity,
identities, campaigns, fees) follows its dated series beyond the origin, and the priors were set
with hindsight (``needs_per_year`` and ``ministry_need_share`` come from figures of 2023 and 2024).
The curves are given none of that.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim import evidence
from sim.calendar import month_index
from sim.calibrate import growth_curves, scores
from sim.calibrate.knowledge import Knowledge
from sim.calibrate.noise import Reports, from_even, is_share, random_numbers, to_even
from sim.calibrate.refinement import refined
from sim.calibrate.simulations import Work
from sim.parameters import registry

if TYPE_CHECKING:
    from sim.calibrate.study import Study

# The ends of the windows that are known: with 2021, with the figure of mid-2022, with 2023.
ORIGINS = ("2021-12", "2022-07", "2023-12")
DRAWS, PASSES = 100, 2
MODEL, ALL_FIGURES = "model", "model (all figures)"
SHARES, COUNTS = "shares (points)", "counts (%)"  # kinds of figures, and the unit of errors


def origins(study: "Study") -> list[str]:
    """Return the origins from which ``study`` has figures to fit and figures to predict."""
    ends = [figure.end for figure in (*study.targets, *study.held_out)]
    return [origin for origin in ORIGINS if min(ends) <= origin < max(ends)]


def predicted(knowledge: Knowledge, origin: str, work: Work) -> pd.DataFrame:
    """Return a row for every later figure and every way to predict it from ``origin`` (YYYY-MM).

    Values and absolute errors are in the figure's unit; ``crps`` of a curve, which says one number,
    is its absolute error. ``relative`` is the absolute error in points (shares) or percent
    (counts); ``inside`` says whether the 90 % interval of the model has the figure.
    """
    study = knowledge.study.model_copy(update={"known_until": origin})
    everything = (*study.targets, *study.held_out)
    known = Reports(study, study.targets)
    number = min(DRAWS, len(knowledge.anchors) // 2)
    found = refined(knowledge, known, number, work, PASSES)
    later = Reports(study, study.held_out)
    simulated = to_even(found.statistics[later.columns].to_numpy(), later.shares)
    errors = later.errors(random_numbers(study, 1, found.simulations))
    draws = from_even(simulated + errors, later.shares)
    rows = []
    for at, figure in enumerate(study.held_out):
        rows.append(_of_model(origin, figure, draws[:, at]))
        rows += _of_curves(origin, figure, [f for f in everything if f.end <= origin])
    return pd.DataFrame(rows)


def _row(
    origin: str, figure: evidence.Figure, method: str, value: float, score: float | None = None
) -> dict:
    """Return a prediction and its errors; the score of one number is its absolute error."""
    error = abs(value - figure.value)
    score = error if score is None else score
    scale = 1.0 if is_share(figure.metric) else 100.0 / figure.value
    return {
        "origin": origin,
        "figure": figure.id,
        "unit": figure.unit,
        "method": method,
        "reported": figure.value,
        "predicted": value,
        "error": error,
        "relative": error * scale,
        "crps": score,
        "relative_crps": score * scale,
    }


def _of_model(origin: str, figure: evidence.Figure, draws: np.ndarray) -> dict:
    q05, q50, q95 = np.quantile(draws, [0.05, 0.5, 0.95])
    score = float(scores.crps(draws, np.float64(figure.value)))
    inside = bool(q05 <= figure.interval[1] and figure.interval[0] <= q95)
    row = _row(origin, figure, MODEL, float(q50), score)
    return row | {"q05": q05, "q95": q95, "inside": inside}


def _ceiling(metric: str) -> float:
    """Return what a curve through a series of ``metric`` cannot pass: everybody, once each."""
    return 100.0 if is_share(metric) else registry()["adults"].value


def _years(figure: evidence.Figure) -> float:
    return (month_index(figure.end) + 1) / 12.0


def _of_curves(origin: str, figure: evidence.Figure, known: list[evidence.Figure]) -> list[dict]:
    """Return what the curves say of ``figure``; none where its series has no known figure."""
    own = [f for f in known if (f.metric, f.scope) == (figure.metric, figure.scope)]
    if not own:
        return []
    series = growth_curves.Series(
        np.array([_years(f) for f in own]),
        np.array([f.value for f in own]),
        _ceiling(figure.metric),
    )
    rows = []
    for name, curve in growth_curves.CURVES.items():
        if (fitted := curve(series)) is not None:
            rows.append(_row(origin, figure, name, float(fitted(np.array([_years(figure)]))[0])))
    return rows


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row an origin, kind of figure and method: mean errors over the same figures.

    Methods are compared on the figures that all of them predict, beside the model on all later
    figures (``ALL_FIGURES``). ``best`` marks the least mean CRPS of an origin and kind.
    """
    rows = []
    shares = table["unit"] == "%"
    for origin in table["origin"].unique():
        for kind, chosen in ((SHARES, shares), (COUNTS, ~shares)):
            part = table[(table["origin"] == origin) & chosen]
            rows += _summarised(origin, kind, part)
    return pd.DataFrame(rows)


def _summarised(origin: str, kind: str, part: pd.DataFrame) -> list[dict]:
    model = part[part["method"] == MODEL]
    if model.empty:
        return []
    rows = [_mean(origin, kind, ALL_FIGURES, model)]
    curves = part[part["method"] != MODEL]
    common = [
        name
        for name in part["figure"].unique()
        if set(curves["method"]) == set(curves.loc[curves["figure"] == name, "method"])
    ]
    if not len(curves) or not common:
        return rows
    methods = part["method"].unique()
    compared = [
        _mean(origin, kind, name, part[(part["method"] == name) & part["figure"].isin(common)])
        for name in methods
    ]
    least = min(row["crps"] for row in compared)
    return rows + [row | {"best": row["crps"] == least} for row in compared]


def _mean(origin: str, kind: str, method: str, part: pd.DataFrame) -> dict:
    inside = part["inside"].mean() if method.startswith(MODEL) else np.nan
    return {
        "origin": origin,
        "kind": kind,
        "method": method,
        "figures": len(part),
        "absolute_error": part["relative"].mean(),
        "crps": part["relative_crps"].mean(),
        "cover_90": inside,
        "best": False,
    }
