"""Better online services: speed, clarity, support."""

from sim.policies.lever import PROVINCES_REGIONS, Lever, closes_gap

LEVER = Lever(
    name="service_quality",
    title_vi="Nâng cao chất lượng dịch vụ công trực tuyến",
    title_en="Service quality",
    meaning_vi="Tỷ lệ khoảng cách còn lại tới chất lượng tốt nhất được thu hẹp",
    meaning_en="Share of the remaining gap to the best quality that is closed",
    acts_on=("quality",),
    where=PROVINCES_REGIONS,
    apply=closes_gap("quality"),
)
