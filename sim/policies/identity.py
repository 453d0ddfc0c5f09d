"""Electronic identities (VNeID), and the identity as the single log-in."""

from sim.policies.lever import PEOPLE, Field, Lever, Pull, towards


def _apply(conditions, pull: Pull):
    changed = {"identity": towards(conditions.identity, pull.people)}
    if pull.fields["single_login"]:
        changed["single_login"] = towards(conditions.single_login, pull.place)
    return changed


LEVER = Lever(
    name="identity",
    title_vi="Định danh điện tử",
    title_en="Electronic identity",
    meaning_vi="Tỷ lệ người trưởng thành chưa có định danh điện tử được kích hoạt",
    meaning_en="Share of the adults without an electronic identity who activate one",
    acts_on=("identity", "single_login"),
    where=PEOPLE,
    apply=_apply,
    fields={
        "single_login": Field(
            type=bool,
            unit="",
            meaning_vi="Định danh điện tử trở thành cách đăng nhập duy nhất, theo cùng mức độ",
            meaning_en="The identity becomes the single log-in as well, by the same share",
            default=False,
        )
    },
)
