"""Counter-based random draws: each is a pure function of (seed, citizen, month, decision).

Nothing is stored and nothing has an order, so that the same seed gives the same life to the same
citizen on any number of threads, at any scale and in every scenario. The mixing function is the
finaliser of SplitMix64 (Stafford's variant 13), applied twice for every draw.
"""

from statistics import NormalDist

import numpy as np

from sim.compiled import kernel, rule

# Decisions of a month. One word of 64 bits serves two decisions, 32 bits each.
(
    NEED_AND_ACCOUNT,
    AGENCY_AND_OFFER,
    CHOICE_AND_ROUTE,
    ATTEMPT_AND_FORMALITY,
    RECOURSE_AND_RETRY,
    CLERK_AND_ACCOUNT,
    TEAM_PLACES_AND_QUEUE,
) = range(7)
# Traits and lasting ranks, drawn once a life
_LIFE = 1 << 20
(
    AGE,
    SKILL,
    NEED_RATE,
    SMARTPHONE_AND_FIBRE,
    IDENTITY_AND_HELPER,
    TIES,
    VILLAGE_SIZE,
    VILLAGE_ORDER,
    COVERAGE_AND_TEAM,
    PROVINCE_EFFORT,
    PROVINCE_SUPPLY,
) = range(_LIFE, _LIFE + 11)

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_TO_UNIT = 2.0**-53
_HALF_TO_UNIT = 2.0**-32
_S32, _LOW_HALF = np.uint64(32), np.uint64(0xFFFFFFFF)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


@rule
def mix(word):
    """Return ``word`` (uint64) scrambled so that each input bit moves each output bit."""
    word = (word ^ (word >> _S30)) * _MIX_1
    word = (word ^ (word >> _S27)) * _MIX_2
    return word ^ (word >> _S31)


@rule
def stream(seed, decision, month):
    """Return the key (uint64) that all citizens share for one decision in one month."""
    return mix(mix(np.uint64(seed) * _GOLDEN + np.uint64(decision)) + np.uint64(month) * _GOLDEN)


@rule
def bits(key, who):
    """Return 64 random bits for ``who`` (a citizen's or a village's lasting number)."""
    return mix(key + np.uint64(who) * _GOLDEN)


@rule
def unit(word):
    """Return 64 random bits as a number from 0 up to, not including, 1 (53 bits of resolution)."""
    return np.float64(word >> _S11) * _TO_UNIT


@rule
def uniform(key, who):
    """Return the draw of ``who`` as a number from 0 up to, not including, 1."""
    return unit(bits(key, who))


@rule
def halves(key, who):
    """Return two independent draws from 0 up to, not including, 1 (32 bits of resolution each)."""
    word = bits(key, who)
    return (
        np.float64(word >> _S32) * _HALF_TO_UNIT,
        np.float64(word & _LOW_HALF) * _HALF_TO_UNIT,
    )


@rule
def halves_of_many(key, first, others, count, high, low):
    """Write ``halves`` of ``first`` plus each of the first ``count`` of ``others`` into two arrays.

    Indices are unsigned because that lets the compiler do eight at once.
    """
    base = key + np.uint64(first) * _GOLDEN
    for number in range(np.uint64(count)):
        word = mix(base + np.uint64(others[number]) * _GOLDEN)
        high[number] = np.float64(word >> _S32) * _HALF_TO_UNIT
        low[number] = np.float64(word & _LOW_HALF) * _HALF_TO_UNIT


# For callers outside compiled code. Kernels are cached on disk, rules are not.


@kernel
def _write_keys(seed, decisions, months, found):
    for number in range(len(decisions)):
        found[number] = stream(seed, decisions[number], months[number])


@kernel
def _halves_once(key, who):
    return halves(key, who)


def key(seed: int, decision: int, month: int = 0) -> np.uint64:
    """Return the key of a decision in a month; traits for life have month 0."""
    return keys(seed, np.array([decision]), np.array([month]))[0]


def keys(seed: int, decisions: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Return the keys (uint64[n]) of ``decisions`` (int64[n]), each in its month of ``months``."""
    found = np.empty(len(decisions), np.uint64)
    _write_keys(np.uint64(seed), decisions, months, found)
    return found


def pair(key: np.uint64, who: int) -> tuple[float, float]:
    """Return the two draws of ``who`` from 0 up to, not including, 1."""
    return _halves_once(np.uint64(key), np.uint64(who))


def province_normal(seed: int, purpose: str) -> np.ndarray:
    """Return one standard normal draw a province (float64[63]) for ``purpose``.

    ``purpose`` is "effort" or "supply". Raises KeyError for another.
    """
    decision = {"effort": PROVINCE_EFFORT, "supply": PROVINCE_SUPPLY}[purpose]
    of_purpose = key(seed, decision)
    ranks = [pair(of_purpose, province)[0] for province in range(63)]
    return np.array([NormalDist().inv_cdf(min(max(rank, 1e-12), 1 - 1e-12)) for rank in ranks])
