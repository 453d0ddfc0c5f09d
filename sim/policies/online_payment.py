"""Online payment of fees."""

from sim.policies.lever import PROVINCES_REGIONS, Lever, closes_gap

LEVER = Lever(
    name="online_payment",
    title_vi="Thanh toán trực tuyến",
    title_en="Online payment",
    meaning_vi="Tỷ lệ thủ tục chưa thanh toán trực tuyến được hỗ trợ thanh toán trực tuyến",
    meaning_en="Share of the procedures without online payment that get it",
    acts_on=("payment",),
    where=PROVINCES_REGIONS,
    apply=closes_gap("payment"),
)
