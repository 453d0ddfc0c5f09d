"""The model once more, as one would first write it in Mesa: every citizen an object.

``PlainModel`` takes the people, the villages and the environment of an ``AdoptionModel`` and calls
the same rules of ``sim/behaviour`` as plain Python. Its chance is its own (``model.random``), its
states are floats and its contacts are stored, so it agrees with the engine in distribution and not
draw for draw. The engine's results are checked against it and its speed is compared with it.
"""

from collections import Counter, namedtuple
from itertools import accumulate, pairwise

import mesa

from benchmarks.plain_citizen import Citizen, access
from sim.behaviour.learning import SCALE
from sim.behaviour.need import RATE_UNIT
from sim.calendar import FIRST_MONTH_OF_YEAR
from sim.environment_columns import PEOPLE, PLACE

Place, People = namedtuple("Place", PLACE), namedtuple("People", PEOPLE)


class Area(mesa.Agent):
    """A province, or the whole country: where its inhabitants are met by chance."""

    def __init__(self, model, strata):
        super().__init__(model)
        self.strata = strata
        self.adults = list(accumulate(model.strata.adults[list(strata)].tolist()))

    def somebody(self) -> Citizen:
        """Return a random citizen; strata are met by their true size, however few are simulated."""
        stratum = self.model.random.choices(self.strata, cum_weights=self.adults)[0]
        return self.model.random.choice(self.model.residents[stratum])


class Village(mesa.Agent):
    """A ring of neighbours who share a mobile signal and perhaps a digital team."""

    def __init__(self, model, stratum, fraction):
        super().__init__(model)
        self.stratum, self.fraction = stratum, fraction
        self.kind = int(model.strata.kind[stratum])
        self.area = model.areas[model.strata.province[stratum]]
        self.coverage_rank, self.team_rank = model.random.random(), model.random.random()
        self.residents = []

    def make_contacts(self) -> None:
        """Tie each resident to the next three on each side, or for some of these to people afar."""
        model, size = self.model, len(self.residents)
        for index, citizen in enumerate(self.residents):
            for step in (-3, -2, -1, 1, 2, 3):
                contact = self.residents[(index + step) % size]
                if model.random.random() < model.p.rewired_share:
                    near = model.random.random() < model.p.far_in_province
                    contact = (self.area if near else model.country).somebody()
                citizen.contacts.append(contact)

    def step(self) -> None:
        """Let the residents live a month; whose turn with the team comes first is by chance."""
        model = self.model
        self.place, self.people = model.place[self.stratum], model.people[self.stratum]
        self.covered = self.coverage_rank < self.place.coverage
        self.has_team = self.team_rank < self.place.team_share
        self.team_places = 0
        if self.has_team:
            draw = model.random.random()
            self.team_places = access.team_slots(self.place.team_capacity, self.fraction, draw)
        first = model.random.randrange(len(self.residents))
        for citizen in self.residents[first:] + self.residents[:first]:
            citizen.step()


class PlainModel(mesa.Model):
    """The people and the environment of ``original``, not yet run, lived from ``month`` on.

    ``tallies`` has for each month lived a Counter of the numbers named in ``sim.counters``.
    """

    def __init__(self, original, seed: int, month: int = 0):
        super().__init__(rng=seed)
        self.p, self.strata, self.month = original.parameters, original.strata, month
        self.environment = original.environment
        self.tallies, self.spoke = [], []
        self.country = Area(self, range(len(self.strata)))
        self.areas = [Area(self, range(*ends)) for ends in pairwise(self.strata.bounds.tolist())]
        self.residents = [[] for _ in range(len(self.strata))]
        self.settle(original.villages, original.citizens.columns)
        self.agents_by_type[Village].do("make_contacts")

    def settle(self, villages, people) -> None:
        """Make an object of every village and citizen."""
        columns = (villages.stratum, villages.fraction, villages.first, villages.size)
        for stratum, fraction, first, size in zip(*(c.tolist() for c in columns), strict=True):
            village = Village(self, stratum, fraction)
            for i in range(first, first + size):
                age, skill = int(people.age[i]), int(people.skill[i]) / SCALE
                need_rate = int(people.need_rate[i]) / RATE_UNIT
                village.residents.append(Citizen(self, village, age, skill, need_rate))
            self.residents[stratum] += village.residents

    def step(self) -> None:
        """Live one month; what is said in it is heard from the next month on."""
        self.year = (self.month + FIRST_MONTH_OF_YEAR - 1) // 12
        self.place = [Place(*row) for row in self.environment.place[self.month].tolist()]
        people = self.environment.people[self.month].tolist()
        self.people = [[People(*row) for row in of_ages] for of_ages in people]
        self.tally = Counter()
        self.agents_by_type[Village].do("step")
        for citizen in self.spoke:
            citizen.recommends = citizen.will_recommend
        self.spoke.clear()
        self.tallies.append(self.tally)
        self.month += 1
