"""Counter clerks who are set aside to file online for citizens."""

from sim.policies.lever import PLACES, Lever, closes_gap

LEVER = Lever(
    name="clerk_help",
    title_vi="Cán bộ một cửa nộp hồ sơ trực tuyến giúp người dân",
    title_en="Clerks who file for citizens",
    meaning_vi="Tỷ lệ quầy một cửa có cán bộ chuyên hỗ trợ nộp hồ sơ trực tuyến",
    meaning_en="Share of the counters with a clerk set aside to file online for citizens",
    acts_on=("clerk_help",),
    where=PLACES,
    apply=closes_gap("clerk_help"),
)
