"""Community digital teams (tổ công nghệ số cộng đồng): their number, size and training.

Intensity is the share of the villages without a team that get one; by the same share the size and
the training of all teams move to the values that the policy names.
"""

from sim.policies.lever import PLACES, Field, Lever, Pull, towards


def _apply(conditions, pull: Pull):
    changed = {"team_share": towards(conditions.team_share, pull.place)}
    for field, condition in (("members", "team_members"), ("training", "team_training")):
        goal = pull.fields[field]
        if goal is not None:
            changed[condition] = towards(getattr(conditions, condition), pull.place, goal)
    return changed


LEVER = Lever(
    name="digital_teams",
    title_vi="Tổ công nghệ số cộng đồng",
    title_en="Community digital teams",
    meaning_vi="Tỷ lệ thôn, tổ dân phố chưa có tổ công nghệ số cộng đồng được lập tổ",
    meaning_en="Share of the villages without a community digital team that get one",
    acts_on=("team_share", "team_members", "team_training"),
    where=PLACES,
    apply=_apply,
    fields={
        "members": Field(
            type=float,
            unit="people",
            meaning_vi="Số thành viên mỗi tổ mà chính sách hướng tới",
            meaning_en="Members of a team that the policy brings teams to",
            low=1,
            high=50,
        ),
        "training": Field(
            type=float,
            unit="0..1",
            meaning_vi="Mức tập huấn của tổ mà chính sách hướng tới",
            meaning_en="Training of the teams that the policy brings them to",
            low=0,
            high=1,
        ),
    },
)
