"""What becomes of one dossier: the rules of ``sim/behaviour`` in the order of a month.

Need and offer, access, choice, attempt, the counter, learning, and what is written down. The
monthly pass calls ``handle_dossier`` for each citizen with a need; a story reads its trace.
"""

import numpy as np

from sim import counters as n
from sim import draws
from sim.behaviour import access, accounts, attempt, choice, influence, learning, need
from sim.behaviour.exponential import exp
from sim.citizens import FILED_BEFORE, HAS_ACCOUNT, NEVER, RECOMMENDS
from sim.compiled import rule
from sim.environment_columns import (
    BURDEN,
    CAMPAIGN,
    CLERK_FILING,
    FAMILY_HELP,
    FEE_CUT,
    FIBRE,
    FORMALISM,
    HELPER_SKILL,
    IDENTITY,
    MANDATE,
    MINISTRY_FORMALISM,
    MINISTRY_QUALITY,
    MINISTRY_SUPPLY_FULL,
    MINISTRY_SUPPLY_ONLINE,
    NATIONAL_ROUTE,
    OFFICE_CLOSED,
    PAYMENT,
    QUALITY,
    SINGLE_LOGIN,
    SMARTPHONE,
    SUPPLY_FULL,
    SUPPLY_ONLINE,
    TRUST,
)
from sim.trace import trace_attempt, trace_choice, trace_errand, trace_outcome, trace_state

NO_TEAM = -1
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@rule
def _odds(
    flags, experience, habit, skill, identity, kind, full, refused, quality, place, people, p
):
    """Return the odds of filing alone and with help against the office, before contacts."""
    common = (
        choice.usefulness(quality, people[FEE_CUT], choice.time_saved(kind, full, p), p)
        + choice.willingness(
            people[TRUST], people[CAMPAIGN], place[OFFICE_CLOSED], experience, habit, p
        )
        + choice.facilitating(
            (flags & (HAS_ACCOUNT | FILED_BEFORE)) != 0, identity, place[SINGLE_LOGIN], p
        )
        + (p.mandate_weight if refused else 0.0)
    )
    helper = max(skill, place[HELPER_SKILL])
    alone = common + choice.ease(skill, place[BURDEN], p)
    helped = common + choice.ease(helper, place[BURDEN], p) - p.help_cost
    return exp(alone), exp(helped)


@rule
def _learn_failure(i, month, columns, row, p):
    """Lower experience after a failed attempt; very bad experience keeps the citizen away."""
    experience = learning.experience_after(learning.read(columns.experience[i]), learning.FAILED, p)
    columns.experience[i] = learning.stored(experience)
    if experience < 0.5:
        columns.flags[i] &= ~np.uint8(RECOMMENDS)
    if learning.suspends(experience, p):
        columns.suspended_until[i] = min(255, month.index + int(p.suspension_months))
        row[n.SUSPENDED] += 1


@rule
def _learn_success(i, outcome, alone, columns, p):
    """Move experience and habit after filing online, and remember it."""
    experience = learning.experience_after(learning.read(columns.experience[i]), outcome, p)
    habit = learning.habit_after_success(learning.read(columns.habit[i]), alone, p)
    columns.experience[i] = learning.stored(experience)
    columns.habit[i] = learning.stored(habit)
    columns.flags[i] |= FILED_BEFORE
    if experience >= 0.5:
        columns.flags[i] |= RECOMMENDS
    else:
        columns.flags[i] &= ~np.uint8(RECOMMENDS)


@rule
def _fade_habit(i, columns, p):
    """Let habit fade with a visit to the office."""
    if columns.habit[i] > 0:
        habit = learning.habit_after_office(learning.read(columns.habit[i]), p)
        columns.habit[i] = learning.stored(habit)


@rule
def _count_online(i, mode, at, full, month, columns, row, village_row):
    """Count a dossier filed online and, the first time in the year, its citizen as a user.

    ``mode`` is 0 own, 1 assisted, 2 filed by a clerk.
    """
    row[at + n.OWN_ONLINE + mode] += 1
    village_row[n.V_ONLINE] += 1
    if full:
        row[at + n.OWN_FULL_PROCESS + mode] += 1
        village_row[n.V_FULL_PROCESS] += 1
    else:
        row[at + n.FORMALISTIC] += 1
    last = columns.last_online[i]
    if last == NEVER:
        row[n.FIRST_TIME_USERS] += 1
    if last <= month.year_start:
        row[n.USERS_OWN + mode] += 1
        village_row[n.V_USERS] += 1
    columns.last_online[i] = month.index + 1


@rule
def _open_account(i, columns, row, village_row):
    """Open an account on the national portal unless there is one."""
    if not columns.flags[i] & HAS_ACCOUNT:
        columns.flags[i] |= HAS_ACCOUNT
        row[n.ACCOUNTS_OPENED] += 1
        village_row[n.V_ACCOUNTS] += 1


@rule
def _route(
    i, own, at, month, route_draw, national_route, account_draw, columns, row, village_row, p
):
    """Send an online dossier through the national portal or a provincial one.

    A citizen who files through the national portal opens an account there; a clerk who does so opens
    one for the citizen with a certain chance.
    """
    if not accounts.goes_national(route_draw, national_route):
        return
    row[at + n.NATIONAL_FILINGS] += 1
    village_row[n.V_NATIONAL] += 1
    if own:
        _open_account(i, columns, row, village_row)
        if columns.last_portal[i] <= month.year_start:
            row[n.PORTAL_USERS] += 1
        columns.last_portal[i] = month.index + 1
    elif account_draw < p.clerk_account_chance:
        _open_account(i, columns, row, village_row)


@rule
def handle_dossier(
    i,
    who,
    index,
    village,
    covered,
    slots,
    month,
    places,
    columns,
    place,
    people,
    p,
    row,
    village_row,
):
    """Let the citizen at position ``i`` do one procedure; return the team's places that are left.

    ``who`` is the citizen's lasting number and ``index`` the place in the village; ``slots`` are the
    team's places left (``NO_TEAM`` without one); ``place``, ``people``, ``row`` and ``village_row``
    are the environment and the counters of the citizen's stratum, age and village.
    """
    k = month.keys
    watched = i == month.watched

    # Need: with whom, and how it is offered
    agency_draw, offer_draw = draws.halves(k.errand, who)
    ministry = int(agency_draw < p.ministry_need_share)
    at = n.AGENCY_STEP * ministry
    supply_full = place[SUPPLY_FULL + (MINISTRY_SUPPLY_FULL - SUPPLY_FULL) * ministry]
    supply_online = place[SUPPLY_ONLINE + (MINISTRY_SUPPLY_ONLINE - SUPPLY_ONLINE) * ministry]
    level = need.level_offered(offer_draw, supply_full, supply_online)
    row[at + n.DOSSIERS] += 1
    village_row[n.V_DOSSIERS] += 1
    row[n.ADULTS_WITH_DOSSIER] += columns.last_dossier[i] <= month.year_start
    columns.last_dossier[i] = month.index + 1
    experience_before = learning.read(columns.experience[i])
    habit_before = learning.read(columns.habit[i])
    account_before = columns.flags[i] & HAS_ACCOUNT
    if watched:
        trace_errand(
            month.trace,
            ministry,
            agency_draw,
            p.ministry_need_share,
            offer_draw,
            supply_full,
            supply_online,
            level,
            experience_before,
            habit_before,
            account_before,
        )
    if level == need.OFFLINE:
        _fade_habit(i, columns, p)
        if watched:
            trace_state(month.trace, columns.experience[i], columns.habit[i], columns.flags[i])
        return slots
    refused = need.paper_is_refused(offer_draw, supply_full, place[MANDATE])
    full_offered = level == need.FULL
    quality = place[QUALITY + (MINISTRY_QUALITY - QUALITY) * ministry]
    row[at + n.OFFERED_ONLINE] += 1
    row[at + n.OFFERED_FULL] += full_offered

    # Access
    smartphone_rank, fibre_rank = draws.halves(k.devices, who)
    identity_rank, family_rank = draws.halves(k.support, who)
    fibre = fibre_rank < people[FIBRE]
    computer = fibre_rank < people[FIBRE] * p.computer_share
    network = access.has_network(covered, fibre)
    connected = access.is_connected(covered, smartphone_rank < people[SMARTPHONE], fibre, computer)
    family = family_rank < people[FAMILY_HELP]
    row[at + n.OFFERED_ONLINE_CONNECTED] += connected

    # Choice
    skill = learning.read(columns.skill[i])
    active = columns.suspended_until[i] <= month.index
    may_alone = connected & active
    may_helped = network & active & (family | (slots > 0))
    row[at + n.TEAM_TURNED_AWAY] += network & active & (not family) & (slots == 0)
    option = choice.OFFICE
    choice_draw, route_draw = draws.halves(k.choice, who)
    share = odds_alone = odds_helped = chance_alone = chance_helped = 0.0
    if may_alone | may_helped:
        odds_alone, odds_helped = _odds(
            columns.flags[i],
            experience_before,
            habit_before,
            skill,
            identity_rank < people[IDENTITY],
            places.kind[places.stratum[village]],
            full_offered,
            refused,
            quality,
            place,
            people,
            p,
        )
        odds_alone *= may_alone
        odds_helped *= may_helped
        # Contacts are asked only where, even if all of them recommended it, it could matter.
        at_most = choice.chances(odds_alone, odds_helped, month.most_influence)
        if watched or choice_draw < at_most[0] + at_most[1]:
            province = places.province[places.stratum[village]]
            share = influence.share_recommending(
                k.ties,
                who,
                index,
                places.first[village],
                places.size[village],
                month.bits,
                places.reach[places.bounds[province]],
                places.reach[places.bounds[province + 1]],
                places.reach,
                places.guide,
                places.start,
                p,
            )
            chance_alone, chance_helped = choice.chances(
                odds_alone, odds_helped, choice.social_influence(share, p)
            )
            option = choice.chosen(choice_draw, chance_alone, chance_helped)

    if watched:
        trace_choice(
            month.trace,
            covered,
            connected,
            family,
            slots,
            active,
            refused,
            share,
            odds_alone,
            odds_helped,
            chance_alone,
            chance_helped,
            choice_draw,
            option,
        )

    # Attempt, and once more where the citizen does not give up
    attempt_draw, formality_draw = draws.halves(k.attempt, who)
    succeeded, tries = False, 0
    alone = option == choice.ALONE
    by_team = False
    draw = attempt_draw
    while option != choice.OFFICE and not succeeded and tries < 2:
        if tries == 1:
            recourse_draw, draw = draws.halves(k.again, who)
            if attempt.recourse(recourse_draw, p) != attempt.RETRY:
                break
            row[at + n.RETRIES] += 1
        if not alone and not family and not by_team:
            by_team = True
            slots -= 1
            row[at + n.TEAM_HELPED] += 1
        filer = skill if alone else max(skill, place[HELPER_SKILL])
        chance = attempt.success_chance(filer, place[BURDEN], quality, place[PAYMENT], fibre, p)
        succeeded = draw < chance
        if watched:
            trace_attempt(month.trace, tries, by_team, chance, draw, succeeded)
        tries += 1
        row[at + n.ATTEMPTS] += 1
        if not succeeded:
            row[at + n.FAILURES] += 1
            _learn_failure(i, month, columns, row, p)
            alone = alone and not may_helped

    # Outcome: handled online, filed by a clerk, or on paper; then what is learnt
    formalism = place[FORMALISM + (MINISTRY_FORMALISM - FORMALISM) * ministry]
    full = full_offered and formality_draw >= formalism
    clerk_filed, clerk_draw, clerk_chance, account_draw = False, 0.0, 0.0, 0.0
    if succeeded:
        outcome = learning.SMOOTH if full else learning.VISITED
        row[at + n.SATISFIED] += tries == 1 and outcome >= experience_before
        _learn_success(i, outcome, alone, columns, p)
    else:
        _fade_habit(i, columns, p)
        clerk_draw, account_draw = draws.halves(k.clerk, who)
        clerk_chance = attempt.clerk_chance(place[CLERK_FILING], refused)
        clerk_filed = clerk_draw < clerk_chance
    if succeeded or clerk_filed:
        mode = 2 if clerk_filed else (0 if alone else 1)
        _count_online(i, mode, at, full, month, columns, row, village_row)
        _route(
            i,
            succeeded,
            at,
            month,
            route_draw,
            place[NATIONAL_ROUTE],
            account_draw,
            columns,
            row,
            village_row,
            p,
        )
    if watched:
        trace_outcome(
            month.trace,
            formalism,
            formality_draw,
            full,
            clerk_chance,
            clerk_draw,
            clerk_filed,
            place[NATIONAL_ROUTE],
            route_draw,
        )
        trace_state(month.trace, columns.experience[i], columns.habit[i], columns.flags[i])
    return slots
