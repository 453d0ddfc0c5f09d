"""Pictures read tables, say in both languages what they found, and can be read by an audience."""

import itertools
import struct
import unicodedata

import numpy as np
import pandas as pd
import pytest
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Text

from sim import evidence
from sim.calendar import month_index, month_label
from sim.errors import InputError, UsageError
from sim.places.provinces import NEW_PROVINCES, PROVINCES
from sim.plots import PICTURES, from_folder, save, style, tilegrid, wording

RUN = "baseline-20250301-101500"
MONTHS = 133
YEAR_END = (0.2, 2.1, 8.7, 22.0, 31.0, 38.5, 43.4, 47.0, 51.0, 54.0, 56.0, 57.5)


def _in_year(month: int) -> float:
    label = month_label(month)
    year, share = int(label[:4]) - 2019, int(label[5:]) / 12
    return YEAR_END[year] * (1 - np.exp(-2 * share)) / (1 - np.exp(-2))


def nation(months: int = MONTHS, bands: bool = False) -> pd.DataFrame:
    """A national table that follows the reported figures roughly."""
    t = np.arange(months)
    users = np.array([_in_year(month) for month in t])
    table = pd.DataFrame(
        {
            "month": [month_label(month) for month in t],
            "adults_using_online_share": users,
            "portal_accounts": np.interp(t, [0, 2, 23, 55, 132], [2e4, 5.4e4, 1.1e6, 1.6e7, 4e7]),
            "dossiers_filed_cumulative": np.interp(t, [0, 24, 55, 132], [0, 3e6, 5.1e7, 3.1e8]),
            "dossiers_full_process_share": np.interp(t, [0, 37, 52, 132], [1, 9, 41, 63]),
        }
    )
    for level, factor in (("p05", 0.7), ("p25", 0.9), ("p75", 1.1), ("p95", 1.35)):
        if bands:
            table[f"adults_using_online_share_{level}"] = users * factor
    return table


def agency() -> pd.DataFrame:
    """Ministries above localities."""
    t = np.arange(MONTHS)
    paths = {
        "ministries": np.interp(t, [0, 37, 52, 132], [3, 33, 60, 80]),
        "localities": np.interp(t, [0, 37, 52, 132], [0.5, 6, 16, 45]),
    }
    months = [month_label(month) for month in t]
    rows = [
        pd.DataFrame({"month": months, "agency": name, "dossiers_full_process_share": path})
        for name, path in paths.items()
    ]
    return pd.concat(rows, ignore_index=True)


def _provinces(layout: str) -> list[tuple[str, str]]:
    return [(p.code, p.name_vi) for p in PROVINCES] if layout == "63" else [*NEW_PROVINCES.items()]


def province(layout: str = "63") -> pd.DataFrame:
    """Every province its own level."""
    return pd.DataFrame(
        [
            {"month": month, "province_code": code, "province": name,
             "adults_using_online_share": 8.0 + number * scale}
            for month, scale in (("2024-07", 0.4), ("2030-12", 1.2))
            for number, (code, name) in enumerate(_provinces(layout))
        ]
    )  # fmt: skip


def differences(count: int = 6, metric: str = "adults_using_online_share") -> pd.DataFrame:
    """A national comparison in which scenarios end close to one another."""
    rows = []
    for number in range(count):
        size = 5.0 - 1.1 * number
        for month in range(MONTHS):
            change = size * np.clip((month - 61) / 24, 0, 1) * _in_year(month) / 57.5
            rows.append((month_label(month), metric, "baseline", f"scenario-{number}", change))
    columns = ["month", "metric", "baseline", "scenario", "difference"]
    return pd.DataFrame(rows, columns=columns)


def province_differences(layout: str = "63") -> pd.DataFrame:
    """A comparison with gains, losses and provinces without change."""
    codes = _provinces(layout)
    return pd.DataFrame(
        {
            "month": "2030-12",
            "province_code": [code for code, _ in codes],
            "province": [name for _, name in codes],
            "metric": "adults_using_online_share",
            "baseline": "baseline",
            "scenario": "teams",
            "difference": [number % 7 - 2.0 for number in range(len(codes))],
        }
    )


TABLES = {
    "adoption": {"nation": nation(bands=True)},
    "accounts": {"nation": nation()},
    "full_process": {"nation": nation(), "agency": agency()},
    "province_map": {"province": province()},
    "province34_map": {"province34": province("34")},
    "comparison": {"nation": differences()},
    "comparison_map": {"province": province_differences()},
    "comparison34_map": {"province34": province_differences("34")},
}


@pytest.fixture(scope="module", params=itertools.product(PICTURES, wording.LANGUAGES), ids=str)
def drawn(request):
    """Every picture in both languages, once."""
    name, lang = request.param
    with style.settings():
        figure = PICTURES[name].draw(TABLES[name], lang=lang, run_id=RUN)
        figure.canvas.draw()
    return name, lang, figure


def _texts(figure) -> list[Text]:
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    ticks = {
        label
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
        for label in (tick.label1, tick.label2)
        if not (axes.axison and axis.get_view_interval().min() - 1e-9 <= tick.get_loc()
                <= axis.get_view_interval().max() + 1e-9)
    }  # fmt: skip
    return [text for text in shown if text not in ticks]


def _box(text: Text):
    return Text.get_window_extent(text, text.figure.canvas.get_renderer())


def _words(figure) -> str:
    return " ".join(text.get_text() for text in _texts(figure)).replace("\u00a0", " ")


@pytest.mark.filterwarnings("error")
def test_every_text_lies_within_the_slide(drawn):
    _, _, figure = drawn
    width, height = figure.bbox.width, figure.bbox.height
    assert (width, height) == (1920, 1080)
    for text in _texts(figure):
        box = _box(text)
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
        assert inside, f"{text.get_text()!r} is cut at {box.extents}"


def test_no_text_overlaps_another(drawn):
    _, _, figure = drawn
    boxes = [(text.get_text(), _box(text).padded(-1.5)) for text in _texts(figure)]
    for (one, box), (other, other_box) in itertools.combinations(boxes, 2):
        assert not box.overlaps(other_box), f"{one!r} lies on {other!r}"


def test_title_subtitle_and_footnote_are_there(drawn):
    _, lang, figure = drawn
    by_role = {text.get_gid(): text.get_text() for text in figure.texts}
    assert len(by_role["title"]) > 30
    assert len(by_role["title"].splitlines()) <= 2
    note = by_role["note"].replace("\u00a0", " ")
    assert ("Mô phỏng, không phải dự báo" if lang == "vi" else "Simulation, not forecast") in note
    assert RUN in note
    assert "20" in by_role["subtitle"]


def test_words_are_nfc_and_have_glyphs(drawn):
    _, _, figure = drawn
    words = _words(figure)
    glyphs = get_font(findfont(FontProperties(family="DejaVu Sans"))).get_charmap()
    assert words == unicodedata.normalize("NFC", words)
    assert not {letter for letter in words if ord(letter) not in glyphs and letter != "\n"}


def test_languages_write_numbers_their_way(drawn):
    name, lang, figure = drawn
    if name == "adoption":
        words = _words(figure)
        assert ("1,78 %" in words) == (lang == "vi")
        assert ("1.78 %" in words) == (lang == "en")
        assert ("gần 18 %" if lang == "vi" else "nearly 18 %") in words
    if name == "accounts":
        assert ("16,4 triệu" if lang == "vi" else "16.4 million") in _words(figure)


def test_adoption_never_joins_december_to_january(drawn):
    name, _, figure = drawn
    if name == "adoption":
        lines = [line for line in figure.axes[0].lines if line.get_linestyle() == "-"]
        years = [{month_label(int(x))[:4] for x in line.get_xdata()} for line in lines]
        assert [len(year) for year in years] == [1] * 12


def test_reported_figures_stand_at_the_end_of_their_window(drawn):
    name, _, figure = drawn
    if name == "adoption":
        hollow = {
            (line.get_xdata()[0], line.get_ydata()[0])
            for line in figure.axes[0].lines
            if line.get_markerfacecolor() == "none"
        }
        expected = {
            (month_index(row.end), row.value)
            for row in evidence.figures()
            if row.metric == "adults_using_online_share" and row.scope == "VN"
        }
        assert hollow == expected


def test_bands_are_both_named(drawn):
    name, lang, figure = drawn
    if name == "adoption":
        runs = "số lần chạy" if lang == "vi" else "of runs"
        assert f"50 % {runs}" in _words(figure)
        assert f"90 % {runs}" in _words(figure)


def test_archipelagos_have_their_provinces_colour_and_value(drawn):
    name, _, figure = drawn
    if name.endswith("map"):
        axes = figure.axes[0]
        colour = {(int(p.get_x()), int(p.get_y() + 0.01)): p.get_facecolor() for p in axes.patches}
        grid = tilegrid.tiles("34" if "34" in name else "63")
        at = {tile.name: (tile.column, tile.row) for tile in grid}
        for tile in grid:
            if tile.part_of:
                assert colour[at[tile.name]] == colour[at[tile.part_of]]
                assert f"{tile.name} ({tile.part_of})" in _words(figure)


def test_bytes_repeat(tmp_path):
    for folder in ("one", "two"):
        figure = PICTURES["adoption"].draw(TABLES["adoption"], run_id=RUN)
        png, svg = save(figure, tmp_path / folder, "adoption")
    assert struct.unpack(">II", png.read_bytes()[16:24]) == (1920, 1080)
    assert b"date" not in svg.read_bytes()
    for path in (png, svg):
        assert path.read_bytes() == (tmp_path / "one" / path.name).read_bytes()


def test_pictures_read_a_run_folder(tmp_path):
    folder = tmp_path / RUN
    (folder / "tables").mkdir(parents=True)
    nation(20).to_parquet(folder / "tables" / "nation.parquet")
    figure = from_folder("adoption", folder, lang="en")
    assert RUN in _words(figure)
    assert "Jan–Jul 2021" in _words(figure)
    with pytest.raises(InputError, match="province.parquet"):
        from_folder("province_map", folder)
    with pytest.raises(UsageError, match='did you mean "adoption"'):
        from_folder("adoptoin", folder)


def test_wrong_questions_are_answered():
    with pytest.raises(UsageError, match="unknown language"):
        PICTURES["adoption"].draw(TABLES["adoption"], lang="fr")
    with pytest.raises(InputError, match='did you mean "adults_using_online_share"'):
        PICTURES["adoption"].draw(TABLES["adoption"], metric="adults_using_online_shares")
    with pytest.raises(InputError, match="no metric"):
        PICTURES["comparison"].draw(TABLES["comparison"], metric="portal_accounts")
    with pytest.raises(InputError, match="no month"):
        PICTURES["province_map"].draw(TABLES["province_map"], month="2035-01")
    with pytest.raises(InputError, match='did you mean "teams"'):
        PICTURES["comparison_map"].draw(TABLES["comparison_map"], scenario="team")


def title(name: str, tables, **options) -> str:
    figure = PICTURES[name].draw(tables, run_id=RUN, **options)
    text = next(text for text in figure.texts if text.get_gid() == "title").get_text()
    return text.replace("\n", " ").replace("\u00a0", " ")


def test_titles_follow_the_data():
    assert "dưới mục tiêu 50 %" in title("adoption", {"nation": nation()})
    rich = nation().assign(adults_using_online_share=lambda t: t.adults_using_online_share * 1.5)
    assert "đạt mục tiêu 50 %" in title("adoption", {"nation": rich})
    still = differences().assign(difference=0.0)
    assert "no scenario makes a difference" in title("comparison", {"nation": still}, lang="en")
    one = differences(1)
    assert "2030: “scenario-0” adds 5.0 points" in title("comparison", {"nation": one}, lang="en")
    short = one[one.month <= "2028-05"]
    assert "tháng 1–5/2028" in title("comparison", {"nation": short})
    less = one.assign(difference=-one.difference)
    assert "làm giảm 5,0 điểm %" in title("comparison", {"nation": less})
    tiny = province_differences().assign(difference=lambda t: t.difference / 100)
    assert "at most +0.04 points" in title("comparison_map", {"province": tiny}, lang="en")


def test_a_map_counts_only_provinces_that_can_be_told_apart_from_zero():
    table = province_differences()
    table["difference"] = np.where(table["province_code"] == "01", 3.0, 1.0)
    table["finding"] = table["province_code"].isin(["02", "04"])
    said = title("comparison_map", {"province": table}, lang="en")
    assert "adds in 2 of 63 provinces; at most +1.0 points" in said
    none = table.assign(finding=False)
    said = title("comparison_map", {"province": none}, lang="en")
    assert "in no province can the effect" in said
