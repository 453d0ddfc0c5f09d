"""Simpler procedures: fewer papers and steps."""

from sim.policies.lever import PROVINCES_REGIONS, Lever, closes_gap

LEVER = Lever(
    name="simplification",
    title_vi="Đơn giản hóa thủ tục hành chính",
    title_en="Simpler procedures",
    meaning_vi="Tỷ lệ thủ tục được giao còn lại được đơn giản hóa",
    meaning_en="Share of the assigned procedures still left that are simplified",
    acts_on=("simplification",),
    where=PROVINCES_REGIONS,
    apply=closes_gap("simplification"),
)
