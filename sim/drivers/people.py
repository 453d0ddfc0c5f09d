"""Who has a smartphone, fibre at home and an electronic identity, by stratum and age.

National series are distributed by logit shifts: of provinces by their rank, of kinds of place and
of ages by assumed parameters. The shifts are constant in time, so that gaps narrow as a series
nears 1. What is left out: changes of the age structure, and households (a home's fibre serves all
its adults).
"""

from functools import lru_cache

import numpy as np

from sim.calendar import month_index
from sim.drivers.frame import Frame, as_arrays, province_scores
from sim.drivers.levels import distribute_line, solve_levels
from sim.drivers.tracks import dated, dated_provinces, line

SURVEY = month_index("2022-03")  # of smartphones, the only one by province
_KEPT = 4  # results kept for runs that vary other parameters only


def _shift(frame: Frame, column: str, spread: float, kinds, ages) -> np.ndarray:
    """Return the logit shift of every cell, float64[S * A].

    ``kinds`` shifts urban and remote against rural, ``ages`` 18-29, 45-64 and 65+ against 30-44.
    """
    by_kind = np.array([kinds[0], 0.0, kinds[1]])[frame.kind]
    by_age = np.array([ages[0], 0.0, ages[1], ages[2]])
    by_stratum = spread * province_scores(column)[frame.province] + by_kind
    return (by_stratum[:, None] + by_age).ravel()


def _cells(frame: Frame, national: np.ndarray, shift: np.ndarray) -> np.ndarray:
    shares = distribute_line(national, shift, frame.cell_adults)
    shares = shares.reshape(len(national), len(frame.adults), len(frame.age_share))
    shares.setflags(write=False)
    return shares


def match_provinces(frame: Frame, shift: np.ndarray, reported: dict, nation: float) -> np.ndarray:
    """Return ``shift`` with that of some provinces moved so that each has its reported share.

    ``reported`` gives shares by province at a date when the nation had ``nation``; the others keep
    their distances, around the level that makes up the national share.
    """
    index, values = as_arrays(reported)
    cell_province = np.repeat(frame.province, len(frame.age_share))
    members = cell_province == index[:, None]
    members = np.vstack([members, ~members.any(axis=0)])
    weight = members * frame.cell_adults
    adults = weight.sum(axis=1)
    rest = (nation * adults.sum() - values @ adults[:-1]) / adults[-1]
    level = solve_levels(np.append(values, rest), shift, weight / adults[:, None])
    return shift + (level[:-1] - level[-1]) @ members[:-1]


@lru_cache(maxsize=_KEPT)
def _smartphone(frame: Frame, after: str, spread, kinds, ages) -> np.ndarray:
    shift = _shift(frame, "mobile_phone_users_pct_2024", spread, kinds, ages)
    knots = dated("smartphone")
    provinces = dated_provinces("smartphone", SURVEY)
    shift = match_provinces(frame, shift, provinces, dict(knots)[SURVEY])
    return _cells(frame, line(knots, after), shift)


@lru_cache(maxsize=_KEPT)
def _fibre(frame: Frame, after: str, share_at_start, spread, kinds, ages) -> np.ndarray:
    shift = _shift(frame, "internet_users_pct_2024", spread, kinds, ages)
    knots = ((0.0, share_at_start), *dated("fibre"))
    return _cells(frame, line(knots, after), shift)


@lru_cache(maxsize=_KEPT)
def _identity(frame: Frame, after: str, adult_share, ceiling, spread, kinds, ages) -> np.ndarray:
    shift = _shift(frame, "internet_users_pct_2024", spread, kinds, ages)
    per_adult = adult_share / frame.adults.sum()
    knots = [(month, min(count * per_adult, ceiling)) for month, count in dated("identities")]
    return _cells(frame, np.minimum(line(knots, after), ceiling), shift)


def smartphone(frame: Frame, p, after: str) -> np.ndarray:
    """Return the share of adults with a smartphone, float64[T, S, A].

    Source: 73.5 % of adults in March 2022, with the provinces reported then; before and after it
    the series follows the smartphones among mobile subscriptions.
    """
    kinds = (p.smartphone_urban, p.smartphone_remote)
    ages = (p.smartphone_age_18_29, p.smartphone_age_45_64, p.smartphone_age_65)
    return _smartphone(frame, after, p.smartphone_province_spread, kinds, ages)


def fibre(frame: Frame, p, after: str) -> np.ndarray:
    """Return the share of adults with fibre at home, float64[T, S, A].

    Source: households with a fibre subscription; the value at the launch of the portal is assumed.
    """
    kinds = (p.fibre_urban, p.fibre_remote)
    ages = (p.fibre_age_18_29, p.fibre_age_45_64, p.fibre_age_65)
    return _fibre(frame, after, p.fibre_share_at_launch, p.fibre_province_spread, kinds, ages)


def identity(frame: Frame, p, after: str) -> np.ndarray:
    """Return the share of adults with an activated electronic identity, float64[T, S, A].

    Source: counts of activated VNeID identities over the adult base, never above a ceiling.
    """
    kinds = (p.identity_urban, p.identity_remote)
    ages = (p.identity_age_18_29, p.identity_age_45_64, p.identity_age_65)
    return _identity(
        frame,
        after,
        p.identity_adult_share,
        p.identity_ceiling,
        p.identity_province_spread,
        kinds,
        ages,
    )
