"""Smartphones for those who have none."""

from sim.policies.lever import PEOPLE, Lever, closes_gap

LEVER = Lever(
    name="smartphones",
    title_vi="Phổ cập điện thoại thông minh",
    title_en="Smartphones for all",
    meaning_vi="Tỷ lệ người trưởng thành chưa có điện thoại thông minh được trang bị",
    meaning_en="Share of the adults without a smartphone who get one",
    acts_on=("smartphone",),
    where=PEOPLE,
    apply=closes_gap("smartphone", by_age=True),
)
