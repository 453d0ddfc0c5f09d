"""Lower fees for filing online.

Intensity is the share of the fee waived; where more is waived already, nothing changes.
"""

from sim.policies.lever import PEOPLE, Lever, Pull


def _apply(conditions, pull: Pull):
    before = conditions.fee_cut
    return {"fee_cut": before + (pull.people - before).clip(min=0.0)}


LEVER = Lever(
    name="fee_cut",
    title_vi="Giảm phí, lệ phí khi nộp trực tuyến",
    title_en="Fee cut for filing online",
    meaning_vi="Tỷ lệ phí, lệ phí được miễn khi nộp hồ sơ trực tuyến",
    meaning_en="Share of the fee waived for filing online",
    acts_on=("fee_cut",),
    where=PEOPLE,
    apply=_apply,
)
