"""A story in words, Vietnamese or English."""

import re
from dataclasses import asdict

from sim.behaviour.choice import ALONE, HELPED
from sim.behaviour.need import OFFLINE
from sim.story import Alike, Story

_WORDS = {
    "vi": {
        "urban": "thành thị",
        "rural": "nông thôn",
        "remote": "vùng sâu, vùng xa",
        "who": "Công dân {position}: {age} tuổi, {province}, {kind}{dead}; kỹ năng số {skill:.2f}",
        "dead": ", thôn lõm sóng",
        "none": "không có thủ tục nào phải làm",
        "ministry": "thủ tục của bộ, ngành",
        "locality": "thủ tục của địa phương",
        "offline": "chỉ làm trực tiếp",
        "partial": "trực tuyến một phần",
        "full": "trực tuyến toàn trình",
        "unconnected": "không có kết nối, không ai hỗ trợ",
        "away": "đang tạm ngừng dùng trực tuyến",
        "choice": "xác suất tự nộp {alone:.1f} %, nhờ hỗ trợ {helped:.1f} %; rút thăm {draw:.3f}",
        "office": "đến cơ quan",
        "alone": "tự nộp trực tuyến",
        "helped": "nộp trực tuyến có hỗ trợ",
        "succeeds": "thành công ({draw:.3f} < {chance:.3f})",
        "fails": "thất bại ({draw:.3f} ≥ {chance:.3f})",
        "again": "thử lại ({draw:.3f} < {chance:.3f})",
        "gives_up": "không thử lại ({draw:.3f} ≥ {chance:.3f})",
        "done": "xong, toàn trình",
        "visit": "xong, nhưng vẫn phải đến cơ quan",
        "clerk": "cán bộ một cửa nộp hộ trực tuyến ({draw:.3f} < {chance:.3f})",
        "no_clerk": "cán bộ không nộp hộ ({draw:.3f} ≥ {chance:.3f})",
        "paper": "nộp hồ sơ giấy",
        "differs": "Các kịch bản khác nhau trong {months} trên {of} tháng, trong đó {ends} tháng "
        "hồ sơ được nộp trực tuyến ở kịch bản này mà không ở kịch bản kia.",
        "alike": "Trong {citizens} công dân mô phỏng thuộc nhóm này, {differ} người có lần nộp "
        "trực tuyến cuối cùng khác nhau giữa hai kịch bản.",
        "same": "Với công dân này các kịch bản không khác nhau trong tháng nào.",
        "learnt": "trải nghiệm {e0:.2f} → {e1:.2f}, thói quen {h0:.2f} → {h1:.2f}",
        "account": "mở tài khoản",
        "campaign": "mở tài khoản dù chưa có thủ tục ({draw:.5f} < {chance:.5f})",
    },
    "en": {
        "urban": "urban",
        "rural": "rural",
        "remote": "remote",
        "who": "Citizen {position}: aged {age}, {province}, {kind}{dead}; skill {skill:.2f}",
        "dead": ", dead-zone village",
        "none": "no procedure to do",
        "ministry": "procedure of a ministry",
        "locality": "procedure of the locality",
        "offline": "office only",
        "partial": "partly online",
        "full": "full-process online",
        "unconnected": "not connected, nobody to help",
        "away": "staying away from online services",
        "choice": "chance alone {alone:.1f} %, with help {helped:.1f} %; draw {draw:.3f}",
        "office": "goes to the office",
        "alone": "files online alone",
        "helped": "files online with help",
        "succeeds": "succeeds ({draw:.3f} < {chance:.3f})",
        "fails": "fails ({draw:.3f} ≥ {chance:.3f})",
        "again": "tries again ({draw:.3f} < {chance:.3f})",
        "gives_up": "does not try again ({draw:.3f} ≥ {chance:.3f})",
        "done": "done, full-process",
        "visit": "done, but with a visit",
        "clerk": "the clerk files online ({draw:.3f} < {chance:.3f})",
        "no_clerk": "the clerk does not file online ({draw:.3f} ≥ {chance:.3f})",
        "paper": "files on paper",
        "differs": "The scenarios differ in {months} of {of} months; in {ends} of them the dossier "
        "is online in one and not in the other.",
        "alike": "Of the {citizens} simulated citizens of this group, {differ} filed online for "
        "the last time in another month.",
        "same": "For this citizen the scenarios do not differ in any month.",
        "learnt": "experience {e0:.2f} → {e1:.2f}, habit {h0:.2f} → {h1:.2f}",
        "account": "opens an account",
        "campaign": "opens an account without a procedure ({draw:.5f} < {chance:.5f})",
    },
}


def who(story: Story, lang: str) -> str:
    """Return one line that says who the citizen is."""
    words, citizen = _WORDS[lang], story.citizen
    kind = words[("urban", "rural", "remote")[citizen["kind"]]]
    dead = words["dead"] if citizen["dead_zone"] else ""
    return words["who"].format(**(citizen | {"kind": kind, "dead": dead}))


def attempts(m: dict, lang: str) -> list[str]:
    """Return how the attempts of a month went."""
    words = _WORDS[lang]

    def drawn(name: str, yes: str, no: str) -> str:
        draw, chance = m[f"{name}_draw"], m[f"{name}_chance"]
        return words[yes if draw < chance else no].format(draw=draw, chance=chance)

    said = [drawn("success", "succeeds", "fails")]
    if m["attempts"] > 1 or not m["succeeded"]:
        said.append(drawn("again", "again", "gives_up"))
    if m["attempts"] > 1:
        said.append(drawn("second", "succeeds", "fails"))
    return said


def _end(m: dict, words: dict) -> str:
    if m["succeeded"]:
        return words["done" if m["full_process"] else "visit"]
    if m["clerk_filed"]:
        return words["clerk"].format(draw=m["clerk_draw"], chance=m["clerk_chance"])
    unhelped = words["no_clerk"].format(draw=m["clerk_draw"], chance=m["clerk_chance"])
    return f"{unhelped}; {words['paper']}"


def month_in_words(m: dict, lang: str) -> str:
    """Return what happened in one month with a procedure to do."""
    words = _WORDS[lang]
    if m["campaign_account"]:
        opened = words["campaign"].format(
            draw=m["campaign_account_draw"], chance=m["campaign_account_chance"]
        )
        return f"{opened}; {month_in_words(m | {'campaign_account': 0.0}, lang)}"
    if not m["had_need"]:
        return words["none"]
    level = ("offline", "partial", "full")[int(m["level"])]
    said = [words["ministry" if m["ministry"] else "locality"], words[level]]
    if m["level"] == OFFLINE:
        said.append(words["paper"])
        return "; ".join(said)
    if not m["active"]:
        said.append(words["away"])
    elif m["odds_alone"] + m["odds_helped"] == 0:
        said.append(words["unconnected"])
    else:
        said.append(
            words["choice"].format(
                alone=100 * m["chance_alone"],
                helped=100 * m["chance_helped"],
                draw=m["choice_draw"],
            )
        )
    option = int(m["option"])
    said.append(words[{ALONE: "alone", HELPED: "helped"}.get(option, "office")])
    if m["attempts"]:
        said += attempts(m, lang)
    said.append(_end(m, words))
    if m["account_after"] and not m["account_before"]:
        said.append(words["account"])
    said.append(
        words["learnt"].format(
            e0=m["experience_before"],
            e1=m["experience_after"],
            h0=m["habit_before"],
            h1=m["habit_after"],
        )
    )
    return "; ".join(said)


def in_words(stories: list[Story], lang: str, alike: Alike | None = None) -> str:
    """Return the months with a procedure, side by side for several scenarios.

    ``alike`` says for how many of the citizen's group the scenarios differ.
    """
    text = _in_words(stories, lang)
    if alike:
        text += "\n" + _WORDS[lang]["alike"].format(**asdict(alike))
    return re.sub(r"(?<=\d)\.(?=\d)", ",", text) if lang == "vi" else text


def _in_words(stories: list[Story], lang: str) -> str:
    lines = [who(stories[0], lang)]
    labels = sorted({m["month"] for story in stories for m in story.eventful()})
    if not labels:
        return f"{lines[0]}\n\n{_WORDS[lang]['none']}"
    differs = ends = 0
    for label in labels:
        lived = {s.scenario: next(m for m in s.months if m["month"] == label) for s in stories}
        told = {scenario: month_in_words(month, lang) for scenario, month in lived.items()}
        differs += len(set(told.values())) > 1
        ends += len({m["succeeded"] or m["clerk_filed"] for m in lived.values()}) > 1
        lines.append(f"\n{label}")
        if len(set(told.values())) == 1:
            lines.append(f"  {next(iter(told.values()))}")
        else:
            lines += [f"  {scenario}: {text}" for scenario, text in told.items()]
    if len(stories) > 1:
        said = _WORDS[lang]["differs" if differs else "same"]
        lines.append("\n" + said.format(months=differs, of=len(labels), ends=ends))
    return "\n".join(lines)
