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


def find_citizen(
    citizens: Citizens, province: str | None = None, kind: str | None = None, age: str | None = None
) -> int:
    """Return the position of the first citizen of a province, kind of place and age band.

    Raises InputError when the simulated population has none.
    """
    of_village = np.ones(len(citizens.strata), bool)
    if province is not None:
        of_village &= citizens.strata.province == province_index(province)
    if kind is not None:
        of_village &= citizens.strata.kind == KINDS.index(kind)
    villages = citizens.villages
    for village in of_village[villages.stratum].nonzero()[0]:
        first = villages.first[village]
        ages = citizens.columns.age[first : first + villages.size[village]]
        found = ages == AGES.index(age) if age is not None else np.ones(len(ages), bool)
        if found.any():
            return int(first + found.argmax())
    wanted = ", ".join(part for part in (province, kind, age) if part)
    raise InputError(f"no simulated citizen is {wanted}", "a group that lives in the province")


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
