"""Services offered full-process (toàn trình), by localities, ministries or both.

A procedure that becomes full-process is online as well; it is taken from those that are partly
online first. Ministries serve the whole country; where a policy names places, what it adds at
ministries reaches the citizens of those places only.
"""

from sim.policies.lever import PROVINCES_REGIONS, Field, Lever, Pull, towards

_CONDITIONS = {
    "localities": (("supply_full", "supply_online"),),
    "ministries": (("ministry_supply_full", "ministry_supply_online"),),
}
_CONDITIONS["both"] = _CONDITIONS["localities"] + _CONDITIONS["ministries"]


def _apply(conditions, pull: Pull):
    changed = {}
    for full, online in _CONDITIONS[pull.fields["agency"]]:
        changed[full] = towards(getattr(conditions, full), pull.place)
        before = getattr(conditions, online)
        changed[online] = before + (changed[full] - before).clip(min=0.0)
    return changed


LEVER = Lever(
    name="full_process_supply",
    title_vi="Cung cấp dịch vụ công toàn trình",
    title_en="Full-process supply",
    meaning_vi="Tỷ lệ thủ tục chưa toàn trình được cung cấp toàn trình",
    meaning_en="Share of the procedures not yet full-process that become so",
    acts_on=("supply_full", "supply_online", "ministry_supply_full", "ministry_supply_online"),
    where=PROVINCES_REGIONS,
    apply=_apply,
    fields={
        "agency": Field(
            type=str,
            unit="",
            meaning_vi="Cơ quan cung cấp: địa phương, bộ ngành hoặc cả hai",
            meaning_en="Who offers the services: localities, ministries or both",
            choices=tuple(_CONDITIONS),
            default="localities",
        )
    },
)
