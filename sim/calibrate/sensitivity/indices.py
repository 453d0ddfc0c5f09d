"""Sensitivity indices from SALib, with their confidence and how far they have converged.

One number that is not finite makes SALib return zeros without a word (Sobol) or be silently left
out (PAWN), so such outputs are refused before. Intervals are 95 % intervals of the bootstrap.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from sim.calibrate.sensitivity.designs import LEVELS, MORRIS, SOBOL, Design
from sim.calibrate.sensitivity.factors import Factor
from sim.errors import InputError

PAWN, RBD_FAST = "pawn", "rbd-fast"
METHODS = (PAWN, RBD_FAST, MORRIS, SOBOL)

# The index that factors are ranked by: the median distance of conditional distributions, the share
# of the variance of the factor alone, the mean absolute effect, and the share with interactions.
MAIN = {PAWN: "KS", RBD_FAST: "S1", MORRIS: "mu_star", SOBOL: "ST"}
LEADING = 10  # factors that convergence is judged by
RESAMPLES = 200
CONFIDENCE = 0.95
SEED = 1  # of the bootstrap; SALib takes 0 for none

COLUMNS = ("method", "output", "rank", "factor", "kind", "index", "value", "low", "high", "half")


@dataclass(frozen=True, eq=False)
class Estimates:
    """Indices of one output by name (``values``, ``confidence``: float64[factors]).

    ``half`` holds the indices from the first half of the runs; NaN in ``confidence`` says that it
    was not estimated.
    """

    values: dict[str, np.ndarray]
    confidence: dict[str, np.ndarray]
    half: dict[str, np.ndarray]


def insist_on_finite(values: np.ndarray, output: str) -> None:
    """Raise InputError unless the ``values`` of ``output`` are finite and vary."""
    wrong = np.flatnonzero(~np.isfinite(values))
    if len(wrong):
        raise InputError(
            f"{output} is not finite in {len(wrong)} of {len(values)} runs, the first being run "
            f"{wrong[0]}",
            "finite outputs, as one other makes all indices wrong",
        )
    if np.ptp(values) == 0:
        raise InputError(f"{output} is {values[0]:g} in all runs", "an output that varies")


def morris_estimates(design: Design, values: np.ndarray) -> Estimates:
    """Return mu_star, mu and sigma of one output, in its unit.

    mu_star is the mean absolute change of the output when the factor goes through its whole range,
    mu the mean change, sigma how much the change depends on the other factors.
    """
    from SALib.analyze.morris import analyze

    def found(runs: int) -> dict:
        return analyze(
            design.problem,
            design.shares[:runs],
            values[:runs],
            num_levels=LEVELS,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=SEED,
        )

    return _estimates(found, design, ("mu_star", "mu", "sigma"), {"mu_star": "mu_star_conf"})


def sobol_estimates(design: Design, values: np.ndarray) -> Estimates:
    """Return S1 and ST of one output: shares of its variance, alone and with interactions."""
    from SALib.analyze.sobol import analyze

    def found(runs: int) -> dict:
        return analyze(
            design.problem,
            values[:runs],
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=SEED,
        )

    return _estimates(found, design, ("ST", "S1"), {"ST": "ST_conf", "S1": "S1_conf"})


def _estimates(
    found: Callable[[int], dict],
    design: Design,
    names: Sequence[str],
    confidence: dict[str, str],
) -> Estimates:
    """Return what ``found`` gives for all runs and for the first half of the blocks."""
    a_block = len(design.shares) // design.blocks
    whole, half = found(len(design.shares)), found(design.blocks // 2 * a_block)
    unknown = np.full(len(design.question.varied), np.nan)
    return Estimates(
        values={name: np.asarray(whole[name], float) for name in names},
        confidence={
            name: np.asarray(whole[confidence[name]], float) if name in confidence else unknown
            for name in names
        },
        half={name: np.asarray(half[name], float) for name in names},
    )


def tidy(method: str, output: str, factors: Sequence[Factor], found: Estimates) -> pd.DataFrame:
    """Return ``COLUMNS``, a row an index and factor, the most important factor first."""
    order = np.argsort(-found.values[MAIN[method]], kind="stable")
    rank = np.empty(len(order), int)
    rank[order] = np.arange(1, len(order) + 1)
    frames = []
    for index, values in found.values.items():
        confidence = found.confidence[index]
        columns = {
            "method": method,
            "output": output,
            "rank": rank,
            "factor": [factor.name for factor in factors],
            "kind": [factor.kind for factor in factors],
            "index": index,
            "value": values,
            "low": values - confidence,
            "high": values + confidence,
            "half": found.half[index],
        }
        frames.append(pd.DataFrame(columns).sort_values("rank"))
    return pd.concat(frames, ignore_index=True)[list(COLUMNS)]


def convergence(indices: pd.DataFrame, runs: dict[str, int]) -> pd.DataFrame:
    """Return how far the main index of each method and output changed with the second half.

    Columns: method, output, index, runs, largest_change (of the leading ten), relative_change (that
    over the largest index), rank_correlation (Spearman, all factors), leading_in_common (of ten).
    ``runs`` gives the runs of each method.
    """
    rows = []
    main = indices[indices["index"] == indices["method"].map(MAIN)]
    for (method, output), found in main.groupby(["method", "output"], sort=False):
        leading = found.nsmallest(LEADING, "rank")
        before = set(found.nlargest(LEADING, "half")["factor"])
        change = float((leading["value"] - leading["half"]).abs().max())
        rows.append(
            {
                "method": method,
                "output": output,
                "index": MAIN[method],
                "runs": runs[method],
                "largest_change": change,
                "relative_change": change / float(leading["value"].max()),
                "rank_correlation": float(spearmanr(found["value"], found["half"]).statistic),
                "leading_in_common": len(before & set(leading["factor"])),
            }
        )
    return pd.DataFrame(rows)
