"""A study is read with the place of every mistake; figures that cannot be are refused as well."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import evidence, shipped
from sim.calibrate.study import Study, group, parse, shipped_ids
from sim.errors import InputError
from sim.parameters import registry

HEAD = 'id: x\ntitle: {vi: "Một", en: One}\n'
FITTED = HEAD + "fitted:\n  social_weight: {low: 0.5, high: 3, source: assumed}\n"


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        parse(text, "my.yaml")
    assert caught.value.exit_code == 3
    return caught.value


# Each row: text, line, column, a part of the message.
@pytest.mark.parametrize(
    ("text", "line", "column", "part"),
    [
        (FITTED.replace("social_weight", "social_wieght"), 4, 3, 'mean "social_weight"?'),
        (FITTED.replace("social_weight", "villages"), 4, 3, "that is not fixed"),
        (FITTED.replace("0.5", "-1"), 4, 18, "within 0 to 6, that of the registry"),
        (FITTED.replace("high: 3", "high: 7"), 4, 18, "within 0 to 6, that of the registry"),
        (FITTED.replace("0.5", "2"), 4, 18, "contains 1.5, the value of the registry"),
        (FITTED.replace("0.5", "4"), 4, 18, "a low end below the high one"),
        (FITTED.replace("0.5", "3"), 4, 18, "a low end below the high one"),
        (FITTED.replace("0.5", "'0.5'"), 4, 24, "did you mean 0.5?"),
        (FITTED.replace("0.5", ".nan"), 4, 24, "a number from"),
        (FITTED.replace(", source: assumed", ""), 4, 18, 'no "source"'),
        (FITTED.replace("high:", "hihg:"), 4, 18, 'did you mean "high"?'),
        (HEAD + "fitted: {}\n", 3, 9, "at least one parameter"),
        (HEAD + "fitted: [social_weight]\n", 3, 9, "a mapping"),
        (HEAD + "figures: [users-2021, user-2020]\n", 3, 23, 'did you mean "users-2020"?'),
        (HEAD + "figures: users-2021\n", 3, 10, "did you mean [users-2021]?"),
        (HEAD + "figures: [users-2021, users-2021]\n", 3, 23, "users-2021 twice"),
        (HEAD + "figures: []\n", 3, 10, "an empty list"),
        (HEAD + "figures: [t-min-2024]\n", 3, 11, "a target figure"),
        (HEAD + "figures: [supply-nat-2024]\n", 3, 11, "a driver figure"),
        (HEAD + "figures: [visits-2020-02]\n", 3, 11, "no run is summarised by"),
        (HEAD + "end: 2022-06\nfigures: [users-2022-07]\n", 4, 11, "the study's end, 2022-06"),
        (HEAD + "end: 2020-01\n", 1, 1, "no figure up to 2020-01"),
        (HEAD + "end: 2024\n", 3, 6, "written YYYY-MM"),
        (HEAD + "known_until: 2020-01\n", 3, 14, "from 2020-02 on"),
        (HEAD + "operator: dossier\n", 3, 11, 'did you mean "dossiers"?'),
        (HEAD + "simulations: [10, 10, 10]\n", 3, 14, "3 rounds"),
        (HEAD + "simulations: [0]\n", 3, 15, "a whole number from 1"),
        (HEAD + "simulations: [10.000]\n", 3, 15, "did you mean 10000?"),
        (HEAD + "discrepancy: {users: 5%}\n", 3, 22, "did you mean 0.05?"),
        (HEAD + "discrepancy: {user: 0.05}\n", 3, 15, 'did you mean "users"?'),
        (HEAD + "scale: 2000\n", 3, 8, "from 1 to 1000"),
        (HEAD + "seed: -1\n", 3, 7, "a whole number from 0"),
        (HEAD + "draws: 1e3\n", 3, 8, "a whole number"),
        (HEAD + "figuers: all\n", 3, 1, 'did you mean "figures"?'),
        ("id: x\n", 1, 1, 'no "title"'),
        ("- id: x\n", 1, 1, "no keys at the top"),
    ],
)
def test_refusal_tells_place_and_remedy(text, line, column, part):
    error = refused(text)
    assert (error.file, error.line, error.column) == ("my.yaml", line, column), str(error)
    assert part in str(error)


def test_every_mistake_is_told_at_once():
    error = refused(FITTED.replace("0.5", "2") + "scale: 0\noperator: dossier\n")
    assert [line.split(":")[1] for line in str(error).splitlines()] == ["4", "5", "6"]


@pytest.mark.parametrize("name", shipped_ids())
def test_shipped_studies_are_valid_and_say_why(name):
    study = Study.load(name)
    assert study.id == name
    assert study == Study.load(shipped.calibration() / "studies" / f"{name}.yaml")
    fitted = {row.name for row in registry().values() if row.kind == "fitted"}
    for parameter, range in study.fitted.items():
        narrower = (range.low, range.high) != (
            registry()[parameter].low,
            registry()[parameter].high,
        )
        assert not narrower or "assumed" in range.source
    assert fitted >= set(study.fitted)


def test_the_shipped_study_is_the_one_described():
    study = Study.load("baseline")
    assert study.simulations == (10_000, 5_000) and study.scale == 1000
    assert [f.id for f in study.targets] == [f.id for f in evidence.figures() if f.role == "fit"]
    assert study.held_out == ()


def test_an_unknown_study_names_the_nearest():
    with pytest.raises(InputError, match='did you mean "baseline"'):
        Study.load("basline")


def test_what_is_left_out_is_the_registrys():
    study = parse(HEAD)
    rows = {row.name: row for row in registry().values() if row.kind == "fitted"}
    assert study.fitted.keys() == rows.keys()
    assert all((r.low, r.high) == (rows[n].low, rows[n].high) for n, r in study.fitted.items())


@given(
    seed=st.integers(0, 2**32 - 1),
    simulations=st.lists(st.integers(1, 10**6), min_size=1, max_size=2),
    end=st.sampled_from(["2020-02", "2022-07", "2024-08", "2030-12"]),
    operator=st.sampled_from(["adults", "adults_with_need", "dossiers"]),
    low=st.floats(0, 1.5),
    high=st.floats(1.5000001, 6),
    users=st.floats(0, 1),
)
def test_canonical_text_gives_the_same_study(seed, simulations, end, operator, low, high, users):
    study = parse(
        f"{HEAD}seed: {seed}\nsimulations: {simulations}\nend: {end}\noperator: {operator}\n"
        f"fitted: {{social_weight: {{low: {low:f}, high: {high:f}, source: assumed}}}}\n"
        f"discrepancy: {{users: {users:f}}}\n"
    )
    again = parse(study.to_yaml())
    assert again == study and again.to_yaml() == study.to_yaml()
    assert pickle.loads(pickle.dumps(study)) == study


def test_what_became_known_later_is_held_out():
    study = parse(HEAD + "known_until: 2021-12\n")
    assert {f.id for f in study.targets} >= {"users-2020", "users-2021", "accounts-2021-11"}
    assert {f.id for f in study.held_out} >= {"users-2022-07", "fullproc-loc-2024"}
    assert all(f.end <= "2021-12" for f in study.targets)
    assert len(study.targets) + len(study.held_out) == len(study.figures)


def test_the_error_of_the_model_is_a_share_of_the_figure():
    study = parse(HEAD + "discrepancy: {users: 0.1, best_province: 0.2}\n")
    figures = {figure.id: figure for figure in evidence.figures()}
    assert study.spread(figures["users-2020"]) == pytest.approx(0.178)
    assert study.spread(figures["fullproc-loc-max-2024"]) == pytest.approx(13.8)
    groups = {figure.id: group(figure) for figure in study.targets}
    assert groups["filed-2024-07"] == "filings" and groups["accounts-2020-02"] == "accounts"
    assert groups["fullproc-loc-2024"] == "dossiers"


ROW = "f,2020-01,2020-12,portal_accounts,VN,10,accounts,1,,fit,official,a definition,a source\n"


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("portal_accounts", "portal_acounts", 'did you mean "portal_accounts"?'),
        (",10,", ",-10,", "the value -10 accounts"),
        (",10,accounts", ",101,%", "the value 101 %"),
        (",10,", ",nan,", 'value "nan"'),
        (",10,", ",inf,", 'value "inf"'),
        (",1,,", ",-1,,", "the tolerance -1"),
        (",1,,", ",a little,,", 'tolerance "a little"'),
        (",1,,", ",1,belwo,", 'did you mean "below"?'),
        ("2020-12", "2019-12", "the period 2020-01 to 2019-12"),
        ("2020-01", "2019-01", "months from 2019-12 to 2030-12"),
        ("2020-12", "2031-01", "months from 2019-12 to 2030-12"),
        ("official", "offical", 'did you mean "official"?'),
        (",fit,", ",fti,", 'did you mean "fit"?'),
        ("a source", "", "a row without a source"),
    ],
)
def test_impossible_figures_are_refused_with_file_and_line(tmp_path, old, new, part):
    table = tmp_path / "figures.csv"
    head = ",".join(evidence.FIGURE_COLUMNS) + "\n"
    table.write_text(head + ROW, encoding="utf-8")
    assert evidence.read_figures(table)[0].id == "f"
    table.write_text(head + ROW.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        evidence.read_figures(table)
    assert part in str(caught.value) and (caught.value.file, caught.value.line) == (table, 2)
