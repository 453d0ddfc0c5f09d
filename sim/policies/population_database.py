"""The population database, for which other procedures wait."""

from sim.policies.lever import PROVINCES_REGIONS, Lever, closes_gap

LEVER = Lever(
    name="population_database",
    title_vi="Cơ sở dữ liệu dân cư",
    title_en="Population database",
    meaning_vi="Mức kết nối cơ sở dữ liệu dân cư với các thủ tục còn đang chờ",
    meaning_en="Use of the population database, beyond what today's supply already rests on",
    acts_on=("population_database",),
    where=PROVINCES_REGIONS,
    apply=closes_gap("population_database"),
)
