"""The adults of Viet Nam by province, kind of place and village, and their sample at any scale.

Provinces come from the Statistics Office table; urban shares are those of 2023. Villages (thôn,
bản, tổ dân phố) number 98,455; which of them are remote or without signal is not published by
village, so they are placed by the mountain class of the province (see the registry).

A sample at 1:N takes whole villages of every stratum with weights. Where a stratum would yield
fewer than ``FEWEST_VILLAGES``, that many villages give a segment of neighbours each instead: at
1:1000 one whole village in every stratum would already be more citizens than the scale allows.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim import draws
from sim.compiled import kernel
from sim.places.provinces import PROVINCES

KINDS = ("urban", "rural", "remote")
AGES = ("18-29", "30-44", "45-64", "65+")
URBAN, RURAL, REMOTE = range(3)
FEWEST_VILLAGES = 4
FEWEST_CITIZENS = 16  # of a segment, so that a ring of six neighbours closes
DEAD_ZONE_OVERSAMPLING = 4


@dataclass(frozen=True)
class Strata:
    """Province x kind x dead zone, in that order; all arrays have one entry a stratum.

    ``adults`` and ``villages`` are true totals; ``province`` is the index of the province,
    ``kind`` 0 urban, 1 rural, 2 remote, ``dead`` 1 for dead-zone villages.
    """

    province: np.ndarray
    kind: np.ndarray
    dead: np.ndarray
    adults: np.ndarray
    villages: np.ndarray

    def __len__(self) -> int:
        return len(self.province)

    @property
    def bounds(self) -> np.ndarray:
        """Return where the strata of each province begin (64 numbers, the last is the end)."""
        return np.searchsorted(self.province, np.arange(len(PROVINCES) + 1))


@dataclass(frozen=True)
class Villages:
    """The simulated villages, ordered by stratum; all arrays have one entry a village.

    ``first`` and ``size`` give the positions of its citizens; ``number`` is the village's lasting
    number and ``citizen`` that of its first citizen at 1:1; ``fraction`` is the part simulated.
    """

    stratum: np.ndarray
    first: np.ndarray
    size: np.ndarray
    number: np.ndarray
    citizen: np.ndarray
    fraction: np.ndarray

    def __len__(self) -> int:
        return len(self.stratum)


def apportion(total: int, shares: np.ndarray) -> np.ndarray:
    """Return whole numbers in the proportion of ``shares`` that sum to ``total`` exactly."""
    exact = total * shares / shares.sum()
    whole = np.floor(exact).astype(np.int64)
    largest = np.argsort(whole - exact, kind="stable")[: total - whole.sum()]
    whole[largest] += 1
    return whole


@lru_cache(maxsize=8)
def _strata(adults, villages, dead_villages, dead_size, remote_size, remote_full, remote_part):
    population = np.array([p.mean_population for p in PROVINCES])
    by_province = apportion(int(adults), population)
    urban = np.rint(by_province * [p.urban_share for p in PROVINCES]).astype(np.int64)
    shares = {"full": remote_full, "part": remote_part, "no": 0.0}
    remote_share = np.array([shares[p.mountain] for p in PROVINCES])
    remote = np.rint((by_province - urban) * remote_share).astype(np.int64)
    dead = apportion(int(dead_villages), remote.astype(float))
    dead_adults = np.minimum((dead * dead_size).astype(np.int64), remote // 2)
    split = np.stack([urban, by_province - urban - remote, remote - dead_adults, dead_adults], 1)
    count = np.zeros_like(split)
    count[:, 2] = np.maximum(np.rint(split[:, 2] / remote_size), split[:, 2] > 0)
    count[:, 3] = np.where(dead_adults > 0, dead, 0)
    rest = int(villages) - count.sum()
    count[:, :2] = apportion(rest, split[:, :2].ravel().astype(float)).reshape(-1, 2)
    rows, columns = np.nonzero(split)
    return Strata(
        province=rows,
        kind=np.minimum(columns, REMOTE),
        dead=(columns == 3).astype(np.int64),
        adults=split[rows, columns],
        villages=np.maximum(count[rows, columns], 1),
    )


def _strata_key(p) -> tuple[float, ...]:
    return (
        p.adults,
        p.villages,
        p.dead_zone_villages,
        p.dead_village_size,
        p.remote_village_size,
        p.remote_share_mountain,
        p.remote_share_part,
    )


def strata(p) -> Strata:
    """Return the strata for the parameters ``p``; adults sum to ``p.adults`` exactly."""
    return _strata(*_strata_key(p))


@kernel
def _village_sizes(adults, villages, key, spread, sizes):
    """Write the size of every village at 1:1 into ``sizes``, village by village within strata."""
    village = 0
    for stratum in range(len(adults)):
        count = villages[stratum]
        first = village
        total = 0.0
        for _ in range(count):
            total += 1.0 + spread * (2.0 * draws.uniform(key, village) - 1.0)
            village += 1
        running, given = 0.0, 0
        for number in range(first, village):
            running += 1.0 + spread * (2.0 * draws.uniform(key, number) - 1.0)
            upto = int(np.rint(adults[stratum] * running / total))
            sizes[number] = upto - given
            given = upto


@kernel
def _sample(strata, sizes, scale, key, numbers, taken):
    """Write number and citizens taken of each sampled village; return how many villages there are.

    ``strata`` are the true adults, the villages and whether they are a dead zone, by stratum.
    """
    found, begin = 0, 0
    for stratum in range(len(strata[0])):
        adults, count, dead = strata[0][stratum], strata[1][stratum], strata[2][stratum]
        target = adults * (min(scale, DEAD_ZONE_OVERSAMPLING) if dead else 1.0) / scale
        wanted = np.int64(np.rint(target * count / adults))
        whole = wanted >= FEWEST_VILLAGES or wanted >= count
        wanted = min(wanted if whole else FEWEST_VILLAGES, count)
        segment = max(FEWEST_CITIZENS, np.int64(np.ceil(target / wanted)))
        offset, _ = draws.halves(key, stratum)
        village, upto, total = begin - 1, 0, sizes[begin : begin + count].sum()
        for place in range(wanted):
            before, part = village, (place + offset) / wanted
            if whole:
                village = begin + np.int64(part * count)
            else:  # equal segments of villages that are met in proportion to their size
                while upto <= part * total:
                    village += 1
                    upto += sizes[village]
            if village != before:
                numbers[found] = village
                taken[found] = sizes[village] if whole else min(sizes[village], segment)
                found += 1
        begin += count
    return found


@lru_cache(maxsize=4)
def _villages(strata_key, scale: float, seed: int, spread: float) -> Villages:
    strata = _strata(*strata_key)
    key = draws.key(seed, draws.VILLAGE_SIZE)
    sizes = np.empty(strata.villages.sum(), np.int64)
    _village_sizes(strata.adults, strata.villages, key, spread, sizes)
    if scale == 1:
        numbers, taken = np.arange(len(sizes)), sizes
    else:
        numbers, taken = np.empty_like(sizes), np.empty_like(sizes)
        of_strata = (strata.adults, strata.villages, strata.dead)
        order = draws.key(seed, draws.VILLAGE_ORDER)
        found = _sample(of_strata, sizes, scale, order, numbers, taken)
        numbers, taken = numbers[:found], taken[:found]
    keep = taken > 0
    numbers, taken = numbers[keep], taken[keep]
    first_citizen = np.concatenate(([0], np.cumsum(sizes)))
    return Villages(
        stratum=np.searchsorted(np.cumsum(strata.villages), numbers, side="right"),
        first=np.concatenate(([0], np.cumsum(taken)[:-1])),
        size=taken,
        number=numbers,
        citizen=first_citizen[numbers],
        fraction=taken / sizes[numbers],
    )


def villages(p, scale: float, seed: int) -> Villages:
    """Return the villages simulated at 1:``scale`` (1 is everybody) for parameters ``p``."""
    return _villages(_strata_key(p), float(scale), int(seed), p.village_size_spread)


def weights(strata: Strata, villages: Villages) -> np.ndarray:
    """Return how many adults a simulated citizen of each stratum stands for (float64[S])."""
    simulated = np.bincount(villages.stratum, weights=villages.size, minlength=len(strata))
    return strata.adults / simulated
