"""One citizen's story: what a citizen lived month by month, as the run itself computed it.

The model runs as always and writes down, for the one citizen that it watches, every chance and draw
of each decision. The same citizen in two scenarios has the same luck, so that whatever differs is
the policies' doing.
"""

from dataclasses import dataclass

import numpy as np

from sim.calendar import month_label
from sim.citizens import Citizens
from sim.errors import InputError
from sim.places.population import AGES, KINDS
from sim.places.provinces import province_index
from sim.trace import FIELDS


@dataclass(frozen=True)
class Story:
    """``citizen`` says who it is; ``months`` has a mapping of trace fields for each month."""

    scenario: str
    citizen: dict
    months: list[dict]

    def with_needs(self) -> list[dict]:
        """Return the months in which the citizen had a procedure to do."""
        return [month for month in self.months if month["had_need"]]

    def eventful(self) -> list[dict]:
        """Return the months with a procedure to do or an account opened without one."""
        return [m for m in self.months if m["had_need"] or m["campaign_account"]]


@dataclass(frozen=True)
class Alike:
    """The simulated ``citizens`` of the group that was asked for, and how many of them ``differ``.

    Those differ whose last online filing is not in the same month in two scenarios.
    """

    citizens: int
    differ: int


def members(
    citizens: Citizens, province: str | None = None, kind: str | None = None, age: str | None = None
) -> np.ndarray:
    """Return the positions (int64) of the citizens of a province, kind of place and age band.

    Raises InputError when the simulated population has none.
    """
    strata = np.ones(len(citizens.strata), bool)
    if province is not None:
        strata &= citizens.strata.province == province_index(province)
    if kind is not None:
        strata &= citizens.strata.kind == KINDS.index(kind)
    wanted = np.repeat(strata[citizens.villages.stratum], citizens.villages.size)
    if age is not None:
        wanted &= citizens.columns.age == AGES.index(age)
    if not wanted.any():
        group = ", ".join(part for part in (province, kind, age) if part)
        raise InputError(f"no simulated citizen is {group}", "a group that lives in the province")
    return wanted.nonzero()[0]


def telling(positions: np.ndarray, models: list) -> tuple[int, Alike]:
    """Return the first of ``positions`` for whom two ``models`` differ, else the first of all.

    Lives the models to their end. Who differs, and how many do, is said by the second value.
    """
    for model in models:
        while model.month < model.horizon:
            model.step()
    one, other = (model.citizens.columns.last_online[positions] for model in models)
    differ = one != other
    return int(positions[differ.argmax()]), Alike(len(positions), int(differ.sum()))


def tell(model, position: int) -> Story:
    """Run ``model`` from its present month to its end and return the story of one citizen.

    ``position`` is the citizen's place in ``model.citizens``; raises IndexError beyond the last.
    """
    citizen = model.citizens[position]
    model.watched = position
    months = []
    while model.month < model.horizon:
        label = month_label(model.month)
        model.step()
        months.append({"month": label} | dict(zip(FIELDS, model.trace.tolist(), strict=True)))
    model.watched = None
    return Story(model.question.id, citizen, months)
