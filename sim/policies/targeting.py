"""When and where a policy acts: its profile over the months and its mask over the places.

NumPy is imported where it is needed only, so that the list of levers costs nothing to show.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.calendar import LAST_MONTH, month_index
from sim.errors import InputError, nearest
from sim.places.provinces import PROVINCES, REGIONS, province_index

if TYPE_CHECKING:
    import numpy as np

KINDS = ("urban", "rural", "remote")
AGES = ("18-29", "30-44", "45-64", "65+")


def profile(start: str, end: str | None, ramp_months: int) -> "np.ndarray":
    """Return how far a policy is in force, float64[T] in 0..1.

    It begins in month ``start``, grows evenly, is in full force ``ramp_months`` later (at once when
    0) and is withdrawn after month ``end``: what it changed goes back to the baseline.
    """
    import numpy as np

    since = np.arange(LAST_MONTH + 1) - month_index(start)
    force = np.clip((since + 1) / (ramp_months + 1), 0.0, 1.0)
    if end is not None:
        force[max(0, month_index(end) + 1) :] = 0.0
    return force


def named(where: Any, key: str) -> tuple[str, ...]:
    """Return the names that ``where`` (None, a mapping or an object) lists under ``key``."""
    if where is None:
        return ()
    found = where.get(key) if hasattr(where, "get") else getattr(where, key, None)
    return tuple(found or ())


def _check(names: Sequence[str], known: Sequence[str], what: str) -> None:
    for name in names:
        if name not in known:
            raise InputError(
                f'unknown {what} "{name}"',
                f"one of {', '.join(known)}",
                nearest=nearest(name, known),
            )


def in_provinces(where: Any) -> list[bool]:
    """Return which of the 63 provinces ``where`` names, itself or by their region; else all.

    Raises InputError, with the nearest name, for a name that does not exist.
    """
    regions, provinces = named(where, "regions"), named(where, "provinces")
    _check(regions, tuple(REGIONS), "region")
    indices = {province_index(name) for name in provinces}
    everywhere = not regions and not provinces
    return [everywhere or p.region in regions or p.index in indices for p in PROVINCES]


def _among(names: Sequence[str], known: Sequence[str], what: str) -> list[bool]:
    _check(names, known, what)
    return [not names or name in names for name in known]


def where_mask(where: Any, strata: Any) -> "np.ndarray":
    """Return which cells a policy reaches, bool[S, A].

    Provinces and regions add up; kinds and ages narrow down. What is not named is not restricted.
    Raises InputError, with the nearest name, for a name that does not exist.
    """
    import numpy as np

    places = np.array(in_provinces(where))[strata.province]
    kinds = np.array(_among(named(where, "kinds"), KINDS, "kind"))[strata.kind]
    ages = np.array(_among(named(where, "ages"), AGES, "age band"))
    return (places & kinds)[:, None] & ages
