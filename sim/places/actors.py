"""The few hundred actors of the model as Mesa agents: provinces, ministries, teams, dead zones.

They hold no state of their own. Each is a view of the month's conditions and of what citizens did,
so that there is one truth; citizens, of whom there are millions, are columns and no agents.
"""

import mesa

from sim.places.provinces import PROVINCES, Province


class ProvinceAgent(mesa.Agent):
    """A province's administration: what it offers, and what its citizens do with it."""

    def __init__(self, model, province: Province):
        super().__init__(model)
        self.province = province

    @property
    def name(self) -> str:
        """Return the name of the province in Vietnamese."""
        return self.province.name_vi

    def _condition(self, name: str) -> float:
        return self.model.mean_condition(name, province=self.province.index)

    @property
    def supply_full(self) -> float:
        """Return the share of procedures offered full-process (0..1) this month."""
        return self.model.supply(self.province.index)

    @property
    def effort(self) -> float:
        """Return the administrative effort (0..1) this month."""
        return self._condition("effort")

    @property
    def adoption(self) -> float:
        """Return the share of adults (0..1) with an online dossier in the year so far."""
        return self.model.adoption_by_province[self.province.index]


class Ministries(mesa.Agent):
    """The central agencies, as one: the offer of services that is the same in every province."""

    @property
    def supply_full(self) -> float:
        """Return the share of the ministries' procedures offered full-process (0..1)."""
        return self.model.supply()


class DigitalTeams(mesa.Agent):
    """The community digital teams of one province."""

    def __init__(self, model, province: Province):
        super().__init__(model)
        self.province = province

    @property
    def share_of_villages(self) -> float:
        """Return the share of the province's villages (0..1) that have a team."""
        return self.model.mean_condition("team_share", province=self.province.index)

    @property
    def members(self) -> float:
        """Return the members of a team (people)."""
        return self.model.mean_condition("team_members", province=self.province.index)


class DeadZoneVillage(mesa.Agent):
    """A simulated village that had no mobile signal at the launch."""

    def __init__(self, model, village: int):
        super().__init__(model)
        self.village = village

    @property
    def covered(self) -> bool:
        """Return whether the village has a mobile signal this month."""
        return self.model.is_covered(self.village)


def populate(model) -> None:
    """Create the actors of ``model``; they register themselves with it."""
    for province in PROVINCES:
        ProvinceAgent(model, province)
        DigitalTeams(model, province)
    Ministries(model)
    dead = model.strata.dead[model.villages.stratum] == 1
    for village in dead.nonzero()[0]:
        DeadZoneVillage(model, int(village))
