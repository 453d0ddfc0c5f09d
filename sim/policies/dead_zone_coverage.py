"""Mobile broadband for villages without signal."""

from sim.policies.lever import PROVINCES_REGIONS, Lever, closes_gap

LEVER = Lever(
    name="dead_zone_coverage",
    title_vi="Phủ sóng vùng lõm",
    title_en="Covering dead zones",
    meaning_vi="Tỷ lệ thôn, bản lõm sóng còn lại được phủ sóng băng rộng di động",
    meaning_en="Share of the dead-zone villages still left that get mobile broadband",
    acts_on=("dead_zone_coverage",),
    where=PROVINCES_REGIONS,
    apply=closes_gap("dead_zone_coverage"),
)
