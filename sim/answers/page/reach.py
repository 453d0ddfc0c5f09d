"""What the policies change where they act, when they name provinces or regions."""

import numpy as np

from sim.answers.page.effect import columns
from sim.answers.page.figures import ADOPTION
from sim.answers.page.numbers import Column, Table
from sim.answers.page.subject import Subject
from sim.places.provinces import PROVINCES
from sim.policies.targeting import in_provinces
from sim.scenario import Scenario


def reached(scenario: Scenario) -> np.ndarray:
    """Return in which of the 63 provinces a policy of ``scenario`` acts (bool[63])."""
    places = [in_provinces(policy.where) for policy in scenario.policies]
    return np.any(places, axis=0) if places else np.zeros(len(PROVINCES), bool)


def tables(subject: Subject) -> dict[str, Table]:
    """Return adoption in the provinces where policies act, by year, unless that is everywhere."""
    where = reached(subject.scenario)
    if not subject.compares or where.all() or not where.any():
        return {}
    years = subject.year_ends
    at = [subject.months.index(month) for month in years]
    people = np.array([p.mean_population for p in PROVINCES])[where]
    values = {
        part: np.average(
            subject.values(part, "province", ADOPTION)[:, where][:, :, at], axis=1, weights=people
        )[:, None]
        for part in subject.parts
    }
    frame = subject.rows("nation", ADOPTION, years, values)
    frame["scope"], frame["group"] = "province", f"{where.sum()} provinces"
    shown = columns(subject, Column("month", "since_january", "month"))
    return {"reached": Table("reached", frame, shown)}
