"""The policy levers, one a module, and how the policies of a scenario act on the conditions.

A lever closes a share of the gap between a condition and its ceiling (campaigns add pressure, fee
cuts waive a share), in the months and places that the policy names. Nothing is normalised
afterwards, so that a policy in one province leaves all others alone. Policies act in the order of
the list.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.errors import InputError, nearest
from sim.policies import (
    broadband,
    campaign,
    clerk_help,
    data_sharing,
    dead_zone_coverage,
    digital_teams,
    fee_cut,
    full_process_supply,
    identity,
    land_database,
    leadership,
    mandate,
    online_payment,
    population_database,
    service_quality,
    simplification,
    smartphones,
    trust,
)
from sim.policies.lever import Field, Lever, Pull
from sim.policies.targeting import named

if TYPE_CHECKING:
    from sim.conditions import Conditions

__all__ = ["LEVERS", "Field", "Lever", "apply_policies"]

_MODULES = (
    dead_zone_coverage,
    broadband,
    smartphones,
    digital_teams,
    full_process_supply,
    simplification,
    data_sharing,
    service_quality,
    fee_cut,
    online_payment,
    identity,
    trust,
    leadership,
    campaign,
    clerk_help,
    mandate,
    land_database,
    population_database,
)
LEVERS: dict[str, Lever] = {module.LEVER.name: module.LEVER for module in _MODULES}

_TARGETING = ("provinces", "regions", "kinds", "ages")


def lever_of(policy: Any) -> Lever:
    """Return the lever that ``policy`` pulls.

    Raises InputError when there is none of that name or it cannot be targeted as the policy asks.
    """
    lever = LEVERS.get(policy.lever)
    if lever is None:
        raise InputError(
            f'unknown lever "{policy.lever}"',
            f"one of {', '.join(LEVERS)}",
            nearest=nearest(policy.lever, LEVERS),
        )
    for key in _TARGETING:
        if key not in lever.where and named(policy.where, key):
            raise InputError(
                f"{lever.name} cannot be targeted by {key}",
                f"only {', '.join(lever.where)}",
            )
    return lever


def apply_policies(conditions: "Conditions", policies: Sequence[Any], strata: Any) -> "Conditions":
    """Return ``conditions`` as the ``policies`` change them; the input stays as it is.

    A policy has the attributes lever, start, end, ramp_months, intensity, fields and where.
    Raises InputError for an unknown lever, place or targeting key.
    """
    for policy in policies:
        lever = lever_of(policy)
        pull = Pull(policy, strata, lever.settings(policy.fields))
        conditions = replace(conditions, **lever.apply(conditions, pull))
    return conditions
