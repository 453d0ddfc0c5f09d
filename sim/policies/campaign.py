"""Campaigns and media. Intensity is the pressure added, up to 1 in all."""

from sim.policies.lever import PEOPLE, Lever, Pull


def _apply(conditions, pull: Pull):
    return {"campaign": (conditions.campaign + pull.people).clip(max=1.0)}


LEVER = Lever(
    name="campaign",
    title_vi="Chiến dịch truyền thông",
    title_en="Campaigns",
    meaning_vi="Mức truyền thông, vận động tăng thêm",
    meaning_en="Pressure of media and campaigns that is added",
    acts_on=("campaign",),
    where=PEOPLE,
    apply=_apply,
)
