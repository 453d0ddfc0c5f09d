"""What policies spend, by month, from the costs that a scenario states; nothing is invented.

A cost per month grows with the policy's ramp, as its strength does; one that falls due once does so
in the first month in force; one per team and month counts the teams that the policy adds, not those
that are there anyway.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.policies.targeting import KINDS, profile
from sim.scenario.policy import Policy

TEAMS = "digital_teams"  # the lever, and the metric that counts them
NO_COST = "no cost stated"

# Teams added against the baseline: "nation" float64[draw, 1, month], "kind" [draw, 3, month].
TeamsAdded = Mapping[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Item:
    """A policy and what it spends.

    ``number`` is its place in the scenario, from 1; ``vnd`` float64[draw, month] in Vietnamese
    dong, None where no cost can be given: ``note`` then says why.
    """

    number: int
    policy: Policy
    vnd: np.ndarray | None
    note: str | None = None


def added(policies: Sequence[Policy], baseline: Sequence[Policy]) -> list[tuple[int, Policy]]:
    """Return the policies that the baseline does not have as well, with their numbers from 1."""
    there = list(baseline)
    found = []
    for number, policy in enumerate(policies, start=1):
        if policy in there:
            there.remove(policy)
        else:
            found.append((number, policy))
    return found


def items(policies: Sequence[tuple[int, Policy]], teams: TeamsAdded) -> list[Item]:
    """Return what each of the numbered ``policies`` spends while ``teams`` are added."""
    return [_item(number, policy, policies, teams) for number, policy in policies]


def total(found: Sequence[Item]) -> np.ndarray | None:
    """Return what all that is costed spends together, [draw, month], None when nothing is."""
    costed = [item.vnd for item in found if item.vnd is not None]
    return sum(costed) if costed else None


def _item(number: int, policy: Policy, among: Sequence[tuple[int, Policy]], teams) -> Item:
    cost = policy.cost
    if cost is None:
        return Item(number, policy, None, NO_COST)
    draws, _, months = teams["nation"].shape
    force = profile(policy.start, policy.end, policy.ramp_months)[:months]
    if cost.per == "once":
        force = np.arange(months) == policy.start_month
    elif cost.per == "team_month":
        rivals = [(n, p) for n, p in among if p.lever == TEAMS and n != number]
        own, note = _own_teams(policy, rivals, teams)
        return Item(number, policy, None if note else cost.vnd * own * (force > 0), note)
    return Item(number, policy, np.tile(cost.vnd * force, (draws, 1)))


def _own_teams(policy: Policy, rivals: Sequence[tuple[int, Policy]], teams):
    """Return the teams that ``policy`` adds, [draw, month], or why they cannot be counted."""
    if policy.lever != TEAMS:
        return None, f"a cost per team, but {policy.lever} adds no teams"
    if not rivals:
        return teams["nation"][:, 0], None
    own = set(policy.where.kinds or KINDS)
    for number, rival in rivals:
        narrower = rival.where.provinces or rival.where.regions
        if narrower or own & set(rival.where.kinds or KINDS):
            return None, f"its teams cannot be told from those of policy {number}"
    return sum(teams["kind"][:, KINDS.index(kind)] for kind in own), None
