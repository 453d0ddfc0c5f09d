"""What the administration offers: supply of online services, effort, fees and databases.

Reported shares of supply count procedures that have dossiers, not dossiers; they are used as if all
procedures had the same number. Provinces have about the same list of procedures, so the national
figure is the plain mean over the provinces.
"""

import numpy as np

from sim.conditions import MONTHS
from sim.drivers.frame import Frame, as_arrays
from sim.drivers.levels import distribute, normal_scores
from sim.drivers.tracks import (
    HOLD,
    dated,
    dated_provinces,
    line,
    logit,
    month_of_year,
    only,
    sigmoid,
)
from sim.places.provinces import PROVINCES

END_OF_2020, END_OF_2021 = 12.0, 24.0
_EQUAL = np.ones(len(PROVINCES))
_RATES = np.linspace(0.0, 0.5, 501)  # logit a month, for the growth of data sharing


def _supply_knots(agency: str, p) -> list[tuple[float, float]]:
    """Return the path of full-process supply: 11 % at the launch, and what is dated later.

    In 2021 and 2022 the reports give the share among the procedures that can be full-process at
    all.
    """
    date, share = only("supply_full", agency)
    start = only("supply_full")
    ratio = share / only("supply_full", "localities")[1]
    eligible = p.supply_eligible_share * ratio
    rollout = [(month, of * eligible) for month, of in dated("supply_full_of_eligible")]
    return [start, (END_OF_2020, p.supply_full_share_2020), *rollout, (date, share)]


def _online_knots(p) -> list[tuple[float, float]]:
    return [
        (0.0, p.supply_online_share_at_launch),
        (END_OF_2021, p.supply_online_share_2021),
        only("supply_online"),
    ]


def supply_scores(normal) -> np.ndarray:
    """Return the lasting rank of the provinces in supply as normal scores, float64[63].

    It is drawn, except that the best three of 2024 are known to be the best.
    """
    drawn = normal("supply").copy()
    best, shares = as_arrays(_best_provinces())
    drawn[best] = drawn.max() + 1.0 + shares
    return normal_scores(drawn)


def _best_provinces() -> dict[str, float]:
    return dated_provinces("supply_full", int(only("supply_full", "localities")[0]))


def _anchor(scores: np.ndarray, spread: float, national: float, reported: dict) -> np.ndarray:
    """Return the logits [63] of one date: reported provinces as reported, the mean national."""
    index, values = as_arrays(reported)
    others = np.ones(len(scores), bool)
    others[index] = False
    rest = (national * len(scores) - values.sum()) / others.sum()
    shares = np.empty(len(scores))
    shares[index] = values
    shares[others] = distribute(np.array([rest]), spread * scores[others], _EQUAL[others])[0]
    return logit(shares)


def supply_full(p, scores: np.ndarray, after: str) -> np.ndarray:
    """Return the share of procedures that each province offers full-process, float64[T, 63].

    The distances between provinces (logit) move evenly from those of the launch to those of August
    2024 and stay; the mean over provinces is the national path in every month.
    """
    knots = _supply_knots("localities", p)
    (first, start), (last, end) = knots[0], knots[-1]
    early = _anchor(scores, p.supply_spread_at_launch, start, dated_provinces("supply_full", 0))
    late = _anchor(scores, p.supply_spread_2024, end, _best_provinces())
    national = line(knots, after)
    progress = line([(first, 0.0), (last, 1.0)])[:, None]
    return distribute(national, (1.0 - progress) * early + progress * late, _EQUAL)


def supply_online(full: np.ndarray, p, after: str) -> np.ndarray:
    """Return the share of procedures offered online at any level, shaped like ``full`` [T, 63].

    The same part of what is not full-process is partly online everywhere; the mean over provinces
    is the national path.
    """
    national, all_full = line(_online_knots(p), after), full.mean(axis=1)
    partly = np.clip((national - all_full) / (1.0 - all_full), 0.0, 1.0)
    return full + (1.0 - full) * partly[:, None]


def ministry_supply(p, after: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the ministries' shares of full-process and of online procedures, float64[T] each.

    Only 2024 is reported for ministries; the path to it is that of localities, in proportion. The
    share online at any level is reported for all agencies together.
    """
    full = line(_supply_knots("ministries", p), after)
    return full, np.maximum(full, line(_online_knots(p), after))


def effort(frame: Frame, p, scores: np.ndarray, normal) -> np.ndarray:
    """Return the administrative effort of the provinces (0..1), float64[63], constant in time.

    A latent trait, correlated with the province's rank in supply, less a burden of caseload (adults
    per commune-level unit, highest in the big cities). Income has no part in it. The mean over
    provinces is a parameter.
    """
    own = normal_scores(normal("effort"))
    part = p.effort_supply_correlation
    latent = part * scores + np.sqrt(1.0 - part**2) * own - p.effort_caseload * frame.caseload_score
    return distribute(np.array([p.effort_mean]), p.effort_spread * latent, _EQUAL)[0]


def fee_cut(p, effort: np.ndarray) -> np.ndarray:
    """Return the share of the fee waived for filing online, float64[T, 63].

    All 63 provinces had a resolution by June 2024. When each passed it is assumed: evenly from the
    first to the last, those of higher effort first; a resolution waives the same share everywhere.
    """
    last, count = only("provinces_with_fee_cuts")
    first = month_of_year(p.fee_cut_first_year)
    turn = np.argsort(np.argsort(-effort, kind="stable"))
    passed = first + (last - first) * (turn + 1.0) / count
    return p.fee_cut_share * (np.arange(MONTHS)[:, None] >= passed)


def simplification(p, after: str) -> np.ndarray:
    """Return the share of the assigned procedures that were simplified, float64[T].

    828 of 1,084 by June 2024, evenly from an assumed first year.
    """
    month, done = only("procedures_simplified")
    share = done / only("procedures_to_simplify")[1]
    return line([(month_of_year(p.simplification_first_year), 0.0), (month, share)], after)


def _sharing_rate(middle: float, month: float, growth: float) -> float:
    """Return the monthly rate of a logistic that grew by ``growth`` between two half-years.

    The halves are the six months up to ``month`` and the same months a year before.
    """
    half = np.arange(month - 5.0, month + 1.0) - middle
    later, earlier = (sigmoid(np.outer(_RATES, half - back)).sum(axis=1) for back in (0.0, 12.0))
    return float(np.interp(growth, later / earlier - 1.0, _RATES))


def data_sharing(p, after: str) -> np.ndarray:
    """Return the index of data sharing (0..1), float64[T].

    A logistic in time: its middle is a parameter, its rate follows from the 67 % growth of sharing
    transactions from the first half of 2023 to that of 2024. Held after June 2024, or continued.
    """
    month, growth = only("data_sharing_growth")
    middle = month_of_year(p.data_sharing_middle_year)
    time = np.arange(float(MONTHS))
    if after == HOLD:
        time = np.minimum(time, month)
    return sigmoid(_sharing_rate(middle, month, growth) * (time - middle))
