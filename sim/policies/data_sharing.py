"""Data sharing between agencies, and forms filled in from it."""

from sim.policies.lever import PROVINCES_REGIONS, Lever, closes_gap

LEVER = Lever(
    name="data_sharing",
    title_vi="Chia sẻ dữ liệu, điền sẵn biểu mẫu",
    title_en="Data sharing and prefilled forms",
    meaning_vi="Tỷ lệ dữ liệu Nhà nước đã có nhưng chưa chia sẻ được kết nối, điền sẵn",
    meaning_en="Share of the state-held data not yet shared that is shared and prefilled",
    acts_on=("data_sharing",),
    where=PROVINCES_REGIONS,
    apply=closes_gap("data_sharing"),
)
