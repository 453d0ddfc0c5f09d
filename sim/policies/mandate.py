"""Mandates: paper is refused for named full-process services."""

from sim.policies.lever import PROVINCES_REGIONS, Lever, closes_gap

LEVER = Lever(
    name="mandate",
    title_vi="Bắt buộc nộp trực tuyến",
    title_en="Mandate",
    meaning_vi="Tỷ lệ dịch vụ toàn trình không còn nhận hồ sơ giấy",
    meaning_en="Share of the full-process services for which paper is no longer accepted",
    acts_on=("mandate",),
    where=PROVINCES_REGIONS,
    apply=closes_gap("mandate"),
)
