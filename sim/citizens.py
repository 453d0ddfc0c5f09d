"""The citizens: one column an attribute, contiguous by village, and a view of one citizen.

Ten bytes a citizen: three traits for life and seven of changing state, plus one bit a month that
says whether the citizen recommended online services. Numbers from 0 to 1 are stored in 255 steps.
Ownership (smartphone, fibre, identity) is not stored: each citizen has a lasting rank, and owns the
thing once the share of owners among people of the same place and age has passed that rank.
"""

from collections import namedtuple
from functools import cached_property

import numpy as np

from sim import bits, draws
from sim.behaviour.exponential import exp, log
from sim.behaviour.learning import NEUTRAL, SCALE
from sim.behaviour.need import RATE_UNIT
from sim.compiled import kernel, rule
from sim.places.population import AGES, REMOTE, URBAN, Strata, Villages
from sim.places.provinces import PROVINCES

HAS_ACCOUNT, RECOMMENDS, FILED_BEFORE = 1, 2, 4
NEVER = 0  # months are stored plus one, so that 0 means never

TRAITS = ("age", "skill", "need_rate")
STATE = (
    "experience",
    "habit",
    "last_online",
    "last_portal",
    "last_dossier",
    "suspended_until",
    "flags",
)
Columns = namedtuple("Columns", TRAITS + STATE)


@rule
def _of_age(draw, upto, ages):
    """Return that of the four values ``ages`` in whose age band ``draw`` falls."""
    if draw < upto[0]:
        return ages[0]
    if draw < upto[1]:
        return ages[1]
    return ages[2] if draw < upto[2] else ages[3]


@kernel
def _draw_traits(stratum, size, first, citizens, keys, age_upto, skill, spread, columns):
    """Fill age, skill and need rate; ``citizens`` are the lasting numbers of first citizens.

    One loop a column, without branches or calls, so that the compiler does several at once.
    """
    age_column, skill_column, rate_column = columns
    for v in range(len(stratum)):
        begin, who = np.uint64(first[v]), np.uint64(citizens[v])
        row = skill[stratum[v]]
        mean_skills = (row[0], row[1], row[2], row[3])
        for index in range(np.uint64(size[v])):
            age_draw = draws.uniform(keys[0], who + index)
            age_column[begin + index] = _of_age(age_draw, age_upto, (0, 1, 2, 3))
            mean = _of_age(age_draw, age_upto, mean_skills)
            chance = draws.uniform(keys[1], who + index) * 0.9998 + 0.0001
            score = mean + spread[0] * log(chance / (1.0 - chance))
            skill_column[begin + index] = np.int64(SCALE / (1.0 + exp(-score)) + 0.5)
        for index in range(np.uint64(size[v])):
            wait = -log(1.0 - draws.uniform(keys[2], who + index))
            rate = RATE_UNIT * (1.0 - spread[1] + spread[1] * wait)
            rate_column[begin + index] = min(255, np.int64(rate + 0.5))


@kernel
def _count_ages(stratum, size, first, age, counted):
    """Add up the citizens of each stratum and age in ``counted`` (int64[S, 4])."""
    for v in range(len(stratum)):
        for i in range(first[v], first[v] + size[v]):
            counted[stratum[v], age[i]] += 1


def _mean_skill(strata: Strata, p) -> np.ndarray:
    """Return the logit of digital skill by stratum and age (float64[S, 4]).

    Provinces differ as their ICT skills do in the 2024 survey (NSO); the survey's level is that of
    a place like the average rural one, ages and kinds of place shift it (assumed).
    """
    share = np.array([province.ict_skill_share for province in PROVINCES])[strata.province]
    place = np.where(strata.kind == URBAN, p.skill_urban, 0.0)
    place = np.where(strata.kind == REMOTE, p.skill_remote, place)
    ages = np.array([0.0, p.skill_age_30_44, p.skill_age_45_64, p.skill_age_65])
    return (np.log(share / (1 - share)) + place)[:, None] + ages[None, :]


def _new_columns(count: int) -> tuple[Columns, np.ndarray]:
    """Return columns of zeros that begin at different places of a memory page, and flags in eights.

    Columns that all began at the start of a page would compete for the same few lines of the
    processor's cache, because a citizen's attributes are read together. The flags are also handed
    out as words of eight bytes; those beyond the last citizen stay zero. Memory is filled, not
    merely asked for, so that the system can give it out in large pages now.
    """
    step = (count + 4095) // 4096 * 4096 + 448
    room = np.full((len(Columns._fields), step), 0, np.uint8)
    eights = room[Columns._fields.index("flags"), : (count + 7) // 8 * 8].view(np.uint64)
    return Columns(*room[:, :count]), eights


class Citizens:
    """All simulated citizens of a model.

    ``columns`` holds uint8 arrays of one entry a citizen; ``recommending`` (uint64) one bit, which
    says whether the citizen recommended online services when ``see_who_recommends`` was last
    called; ``weight`` (float64[S]) says how many adults a citizen of each stratum stands for.
    """

    def __init__(self, strata: Strata, villages: Villages, weight: np.ndarray, seed: int, p):
        self.strata, self.villages, self.weight = strata, villages, weight
        count = int(villages.size.sum())
        self.columns, self._flags_in_eights = _new_columns(count)
        self.recommending = np.zeros(count // 64 + 2, np.uint64)
        self.columns.experience[:] = NEUTRAL
        _draw_traits(
            villages.stratum,
            villages.size,
            villages.first,
            villages.citizen,
            tuple(draws.key(seed, d) for d in (draws.AGE, draws.SKILL, draws.NEED_RATE)),
            tuple(np.cumsum([p.age_18_29_share, p.age_30_44_share, p.age_45_64_share])),
            _mean_skill(strata, p),
            (p.skill_spread, p.need_spread),
            (self.columns.age, self.columns.skill, self.columns.need_rate),
        )

    def __len__(self) -> int:
        return len(self.columns.age)

    def see_who_recommends(self) -> None:
        """Bring ``recommending`` up to date."""
        bit = np.uint64(RECOMMENDS.bit_length() - 1)
        bits.pack(self._flags_in_eights, bit, self.recommending.view(np.uint8))

    @property
    def bytes_each(self) -> float:
        """Return the bytes of live state a citizen, the packed bit included."""
        return sum(column.nbytes for column in self.columns) / len(self) + 1 / 8

    @cached_property
    def adults_by_cell(self) -> np.ndarray:
        """Return the adults that the citizens of each stratum and age stand for, float64[S, A]."""
        counted = np.zeros((len(self.strata), len(AGES)), np.int64)
        v = self.villages
        _count_ages(v.stratum, v.size, v.first, self.columns.age, counted)
        return counted * self.weight[:, None]

    def village_of(self, position: int) -> int:
        """Return the number of the simulated village of the citizen at ``position``."""
        return int(np.searchsorted(self.villages.first, position, side="right")) - 1

    def __getitem__(self, position: int) -> dict:
        """Return what is known of one citizen; raises IndexError beyond the last."""
        if not 0 <= position < len(self):
            raise IndexError(f"there are {len(self)} citizens; no number {position}")
        village = self.village_of(position)
        stratum = self.villages.stratum[village]
        state = {name: int(column[position]) for name, column in self.columns._asdict().items()}
        return {
            "position": position,
            "province": PROVINCES[self.strata.province[stratum]].name_vi,
            "kind": int(self.strata.kind[stratum]),
            "dead_zone": bool(self.strata.dead[stratum]),
            "village": int(self.villages.number[village]),
            "age": AGES[state.pop("age")],
            "skill": state.pop("skill") / SCALE,
            "need_rate": state.pop("need_rate") / RATE_UNIT,
            "experience": state.pop("experience") / SCALE,
            "habit": state.pop("habit") / SCALE,
            "account": bool(state["flags"] & HAS_ACCOUNT),
            "recommends": bool(state.pop("flags") & RECOMMENDS),
            **state,
        }
