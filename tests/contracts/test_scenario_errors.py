"""Every mistake in a scenario is one InputError with file, line, and what was probably meant."""

import pytest

from sim.errors import InputError
from sim.scenario import parse

HEAD = 'id: x\ntitle: {vi: "Một", en: One}\n'
POLICY = HEAD + "policies:\n  - lever: digital_teams\n    start: 2025-01\n    intensity: 0.5\n"
TARGET = HEAD + "targets:\n  - metric: satisfied_share\n    by: 2025-12\n    at_least: 50\n"
SPREAD = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{key}: &{key} [{','.join(['*' + before] * 10)}]\n"
    for before, key in zip("abcdefg", "bcdefgh", strict=True)
)


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        parse(text, "my.yaml")
    assert caught.value.exit_code == 3
    return caught.value


# Each row: text, line, column, a part of the message.
NUMBERS = [
    (POLICY.replace("0.5", "0,8"), 6, 16, "did you mean 0.8?"),
    (POLICY.replace("0.5", "80%"), 6, 16, "did you mean 0.8?"),
    (POLICY.replace("0.5", "80"), 6, 16, "did you mean 0.8?"),
    (POLICY.replace("0.5", '"0.8"'), 6, 16, "did you mean 0.8?"),
    (POLICY.replace("0.5", "1:30"), 6, 16, "a number from 0 to 1"),
    (POLICY.replace("0.5", "high"), 6, 16, "intensity: high"),
    (POLICY.replace("0.5", "-0.1"), 6, 16, "a number from 0 to 1"),
    (POLICY.replace("0.5", ".nan"), 6, 16, "a number from 0 to 1"),
    (POLICY.replace("0.5", ".inf"), 6, 16, "a number from 0 to 1"),
    (POLICY.replace("0.5", "1e999"), 6, 16, "a number from 0 to 1"),
    (POLICY.replace("0.5", "9" * 5000), 6, 16, "a number from 0 to 1"),
    (POLICY.replace("0.5", "{}"), 6, 16, "intensity: a mapping"),
    (POLICY.replace("0.5", ""), 6, 15, "intensity: nothing"),
    (POLICY + "    members: 300\n", 7, 14, "1 to 50 (people)"),
    (POLICY + "    ramp_months: 12 months\n", 7, 18, "did you mean 12?"),
    (POLICY + "    cost: {vnd: 300.000, per: team_month}\n", 7, 17, "did you mean 300000?"),
    (HEAD + "seed: 1_000\n", 3, 7, "did you mean 1000?"),
    (HEAD + "seed: 1.5\n", 3, 7, "a whole number"),
    (HEAD + "seed: 0x1F\n", 3, 7, "a whole number"),
    (HEAD + "seed: true\n", 3, 7, "a whole number"),
    (HEAD + "population: {scale: 0}\n", 3, 21, "from 1 to 1000"),
    (HEAD + "population: {adults: 71.000.000}\n", 3, 22, "did you mean 71000000?"),
    (HEAD + "parameters: {needs_per_year: 10}\n", 3, 30, "from 0.5 to 1.6"),
    (HEAD + "parameters: {needs_per_year: '1,2'}\n", 3, 30, "did you mean 1.2?"),
    (TARGET.replace("50", "50%"), 6, 15, "did you mean 50?"),
    (TARGET.replace("50", "500"), 6, 15, "0 to 100 (per cent)"),
    (TARGET.replace("50", "0.5"), 6, 15, "did you mean 50?"),
    (TARGET + "    required: yes\n", 7, 15, "did you mean true?"),
    (TARGET + "    required: không\n", 7, 15, "did you mean false?"),
]

MONTHS = [
    (POLICY.replace("2025-01", "2024-13"), 5, 12, "written YYYY-MM"),
    (POLICY.replace("2025-01", "2019-11"), 5, 12, "from 2019-12 to 2030-12"),
    (POLICY.replace("2025-01", "2031-01"), 5, 12, "from 2019-12 to 2030-12"),
    (POLICY.replace("2025-01", "01/2025"), 5, 12, "did you mean 2025-01?"),
    (POLICY.replace("2025-01", "2025-1"), 5, 12, "did you mean 2025-01?"),
    (POLICY.replace("2025-01", "2025-01-31"), 5, 12, "did you mean 2025-01?"),
    (POLICY.replace("2025-01", "2025"), 5, 12, "start: 2025"),
    (POLICY.replace("2025-01", "２０２５-０１"), 5, 12, "written YYYY-MM"),
    (POLICY + "    end: 2024-12\n", 7, 10, "a month from the start, 2025-01, on"),
    (HEAD + "horizon: {end: 2031-01}\n", 3, 16, "from 2019-12 to 2030-12"),
    (TARGET.replace("2025-12", "2025-00"), 5, 9, "written YYYY-MM"),
]

SHAPES = [
    ("id: X Y\ntitle: {vi: a, en: b}\n", 1, 5, "did you mean x-y?"),
    ("id: x\ntitle: One\n", 2, 8, "a mapping"),
    ("id: x\n", 1, 1, 'no "title"'),
    (HEAD.replace(", en: One", ""), 2, 8, 'no "en"'),
    (HEAD.replace("One", "2024"), 2, 24, 'did you mean "2024"?'),
    (HEAD.replace("One", '"\\ud800"'), 2, 24, "a control character"),
    (HEAD.replace("One", '"\\0"'), 2, 24, "a control character"),
    (HEAD + "policies: {}\n", 3, 11, "a list"),
    (HEAD + "policies:\n", 3, 10, "policies: nothing"),
    (HEAD + "policies: [digital_teams]\n", 3, 12, "policies[0]: digital_teams"),
    (HEAD + "population: 100\n", 3, 13, "a mapping"),
    (HEAD + "parameters: [a]\n", 3, 13, "a mapping"),
    (POLICY + "    cost: {vnd: 300,000, per: team_month}\n", 7, 21, "as in 300000"),
    (POLICY + "    where: {provinces: Hà Nội}\n", 7, 24, "did you mean [Hà Nội]?"),
    (POLICY + "    where: {kinds: []}\n", 7, 20, "kinds: an empty list"),
    (POLICY + "    where: {kinds: [urban, urban]}\n", 7, 20, '"urban" twice'),
    (POLICY + "    where: {ages: ['65+']}\n", 7, 13, "digital_teams cannot be targeted by it"),
    (POLICY.replace("    intensity: 0.5\n", ""), 4, 5, 'no "intensity"'),
]

YAML = [
    ("", 1, None, "an empty file"),
    ("# only a comment\n", 1, None, "an empty file"),
    ("---\n", 1, None, "an empty file"),
    ("- a\n- b\n", 1, 1, "no keys at the top"),
    ("just text\n", 1, 1, "no keys at the top"),
    ("id: [x\n", 2, 1, "not YAML"),
    ("id: x\n\ttitle: y\n", 2, 1, "Indent with spaces"),
    ("id: x: y\n", 1, 6, "needs quotes"),
    (HEAD + "seed: 1\nseed: 2\n", 4, 1, 'the key "seed" twice (first on line 3)'),
    (HEAD + "---\nid: y\n", 3, 1, "a second document"),
    (HEAD + "seed: !!python/object:os.system 1\n", 3, 7, "the YAML tag"),
    (HEAD + "seed: *nowhere\n", 3, 7, "*nowhere"),
    (HEAD + "seed: &a [*a]\n", 3, 11, "an anchor that is complete"),
    (HEAD + "? [a, b]\n: 1\n", 3, 3, "a key that is a list"),
    (HEAD + 'seed: "\\UFFFFFFFF"\n', 3, None, "not YAML"),
    (HEAD + "seed: \x07\n", 3, 7, "cannot be printed"),
    ("[" * 5000, 1, 21, "more than 20 levels"),
    ("- " * 5000, 1, 41, "more than 20 levels"),
    (SPREAD, 4, None, "more than 5000 values"),
]


@pytest.mark.parametrize("text, line, column, part", NUMBERS + MONTHS + SHAPES + YAML)
def test_refusal_tells_place_and_remedy(text, line, column, part):
    error = refused(text)
    assert error.file == "my.yaml" and error.line == line
    assert column is None or error.column == column
    assert part in str(error)
    assert str(error).startswith("my.yaml:")


NAMES = [
    (POLICY + "    where: {provinces: [Ha Noi]}\n", 7, "Hà Nội"),
    (POLICY + "    where: {provinces: [TP.HCM]}\n", 7, "Hồ Chí Minh"),
    (POLICY + "    where: {provinces: [Huế]}\n", 7, "Thừa Thiên Huế"),
    (POLICY + "    where: {provinces: [Tỉnh Lào Cai]}\n", 7, "Lào Cai"),
    (POLICY + "    where: {regions: [MRR]}\n", 7, "RRD"),
    (POLICY + "    where: {regions: [Tây Nguyên]}\n", 7, "CH"),
    (POLICY + "    where: {kinds: [ruler]}\n", 7, "rural"),
    (POLICY.replace("digital_teams", "fee_cut") + "    where: {ages: [65]}\n", 7, "65+"),
    (POLICY + "    where: {province: [Lào Cai]}\n", 7, "provinces"),
    (POLICY + "    memebers: 7\n", 7, "members"),
    (POLICY + "    wher: {}\n", 7, "where"),
    (POLICY + "    ramp: 12\n", 7, "ramp_months"),
    (POLICY + "    cost: {vnd: 1, per: team}\n", 7, "team_month"),
    (POLICY.replace("digital_teams", "digital_team"), 4, "digital_teams"),
    (POLICY.replace("digital_teams", "Fee cut for filing online"), 4, "fee_cut"),
    (TARGET.replace("satisfied_share", "satisfied"), 4, "satisfied_share"),
    (TARGET + "    scope: Hanoi\n", 7, "Hà Nội"),
    (TARGET + "    scope: locality\n", 7, "localities"),
    (HEAD + "sead: 1\n", 3, "seed"),
    (HEAD + "horizon: {ends: 2025-12}\n", 3, "end"),
    (HEAD + "drivers: {after_last_observation: holds}\n", 3, "hold"),
    (HEAD + "parameters: {needs_per_yaer: 1}\n", 3, "needs_per_year"),
    (HEAD + "extends: basline\n", 3, "baseline"),
]


@pytest.mark.parametrize("text, line, near", NAMES)
def test_unknown_name_is_answered_with_the_nearest(text, line, near):
    error = refused(text)
    assert (error.line, error.nearest) == (line, near)
    assert f'did you mean "{near}"?' in str(error)


def test_a_scope_that_the_metric_lacks_is_refused():
    text = TARGET.replace("satisfied_share", "portal_accounts") + "    scope: ministries\n"
    error = refused(text)
    assert error.line == 7 and "portal_accounts is not measured" in str(error)


def test_the_fields_of_another_lever_are_refused():
    error = refused(POLICY.replace("digital_teams", "trust") + "    members: 7\n")
    assert error.line == 7 and 'unknown key "members"' in str(error)


def test_the_adult_base_is_no_parameter_of_a_scenario():
    assert 'unknown parameter "adults"' in str(refused(HEAD + "parameters: {adults: 70000000}\n"))


def test_all_findings_come_at_once_in_the_order_of_the_file():
    text = POLICY.replace("digital_teams", "digital_team").replace("0.5", "0,5") + "sed: 1\n"
    error = refused(text)
    lines = str(error).split("\n")
    assert [line.split(":")[1] for line in lines] == ["4", "6", "7"]
    assert (error.line, error.nearest) == (4, "digital_teams")


def test_many_findings_are_cut_short():
    error = refused(HEAD + "policies:\n" + "- {lever: x, start: 1, intensity: q}\n" * 100)
    assert str(error).endswith("... and 290 more")


def test_text_is_normalised_to_composed_letters():
    decomposed = "Ha\u0300 No\u0323\u0302i"
    scenario = parse(POLICY + f"    where: {{provinces: [{decomposed}]}}\n")
    assert scenario.policies[0].where.provinces == ("Hà Nội",)


@pytest.mark.parametrize("written", ["no", "1:30", "2025-12-01", "~", "0.5"])
def test_unquoted_text_that_yaml_may_read_as_something_else_stays_text_or_is_refused(written):
    text = HEAD.replace("One", written)
    if written in ("1:30", "2025-12-01"):
        assert parse(text).title.en == written
    else:
        assert refused(text).line == 2
    assert parse(HEAD.replace("One", f'"{written}"')).title.en == written
