"""Trust: security of the systems and protection of personal data."""

from sim.policies.lever import PEOPLE, Lever, closes_gap

LEVER = Lever(
    name="trust",
    title_vi="Niềm tin: an toàn và bảo vệ dữ liệu cá nhân",
    title_en="Trust: security and data protection",
    meaning_vi="Tỷ lệ khoảng cách còn lại tới niềm tin trọn vẹn được thu hẹp",
    meaning_en="Share of the remaining gap to full trust that is closed",
    acts_on=("trust",),
    where=PEOPLE,
    apply=closes_gap("trust", by_age=True),
)
