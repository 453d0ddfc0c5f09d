"""The monthly pass over all citizens: who acts, and what becomes of it.

A village is a row of neighbours. First the whole village draws its needs and accounts at once; then
the few who act go through the rules of ``sim/behaviour`` one by one, the head of the queue for the
digital team changing from month to month. Villages do not read each other's state of this month, so
that they can be passed in any order and on any number of threads.
"""

from collections import namedtuple

import numpy as np

from sim import draws
from sim.ahead import (
    IDENTITY_RANK,
    ROWS,
    SMARTPHONE_RANK,
    draw_ahead,
)
from sim.behaviour.access import team_slots
from sim.behaviour.accounts import opening_chance
from sim.behaviour.need import RATE_UNIT, monthly_need_chance
from sim.bits import list_marked
from sim.citizens import HAS_ACCOUNT
from sim.compiled import kernel, rule, take
from sim.decision import SHARED_ODDS, shared_odds
from sim.dossier import NO_TEAM, handle_dossier
from sim.environment_columns import (
    ACCOUNT_HAZARD,
    COVERAGE,
    IDENTITY,
    OFFICE_CLOSED,
    PEOPLE,
    PLACE,
    SINGLE_LOGIN,
    SMARTPHONE,
    TEAM_CAPACITY,
    TEAM_SHARE,
)
from sim.ledger import open_account
from sim.places.population import AGES
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
NOBODY = np.uint64(2**64 - 1)  # to watch

# What a thread works in. For the village at hand: ``marks`` of who acts (uint8), their places in it
# (``actors``), ``drawn``, their draws, and ``rewired``, which ties lead out of the village. For its
# stratum: ``place`` float64[P], ``people`` float64[A, Q] and ``odds``, what is common to all there.
Work = namedtuple("Work", "marks actors drawn rewired place people odds")

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_TWO_32 = 2.0**32


def keys(seed: int, month: int) -> Keys:
    """Return the keys of all draws of ``month``; lasting ranks have the same key every month."""
    return Keys(*draws.keys(seed, _DECISIONS, month * _MONTHLY))


@rule
def _fixed_point(chance):
    """Return a chance as a bound for 32 random bits."""
    return np.uint64(min(max(chance, 0.0), 1.0) * _TWO_32)


@rule
def _who_acts(size, key, citizen, first, need_rate, rate_bound, account_bound, marks):
    """Mark with bit 0 who has a need, with bit 1 who has a chance to open an account.

    The high half of a citizen's bits decides on the need, the low half on the account. Indices are
    unsigned because that lets the compiler do eight citizens at once.
    """
    base = key + np.uint64(citizen) * _GOLDEN
    begin = np.uint64(first)
    for index in range(np.uint64(size)):
        word = draws.mix(base + index * _GOLDEN)
        need = (word >> _HALF) < np.uint64(need_rate[begin + index]) * rate_bound
        account = (word & _LOW) < account_bound
        marks[index] = np.uint8(need) | np.uint8(account) * np.uint8(2)


@rule
def _may_open_account(i, who, at, people, columns, month, work, p, row, village_row):
    """Open an account for a citizen who was reached without having a need."""
    if columns.flags[i] & HAS_ACCOUNT:
        return
    if work.drawn[SMARTPHONE_RANK, at] >= people[SMARTPHONE]:
        return
    chance = opening_chance(
        people[ACCOUNT_HAZARD],
        work.drawn[IDENTITY_RANK, at] < people[IDENTITY],
        work.place[SINGLE_LOGIN],
        p,
    )
    draw = draws.bits(month.keys.need, who) & _LOW
    opened = draw < _fixed_point(chance)
    if i == month.watched:
        trace_account(month.trace, chance, draw / _TWO_32, opened)
    open_account(i, opened, columns, row, village_row)


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
    while turn < count and actors[np.uint64(turn)] < house:
        turn += 1
    return turn


@rule
def _write_need(month, columns, who, unit_chance):
    """Write down whether the watched citizen has a need."""
    chance = columns.need_rate[month.watched] * unit_chance
    trace_need(month.trace, chance, (draws.bits(month.keys.need, who) >> _HALF) / _TWO_32)


@rule
def _for_all(stratum, month, places, p, work):
    """Work out what all citizens of a stratum have in common for a month.

    Fills ``place``, ``people`` and ``odds`` of ``work`` and returns the chances of a need, at a
    stored need rate of 1, and of opening an account without one, at most.
    """
    place, people = month.place[stratum], month.people[stratum]
    for column in range(np.uint64(len(PLACE))):
        work.place[column] = place[column]
    for age in range(len(AGES)):
        for column in range(np.uint64(len(PEOPLE))):
            work.people[age, column] = people[age, column]
    shared_odds(work.place, work.people, places.kind[stratum], p, month.lookup, work.odds)
    need = monthly_need_chance(
        1.0 / RATE_UNIT, p.needs_per_year, work.place[OFFICE_CLOSED], p.lockdown_need_cut
    )
    return need, _most_hazard(work.people, work.place[SINGLE_LOGIN], p)


@rule
def _live_in_village(village, month, places, columns, p, counts, village_counts, work, chances):
    """Let the citizens of one village live one month.

    ``work`` and ``chances`` have what the villages of a stratum have in common (``_for_all``).
    Indices of arrays are unsigned: the compiler then spares the test for negative ones.
    """
    stratum, size = np.uint64(places.stratum[village]), places.size[village]
    first, citizen = places.first[village], places.citizen[village]
    unit_chance, account_chance = chances
    _who_acts(
        size,
        month.keys.need,
        citizen,
        first,
        columns.need_rate,
        _fixed_point(unit_chance),
        _fixed_point(account_chance),
        work.marks,
    )
    work.marks[size : size + 64] = 0
    count = list_marked(size, work.marks.view(np.uint64), work.actors)
    draw_ahead(work.actors, count, citizen, month.keys, p.rewired_share, work.drawn, work.rewired)
    coverage_rank, team_rank = draws.halves(month.keys.village, places.number[village])
    covered = coverage_rank < work.place[COVERAGE]
    slots, turn = NO_TEAM, 0
    if team_rank < work.place[TEAM_SHARE]:
        spare, house = draws.halves(month.keys.team, places.number[village])
        slots = team_slots(work.place[TEAM_CAPACITY], places.fraction[village], spare)
        turn = _turn(house * size, count, work.actors)
    watched = np.int64(month.watched) - first
    if np.uint64(watched) < np.uint64(size):
        _write_need(month, columns, citizen + watched, unit_chance)
    village_row = village_counts[village]
    for position in range(count):
        at = position + turn
        at = np.uint64(at - count if at >= count else at)
        index = np.int64(work.actors[at])
        i, who = np.uint64(first + index), np.uint64(citizen + index)
        age = columns.age[i]
        people, row = work.people[age], counts[stratum, age]
        mark = work.marks[np.uint64(index)]
        if mark & 2:
            _may_open_account(i, who, at, people, columns, month, work, p, row, village_row)
        if mark & 1:
            slots = handle_dossier(
                i,
                who,
                at,
                index,
                village,
                covered,
                slots,
                age,
                month,
                places,
                columns,
                work,
                p,
                row,
                village_row,
            )


def workspace(largest_village: int) -> Work:
    """Return the arrays that ``live_month`` works in, for villages up to the largest one."""
    room = (largest_village + 127) // 64 * 64
    return Work(
        marks=np.zeros(room, np.uint8),
        actors=np.zeros(room, np.int64),
        drawn=np.zeros((len(ROWS), room)),
        rewired=np.zeros(room, np.uint64),
        place=np.zeros(len(PLACE)),
        people=np.zeros((len(AGES), len(PEOPLE))),
        odds=np.zeros(SHARED_ODDS),
    )


@rule
def _fair_share(left, threads):
    """Return how many villages to take at once: ever fewer, so that all threads end together."""
    return 4 + max(left, 0) // (4 * threads)


@kernel
def live_month(taken, threads, month, places, columns, parameters, counts, village_counts, work):
    """Let the citizens of all villages that no other thread takes live one month.

    ``taken`` int64[1] is how many villages are taken so far, by any of the ``threads`` that live
    this month together: one that is held up takes fewer. ``parameters`` is an array of one record.
    ``counts`` int32[S, A, COUNTERS] and ``village_counts`` int32[V, 6] are added to; ``columns``
    change in place. ``work`` comes from ``workspace``; it and ``counts`` are the thread's own.
    """
    p = parameters[0]
    stratum, chances = np.int64(-1), (0.0, 0.0)
    villages, end = len(places.stratum), 0
    while end < villages:
        share = _fair_share(villages - end, threads)
        begin = take(taken, share)
        end = begin + share
        for village in range(np.uint64(begin), np.uint64(min(end, villages))):
            if places.stratum[village] != stratum:
                stratum = places.stratum[village]
                chances = _for_all(stratum, month, places, p, work)
            _live_in_village(
                village, month, places, columns, p, counts, village_counts, work, chances
            )
