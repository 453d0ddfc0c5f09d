"""The monthly pass over all citizens: who acts, and what becomes of it.

A village is a row of neighbours. First the whole village draws its needs and accounts at once; then
the few who act go through the rules of ``sim/behaviour`` one by one, the head of the queue for the
digital team changing from month to month. Villages do not read each other's state of this month, so
that they can be passed in any order and on any number of threads.
"""

from collections import namedtuple

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros

from sim import draws
from sim.behaviour.access import team_slots
from sim.behaviour.accounts import opening_chance
from sim.behaviour.need import RATE_UNIT, monthly_need_chance
from sim.citizens import HAS_ACCOUNT
from sim.compiled import kernel, rule
from sim.decision import SHARED_ODDS, shared_odds
from sim.dossier import NO_TEAM, handle_dossier
from sim.environment_columns import (
    ACCOUNT_HAZARD,
    COVERAGE,
    IDENTITY,
    OFFICE_CLOSED,
    SINGLE_LOGIN,
    SMARTPHONE,
    TEAM_CAPACITY,
    TEAM_SHARE,
)
from sim.ledger import open_account
from sim.trace import trace_account, trace_need

_OF_MONTH = {
    "need": draws.NEED_AND_ACCOUNT,
    "errand": draws.AGENCY_AND_OFFER,
    "choice": draws.CHOICE_AND_ROUTE,
    "attempt": draws.ATTEMPT_AND_FORMALITY,
    "again": draws.RECOURSE_AND_RETRY,
    "clerk": draws.CLERK_AND_ACCOUNT,
    "team": draws.TEAM_PLACES_AND_QUEUE,
}
_FOR_LIFE = {
    "devices": draws.SMARTPHONE_AND_FIBRE,
    "support": draws.IDENTITY_AND_HELPER,
    "ties": draws.TIES,
    "village": draws.COVERAGE_AND_TEAM,
}
Keys = namedtuple("Keys", (*_OF_MONTH, *_FOR_LIFE))
_DECISIONS = np.array([*_OF_MONTH.values(), *_FOR_LIFE.values()])
_MONTHLY = np.repeat([1, 0], [len(_OF_MONTH), len(_FOR_LIFE)])
Places = namedtuple(
    "Places", "stratum first size number citizen fraction province kind bounds reach guide start"
)
Month = namedtuple("Month", "index year_start place people keys bits lookup watched trace")

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_TWO_32 = 2.0**32
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_LOW_BITS_OF_BYTES = np.uint64(0x0101010101010101)
_GATHER = np.uint64(0x0102040810204080)


def keys(seed: int, month: int) -> Keys:
    """Return the keys of all draws of ``month``; lasting ranks have the same key every month."""
    return Keys(*draws.keys(seed, _DECISIONS, month * _MONTHLY))


@rule
def _fixed_point(chance):
    """Return a chance as a bound for 32 random bits."""
    return np.uint64(min(max(chance, 0.0), 1.0) * _TWO_32)


@rule
def _who_acts(size, key, citizen, first, need_rate, rate_bound, account_bound, hits):
    """Mark in ``hits``: bit 0 a need, bit 1 a chance to open an account.

    The high half of a citizen's bits decides on the need, the low half on the account. Indices are
    unsigned because that lets the compiler do eight citizens at once.
    """
    base = key + np.uint64(citizen) * _GOLDEN
    begin = np.uint64(first)
    for index in range(np.uint64(size)):
        word = draws.mix(base + index * _GOLDEN)
        need = (word >> _HALF) < np.uint64(need_rate[begin + index]) * rate_bound
        account = (word & _LOW) < account_bound
        hits[index] = np.uint8(need) | np.uint8(account) * np.uint8(2)


@rule
def _list_actors(size, words, actors):
    """Write the indices of marked citizens into ``actors`` and return how many there are.

    ``words`` are the marks, eight citizens a word; they are gathered to one bit a citizen first.
    """
    count = 0
    for block in range((size + 63) // 64):
        marked = _ZERO
        for word in range(8):
            eight = words[8 * block + word]
            eight = (eight | (eight >> _ONE)) & _LOW_BITS_OF_BYTES
            marked |= ((eight * _GATHER) >> np.uint64(56)) << np.uint64(8 * word)
        while marked != _ZERO:
            actors[count] = 64 * block + np.int64(trailing_zeros(marked))
            count += 1
            marked &= marked - _ONE
    return count


@rule
def _may_open_account(i, who, place, people, columns, month, p, row, village_row):
    """Open an account for a citizen who was reached without having a need."""
    if columns.flags[i] & HAS_ACCOUNT:
        return
    smartphone_rank, _ = draws.halves(month.keys.devices, who)
    identity_rank, _ = draws.halves(month.keys.support, who)
    if smartphone_rank >= people[SMARTPHONE]:
        return
    chance = opening_chance(
        people[ACCOUNT_HAZARD], identity_rank < people[IDENTITY], place[SINGLE_LOGIN], p
    )
    draw = draws.bits(month.keys.need, who) & _LOW
    opened = draw < _fixed_point(chance)
    if i == month.watched:
        trace_account(month.trace, chance, draw / _TWO_32, opened)
    if opened:
        open_account(i, columns, row, village_row)


@rule
def _most_hazard(people, single_login, p):
    """Return the highest chance of opening an account without a need in the stratum."""
    most = 0.0
    for age in range(people.shape[0]):
        most = max(most, people[age, ACCOUNT_HAZARD])
    return opening_chance(most, True, single_login, p)


@rule
def _turn(house, count, actors):
    """Return whose turn with the team comes first: the first actor from a certain house on."""
    turn = 0
    while turn < count and actors[turn] < house:
        turn += 1
    return turn


@rule
def _write_need(month, columns, who, unit_chance):
    """Write down whether the watched citizen has a need."""
    chance = columns.need_rate[month.watched] * unit_chance
    trace_need(month.trace, chance, (draws.bits(month.keys.need, who) >> _HALF) / _TWO_32)


@rule
def _for_all(stratum, month, places, p, shared):
    """Work out what all citizens of a stratum have in common for a month.

    Fills ``shared`` and returns the chances of a need, at a stored need rate of 1, and of opening
    an account without one, at most.
    """
    place, people = month.place[stratum], month.people[stratum]
    shared_odds(place, people, places.kind[stratum], p, month.lookup, shared)
    need = monthly_need_chance(
        1.0 / RATE_UNIT, p.needs_per_year, place[OFFICE_CLOSED], p.lockdown_need_cut
    )
    return need, _most_hazard(people, place[SINGLE_LOGIN], p)


@rule
def _live_in_village(
    village, month, places, columns, p, counts, village_counts, hits, actors, shared, chances
):
    """Let the citizens of one village live one month.

    ``shared`` and ``chances`` are what the villages of a stratum have in common (``_for_all``).
    """
    stratum, size = places.stratum[village], places.size[village]
    first, citizen = places.first[village], places.citizen[village]
    place = month.place[stratum]
    unit_chance, account_chance = chances
    _who_acts(
        size,
        month.keys.need,
        citizen,
        first,
        columns.need_rate,
        _fixed_point(unit_chance),
        _fixed_point(account_chance),
        hits,
    )
    hits[size : size + 64] = 0
    count = _list_actors(size, hits.view(np.uint64), actors)
    coverage_rank, team_rank = draws.halves(month.keys.village, places.number[village])
    covered = coverage_rank < place[COVERAGE]
    slots, turn = NO_TEAM, 0
    if team_rank < place[TEAM_SHARE]:
        spare, house = draws.halves(month.keys.team, places.number[village])
        slots = team_slots(place[TEAM_CAPACITY], places.fraction[village], spare)
        turn = _turn(house * size, count, actors)
    if (month.watched >= first) & (month.watched < first + size):
        _write_need(month, columns, citizen + month.watched - first, unit_chance)
    for position in range(count):
        at = position + turn
        index = actors[at - count if at >= count else at]
        i, who = first + index, citizen + index
        age = columns.age[i]
        people = month.people[stratum, age]
        row, village_row = counts[stratum, age], village_counts[village]
        if hits[index] & 2:
            _may_open_account(i, who, place, people, columns, month, p, row, village_row)
        if hits[index] & 1:
            slots = handle_dossier(
                i,
                who,
                index,
                village,
                covered,
                slots,
                month,
                places,
                columns,
                age,
                shared,
                place,
                people,
                p,
                row,
                village_row,
            )


def workspace(largest_village: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the arrays that ``live_month`` works in, for villages up to the largest one."""
    room = (largest_village + 127) // 64 * 64
    return np.zeros(room, np.uint8), np.zeros(room, np.int64), np.zeros(SHARED_ODDS)


@kernel
def live_month(
    from_village,
    to_village,
    month,
    places,
    columns,
    p,
    counts,
    village_counts,
    hits,
    actors,
    shared,
):
    """Let the citizens of villages from, up to, not including, ``to_village`` live one month.

    ``counts`` int32[S, A, COUNTERS] and ``village_counts`` int32[V, 6] are added to; ``columns``
    change in place. ``hits``, ``actors`` and ``shared`` come from ``workspace``.
    """
    stratum, chances = -1, (0.0, 0.0)
    for village in range(from_village, to_village):
        if places.stratum[village] != stratum:
            stratum = places.stratum[village]
            chances = _for_all(stratum, month, places, p, shared)
        _live_in_village(
            village,
            month,
            places,
            columns,
            p,
            counts,
            village_counts,
            hits,
            actors,
            shared,
            chances,
        )
