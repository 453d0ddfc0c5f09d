"""What becomes of one dossier: the rules of ``sim/behaviour`` in the order of a month.

Need and offer, access, choice, attempt, the counter, learning, and what is written down. The
monthly pass calls ``handle_dossier`` for each citizen with a need; a story reads its trace.
"""

from sim import ahead, draws, lookup
from sim import counters as n
from sim.behaviour import accounts, attempt, choice, learning, need
from sim.behaviour.influence import TIES
from sim.compiled import rule
from sim.decision import choose, failure_odds, look_around, odds
from sim.environment_columns import (
    CLERK_FILING,
    FORMALISM,
    MANDATE,
    MINISTRY_FORMALISM,
    MINISTRY_SUPPLY_FULL,
    MINISTRY_SUPPLY_ONLINE,
    NATIONAL_ROUTE,
    SUPPLY_FULL,
    SUPPLY_ONLINE,
)
from sim.ledger import (
    ASSISTED,
    CLERK,
    OWN,
    count_national,
    count_online,
    fade_habit,
    learn_failure,
    learn_success,
)
from sim.trace import (
    trace_again,
    trace_attempt,
    trace_choice,
    trace_errand,
    trace_outcome,
    trace_state,
)

NO_TEAM = -1


@rule
def _errand(i, at, month, columns, work, p, row, village_row):
    """Find with whom the procedure is and how it is offered, and count the dossier.

    Returns the agency (1 for ministries), the level of the offer and whether paper is refused.
    """
    place = work.place
    agency_draw, offer_draw = work.drawn[ahead.AGENCY, at], work.drawn[ahead.OFFER, at]
    ministry = int(agency_draw < p.ministry_need_share)
    supply_full = place[SUPPLY_FULL + (MINISTRY_SUPPLY_FULL - SUPPLY_FULL) * ministry]
    supply_online = place[SUPPLY_ONLINE + (MINISTRY_SUPPLY_ONLINE - SUPPLY_ONLINE) * ministry]
    level = need.level_offered(offer_draw, supply_full, supply_online)
    refused = need.paper_is_refused(offer_draw, supply_full, place[MANDATE])
    row[n.AGENCY_STEP * ministry + n.DOSSIERS] += 1
    village_row[n.V_DOSSIERS] += 1
    row[n.ADULTS_WITH_DOSSIER] += columns.last_dossier[i] <= month.year_start
    columns.last_dossier[i] = month.index + 1
    if i == month.watched:
        trace_errand(
            month.trace,
            ministry,
            agency_draw,
            p.ministry_need_share,
            offer_draw,
            supply_full,
            supply_online,
            level,
            columns.experience[i],
            columns.habit[i],
            columns.flags[i],
        )
    return ministry, level, refused


@rule
def _try_online(
    i,
    who,
    draw,
    alone,
    may_be_helped,
    family,
    fibre,
    ministry,
    month,
    columns,
    shared,
    p,
    row,
):
    """Attempt to file, once more if the citizen does not give up.

    Returns whether it succeeded, whether alone, after how many tries, and whether a team helped.
    """
    agency = n.AGENCY_STEP * ministry
    succeeded, tries, by_team = False, 0, False
    while not succeeded and tries < 2:
        if tries == 1:
            recourse_draw, draw = draws.halves(month.keys.again, who)
            if i == month.watched:
                trace_again(month.trace, p.retry_chance, recourse_draw)
            if attempt.recourse(recourse_draw, p) != attempt.RETRY:
                break
            row[agency + n.RETRIES] += 1
            alone = alone & (not may_be_helped)
        by_team_now = (not alone) & (not family) & (not by_team)
        row[agency + n.TEAM_HELPED] += by_team_now
        by_team |= by_team_now
        odds = failure_odds(i, alone, ministry, int(family), fibre, columns, shared, month.lookup)
        succeeded = attempt.succeeds(draw, odds)
        if i == month.watched:
            chance = attempt.success_chance(odds)
            trace_attempt(month.trace, tries, by_team, chance, draw, succeeded)
        tries += 1
        row[agency + n.ATTEMPTS] += 1
        if not succeeded:
            row[agency + n.FAILURES] += 1
            learn_failure(i, month, columns, row, p)
    return succeeded, alone, tries, by_team


@rule
def _conclude(
    i,
    at,
    succeeded,
    alone,
    satisfied,
    full,
    refused,
    formalism,
    agency,
    month,
    columns,
    work,
    p,
    row,
    village_row,
):
    """Handled online, filed by a clerk, or on paper; then what is learnt and counted."""
    if succeeded:
        row[agency + n.SATISFIED] += satisfied
        learn_success(i, lookup.SMOOTH if full else lookup.VISITED, alone, month, columns)
    else:
        fade_habit(i, month, columns)
    clerk_chance = attempt.clerk_chance(work.place[CLERK_FILING], refused) * (not succeeded)
    clerk_filed = work.drawn[ahead.CLERK, at] < clerk_chance
    online = succeeded | clerk_filed
    mode = (OWN if alone else ASSISTED) if succeeded else CLERK
    count_online(i, online, mode, agency, full, month, columns, row, village_row)
    route_draw, national_route = work.drawn[ahead.ROUTE, at], work.place[NATIONAL_ROUTE]
    national = online & accounts.goes_national(route_draw, national_route)
    account_draw = work.drawn[ahead.CLERK_ACCOUNT, at]
    count_national(
        i, national, succeeded, agency, month, account_draw, columns, row, village_row, p
    )
    if i == month.watched:
        trace_outcome(
            month.trace,
            formalism,
            work.drawn[ahead.FORMALITY, at],
            full,
            clerk_chance,
            work.drawn[ahead.CLERK, at],
            clerk_filed,
            national_route,
            route_draw,
        )


@rule
def handle_dossier(
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
):
    """Let the citizen at position ``i`` do one procedure; return the team's places that are left.

    ``who`` is the citizen's lasting number, ``at`` the place among the village's actors and
    ``index`` that in the village; ``slots`` are the team's places left (``NO_TEAM`` without one);
    ``work`` has the actors' draws and what is common to the stratum; ``row`` and ``village_row``
    are the counters of the citizen's stratum and age, and of the village.

    What only counts is written without branches: adding nothing is quicker than a branch that the
    processor cannot foresee.
    """
    watched = i == month.watched
    ministry, level, refused = _errand(i, at, month, columns, work, p, row, village_row)
    agency = n.AGENCY_STEP * ministry
    if level == need.OFFLINE:
        fade_habit(i, month, columns)
        if watched:
            trace_state(month.trace, columns.experience[i], columns.habit[i], columns.flags[i])
        return slots
    full_offered = level == need.FULL
    network, connected, family, fibre, identity = look_around(
        at, covered, work.people[age], work.drawn, p
    )
    active = columns.suspended_until[i] <= month.index
    may_alone = connected & active
    may_be_helped = network & active & (family | (slots > 0))
    row[agency + n.OFFERED_ONLINE] += 1
    row[agency + n.OFFERED_FULL] += full_offered
    row[agency + n.OFFERED_ONLINE_CONNECTED] += connected
    row[agency + n.TEAM_TURNED_AWAY] += network & active & (not family) & (slots == 0)

    experience_before = columns.experience[i]
    choice_draw = work.drawn[ahead.CHOICE, at]
    odds_alone, odds_helped = odds(
        i,
        age,
        ministry,
        int(full_offered),
        refused,
        int(identity),
        int(family),
        columns,
        work.odds,
        month.lookup,
    )
    odds_alone *= may_alone
    odds_helped *= may_be_helped
    option, recommending = choose(
        choice_draw,
        watched,
        odds_alone,
        odds_helped,
        work.rewired[at],
        who,
        index,
        village,
        month,
        places,
        p,
    )
    if watched:
        factor = month.lookup.social_odds[recommending]
        chance_alone, chance_helped = choice.chances(odds_alone, odds_helped, factor)
        trace_choice(
            month.trace,
            covered,
            connected,
            family,
            slots,
            active,
            refused,
            recommending / TIES,
            odds_alone,
            odds_helped,
            chance_alone,
            chance_helped,
            choice_draw,
            option,
        )

    succeeded, alone, tries = False, option == choice.ALONE, 0
    if option != choice.OFFICE:
        succeeded, alone, tries, by_team = _try_online(
            i,
            who,
            work.drawn[ahead.ATTEMPT, at],
            alone,
            may_be_helped,
            family,
            fibre,
            ministry,
            month,
            columns,
            work.odds,
            p,
            row,
        )
        slots -= by_team
    formalism = work.place[FORMALISM + (MINISTRY_FORMALISM - FORMALISM) * ministry]
    full = full_offered & (work.drawn[ahead.FORMALITY, at] >= formalism)
    outcome = learning.SMOOTH if full else learning.VISITED
    satisfied = (tries == 1) & (outcome >= learning.read(experience_before))
    _conclude(
        i,
        at,
        succeeded,
        alone,
        satisfied,
        full,
        refused,
        formalism,
        agency,
        month,
        columns,
        work,
        p,
        row,
        village_row,
    )
    if watched:
        trace_state(month.trace, columns.experience[i], columns.habit[i], columns.flags[i])
    return slots
