"""Leadership and monitoring of the provinces.

Effort lowers formalism and raises quality, and it also makes clerks file more dossiers themselves:
targets are met at the counter, and no citizen learns from it.
"""

from sim.policies.lever import PROVINCES_REGIONS, Lever, closes_gap

LEVER = Lever(
    name="leadership",
    title_vi="Chỉ đạo, đôn đốc và giám sát",
    title_en="Leadership and monitoring",
    meaning_vi="Tỷ lệ khoảng cách còn lại tới nỗ lực hành chính cao nhất được thu hẹp",
    meaning_en="Share of the remaining gap to the highest administrative effort that is closed",
    acts_on=("effort",),
    where=PROVINCES_REGIONS,
    apply=closes_gap("effort"),
)
