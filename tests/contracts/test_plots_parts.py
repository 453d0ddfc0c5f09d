"""The parts of the pictures: the tile grid, numbers in words, and who may import matplotlib."""

from pathlib import Path

import pytest

from sim.metrics import METRICS
from sim.places.provinces import NEW_PROVINCES, PROVINCES
from sim.plots import measures, style, tilegrid, wording


@pytest.mark.parametrize("layout", tilegrid.LAYOUTS)
def test_tile_grid_has_every_province_once(layout):
    grid = tilegrid.tiles(layout)
    provinces = NEW_PROVINCES.items()
    if layout == "63":
        provinces = [(p.code, p.name_vi) for p in PROVINCES]
    own = [(tile.code, tile.name) for tile in grid if not tile.part_of]
    assert sorted(own) == sorted(provinces)
    cells = [(tile.row, tile.column) for tile in grid]
    assert len(set(cells)) == len(cells)
    belongs = {tile.name: (tile.code, tile.part_of) for tile in grid if tile.part_of}
    assert belongs == {"Hoàng Sa": ("48", "Đà Nẵng"), "Trường Sa": ("56", "Khánh Hòa")}


@pytest.mark.parametrize("layout", tilegrid.LAYOUTS)
def test_tile_grid_is_laid_out_as_the_country(layout):
    at = {tile.name: (tile.row, tile.column) for tile in tilegrid.tiles(layout)}
    from_the_north = ("Cao Bằng", "Hà Nội", "Nghệ An", "Quảng Trị", "Khánh Hòa", "Hồ Chí Minh",
                      "Cà Mau")  # fmt: skip
    rows = [at[name][0] for name in from_the_north]
    assert rows == sorted(rows)
    assert at["Cà Mau"][0] == max(row for row, _ in at.values())
    from_the_west = ("Điện Biên", "Phú Thọ", "Bắc Ninh", "Quảng Ninh")
    columns = [at[name][1] for name in from_the_west]
    assert columns == sorted(columns)
    east = max(column for name, (_, column) in at.items() if name not in ("Hoàng Sa", "Trường Sa"))
    assert at["Hoàng Sa"][1] > east
    assert at["Trường Sa"][1] > east
    assert at["Trường Sa"][0] > at["Hoàng Sa"][0]


def test_numbers_in_words():
    plain = {
        (wording.percent_as_reported(1.78, "vi"), "1,78 %"),
        (wording.percent_as_reported(42.0, "en"), "42 %"),
        (wording.number(1234.56, "vi"), "1.234,6"),
        (wording.number(-0.04, "en"), "0.0"),
        (wording.signed(-1.26, "vi"), "−1,3"),
        (wording.signed(0.04, "en"), "0.0"),
        (wording.count(16.4e6, "vi"), "16,4 triệu"),
        (wording.count(51_600_000, "en"), "51.6 million"),
        (wording.count(999_600, "vi"), "1 triệu"),
        (wording.count(50_000, "vi"), "50 nghìn"),
        (wording.count(50_000, "en"), "50,000"),
        (wording.months("2022-01", "2022-07", "vi"), "tháng 1–7/2022"),
        (wording.months("2022-01", "2022-12", "en"), "2022"),
        (wording.months("2019-12", "2030-12", "en"), "Dec 2019 – Dec 2030"),
    }
    for said, expected in plain:
        assert said.replace("\u00a0", " ") == expected


def test_measures_that_reset_are_metrics():
    assert set(measures.RESETTING) <= set(METRICS)


def test_matplotlib_is_imported_by_pictures_and_pages_alone():
    root = Path(style.__file__).parents[1]
    users = {
        path.relative_to(root).parts[0]
        for path in root.rglob("*.py")
        if "import matplotlib" in (text := path.read_text(encoding="utf-8"))
        or "from matplotlib" in text
    }
    assert users == {"plots", "answers"}
