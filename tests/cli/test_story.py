"""``dvctt story``: one citizen, in one scenario or two."""

import json

import pytest


def test_one_citizen_in_two_scenarios(dvctt):
    who = ("--province", "Lào Cai", "--kind", "remote", "--scale", "1000", "--lang", "en")
    done = dvctt("story", "baseline", "--vs", "all-together", *who)
    first, *rest = done.out.splitlines()
    assert "Lào Cai" in first and "remote" in first
    assert any(line.strip().startswith("all-together: ") for line in rest)


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
