"""What a policy lever is, and how strongly a policy pulls it by month and place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.policies.targeting import profile, where_mask

if TYPE_CHECKING:
    import numpy as np

PROVINCES_REGIONS = ("provinces", "regions")
PLACES = ("provinces", "regions", "kinds")
PEOPLE = ("provinces", "regions", "kinds", "ages")


@dataclass(frozen=True)
class Field:
    """A setting that one lever has beyond those that all policies share.

    ``low`` and ``high`` bound a number, ``choices`` lists the words allowed; a ``default`` of None
    leaves the condition as it is.
    """

    type: type
    unit: str
    meaning_vi: str
    meaning_en: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    default: Any = None


@dataclass(frozen=True)
class Pull:
    """A policy at work: how far it moves its conditions, by month, stratum and age (0..1)."""

    policy: Any
    strata: Any
    fields: Mapping[str, Any]

    @cached_property
    def _profile(self) -> "np.ndarray":
        policy = self.policy
        return profile(policy.start, policy.end, policy.ramp_months) * policy.intensity

    @cached_property
    def _mask(self) -> "np.ndarray":
        return where_mask(self.policy.where, self.strata)

    @cached_property
    def place(self) -> "np.ndarray":
        """Return intensity x profile x mask, float64[T, S]; any age counts."""
        return self._profile[:, None] * self._mask.any(axis=1)

    @cached_property
    def people(self) -> "np.ndarray":
        """Return intensity x profile x mask, float64[T, S, A]."""
        return self._profile[:, None, None] * self._mask


@dataclass(frozen=True)
class Lever:
    """One policy lever.

    ``acts_on`` names the conditions that it changes, ``where`` the targeting keys that it accepts.
    ``apply(conditions, pull)`` returns the changed arrays by name and leaves its inputs alone.
    """

    name: str
    title_vi: str
    title_en: str
    meaning_vi: str
    meaning_en: str
    acts_on: tuple[str, ...]
    where: tuple[str, ...]
    apply: Callable[[Any, Pull], dict[str, "np.ndarray"]]
    fields: Mapping[str, Field] = field(default_factory=dict)

    def settings(self, given: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the lever's own fields: those ``given``, else their defaults."""
        given = given or {}
        return {name: given.get(name, spec.default) for name, spec in self.fields.items()}


def towards(old: "np.ndarray", pull: "np.ndarray", goal: float = 1.0) -> "np.ndarray":
    """Return ``old`` moved by the share ``pull`` of the gap to ``goal``."""
    return old + pull * (goal - old)


def closes_gap(name: str, by_age: bool = False) -> Callable[[Any, Pull], dict[str, "np.ndarray"]]:
    """Return the ``apply`` of a lever that closes the gap of one condition to 1."""

    def apply(conditions: Any, pull: Pull) -> dict[str, "np.ndarray"]:
        return {name: towards(getattr(conditions, name), pull.people if by_age else pull.place)}

    return apply
