"""What is written down about the one citizen that a story follows.

``FIELDS`` names the numbers of one month. The monthly pass fills them in while it handles the
watched citizen's dossier, so that a story tells what the run itself computed.
"""

from sim.behaviour.learning import read
from sim.citizens import HAS_ACCOUNT
from sim.compiled import aside, rule

FIELDS = (
    "had_need",
    "need_chance",
    "need_draw",
    "ministry",
    "agency_draw",
    "ministry_share",
    "offer_draw",
    "supply_full",
    "supply_online",
    "level",
    "experience_before",
    "habit_before",
    "account_before",
    "covered",
    "connected",
    "family_helper",
    "team_places",
    "active",
    "paper_refused",
    "share_recommending",
    "odds_alone",
    "odds_helped",
    "chance_alone",
    "chance_helped",
    "choice_draw",
    "option",
    "attempts",
    "by_team",
    "success_chance",
    "success_draw",
    "again_chance",
    "again_draw",
    "second_chance",
    "second_draw",
    "succeeded",
    "formality_chance",
    "formality_draw",
    "full_process",
    "clerk_chance",
    "clerk_draw",
    "clerk_filed",
    "route_chance",
    "route_draw",
    "experience_after",
    "habit_after",
    "account_after",
    "campaign_account_chance",
    "campaign_account_draw",
    "campaign_account",
)
_ERRAND, _BEFORE, _CHOICE, _ATTEMPT, _OUTCOME, _AFTER, _ACCOUNT = (
    FIELDS.index(first)
    for first in (
        "ministry",
        "experience_before",
        "covered",
        "attempts",
        "formality_chance",
        "experience_after",
        "campaign_account_chance",
    )
)


# Truth values and stored numbers become floats by "1.0 * (...)": compiled code has no float(bool).


@rule
def _write(trace, first, values):
    for position in range(len(values)):
        trace[first + position] = values[position]


@aside
def trace_need(trace, chance, draw):
    """Write down the chance and the draw of having a need this month."""
    trace[:] = 0.0
    _write(trace, 0, (1.0 * (draw < chance), chance, draw))


@aside
def trace_errand(
    trace,
    ministry,
    agency_draw,
    ministry_share,
    offer_draw,
    full,
    online,
    level,
    experience,
    habit,
    flags,
):
    """Write down with whom the procedure is, how it is offered, and the state before it."""
    _write(
        trace,
        _ERRAND,
        (
            1.0 * ministry,
            agency_draw,
            ministry_share,
            offer_draw,
            1.0 * full,
            1.0 * online,
            1.0 * level,
        ),
    )
    account = 1.0 * ((flags & HAS_ACCOUNT) != 0)
    _write(trace, _BEFORE, (read(experience), read(habit), account))


@aside
def trace_choice(
    trace,
    covered,
    connected,
    family,
    places,
    active,
    refused,
    share,
    odds_alone,
    odds_helped,
    chance_alone,
    chance_helped,
    draw,
    option,
):
    """Write down access, what contacts say, and the choice."""
    _write(
        trace,
        _CHOICE,
        (
            1.0 * (covered),
            1.0 * (connected),
            1.0 * (family),
            1.0 * (places),
            1.0 * (active),
            1.0 * (refused),
            share,
            odds_alone,
            odds_helped,
            chance_alone,
            chance_helped,
            draw,
            1.0 * (option),
        ),
    )


@aside
def trace_attempt(trace, before, by_team, chance, draw, succeeded):
    """Write down an attempt; ``before`` is how many there were before it."""
    trace[_ATTEMPT] = before + 1.0
    trace[_ATTEMPT + 1] = 1.0 * (by_team)
    trace[_ATTEMPT + 2 + 4 * before] = chance
    trace[_ATTEMPT + 3 + 4 * before] = draw
    trace[_ATTEMPT + 8] = 1.0 * (succeeded)


@aside
def trace_again(trace, chance, draw):
    """Write down the chance and the draw of trying once more after a failure."""
    _write(trace, _ATTEMPT + 4, (chance, draw))


@aside
def trace_account(trace, chance, draw, opened):
    """Write down the chance and the draw of opening an account without a need."""
    _write(trace, _ACCOUNT, (chance, draw, 1.0 * opened))


@aside
def trace_outcome(
    trace,
    formality_chance,
    formality_draw,
    full,
    clerk_chance,
    clerk_draw,
    clerk_filed,
    route_chance,
    route_draw,
):
    """Write down formality, the counter and the route."""
    _write(
        trace,
        _OUTCOME,
        (
            1.0 * (formality_chance),
            formality_draw,
            1.0 * (full),
            1.0 * (clerk_chance),
            clerk_draw,
            1.0 * (clerk_filed),
            1.0 * (route_chance),
            route_draw,
        ),
    )


@aside
def trace_state(trace, experience, habit, flags):
    """Write down the state after the dossier."""
    _write(trace, _AFTER, (read(experience), read(habit), 1.0 * ((flags & HAS_ACCOUNT) != 0)))
