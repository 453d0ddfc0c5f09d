"""``dvctt story``: one citizen, in one scenario or two."""

import json
import re

import pytest

from sim import story_words


def test_one_citizen_in_two_scenarios(dvctt):
    who = ("--province", "Lào Cai", "--kind", "remote", "--scale", "1000", "--lang", "en")
    done = dvctt("story", "baseline", "--vs", "all-together", *who)
    first, *rest = done.out.splitlines()
    assert "Lào Cai" in first and "remote" in first
    assert any(line.strip().startswith("all-together: ") for line in rest)


def test_who_differs_is_chosen_and_how_many_do_is_said(dvctt):
    group = ("--age", "65+", "--scale", "1000", "--lang", "en")
    done = dvctt("story", "digital-teams", "--vs", "baseline", *group)
    *_, months, alike = done.out.splitlines()
    differing, of, otherwise = map(int, re.findall(r"\d+", months))
    assert 1 <= otherwise <= differing < of
    citizens, differ = map(int, re.findall(r"\d+", alike))
    assert 0 < differ < 0.2 * citizens


@pytest.mark.parametrize(("lang", "mark", "other"), [("vi", ",", "."), ("en", ".", ",")])
def test_numbers_are_written_as_the_language_does(dvctt, lang, mark, other):
    told = dvctt("story", "baseline", "--citizen", "7", "--scale", "1000", "--lang", lang).out
    assert re.search(rf"\d{re.escape(mark)}\d", told)
    assert not re.search(rf"\d{re.escape(other)}\d", told)


def test_an_attempt_is_told_as_it_went():
    story = {"success_draw": 0.8, "success_chance": 0.6, "again_draw": 0.1, "again_chance": 0.4}
    story |= {"second_draw": 0.2, "second_chance": 0.7, "attempts": 2.0, "succeeded": 1.0}
    said = story_words.attempts(story, "en")
    assert said == ["fails (0.800 ≥ 0.600)", "tries again (0.100 < 0.400)",
                    "succeeds (0.200 < 0.700)"]  # fmt: skip
    gave_up = story | {"again_draw": 0.9, "attempts": 1.0, "succeeded": 0.0}
    assert story_words.attempts(gave_up, "vi")[1] == "không thử lại (0.900 ≥ 0.400)"


def test_months_as_json(dvctt):
    chosen = ("--citizen", "7", "--scale", "1000", "--months", "2022-01:2022-03", "--json")
    document = json.loads(dvctt("story", "baseline", *chosen).out)
    assert document["citizen"]["position"] == 7
    (told,) = document["stories"]
    assert [month["month"] for month in told["months"]] == ["2022-01", "2022-02", "2022-03"]
    assert all({"had_need", "choice_draw"} <= set(month) for month in told["months"])


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--province", "Lao Cia"], 3, 'did you mean "Lào Cai"?'),
        (["--citizen", "1", "--age", "65+"], 2, "already says who"),
        (["--months", "2022-05:2022-01"], 2, "later than"),
        (["--vs", "baseline"], 3, "two scenarios with the id"),
    ],
)
def test_wrong_questions(dvctt, arguments, code, said):
    assert said in dvctt("story", "baseline", *arguments, code=code).err
