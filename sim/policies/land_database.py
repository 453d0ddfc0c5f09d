"""The land database, for which land procedures wait."""

from sim.policies.lever import PROVINCES_REGIONS, Lever, closes_gap

LEVER = Lever(
    name="land_database",
    title_vi="Cơ sở dữ liệu đất đai",
    title_en="Land database",
    meaning_vi="Mức hoàn thành cơ sở dữ liệu đất đai mà các thủ tục đất đai đang chờ",
    meaning_en="Completion of the land database, beyond what today's supply already rests on",
    acts_on=("land_database",),
    where=PROVINCES_REGIONS,
    apply=closes_gap("land_database"),
)
