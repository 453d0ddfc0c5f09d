"""The 63 provinces of before July 2025, and the 34 that they became.

Source: General/National Statistics Office tables, named by column in sim/data/provinces63.csv.
"""

import csv
from dataclasses import dataclass

from sim import shipped
from sim.errors import InputError, nearest

REGIONS = {
    "NMM": "Trung du và miền núi phía Bắc",
    "RRD": "Đồng bằng sông Hồng",
    "NCC": "Bắc Trung Bộ và Duyên hải miền Trung",
    "CH": "Tây Nguyên",
    "SE": "Đông Nam Bộ",
    "MRD": "Đồng bằng sông Cửu Long",
}


@dataclass(frozen=True)
class Province:
    """One province: names, place in the old and new geography, and its table row."""

    index: int
    code: str
    name_vi: str
    name_en: str
    region: str
    new_code: str
    new_name: str
    population: dict[int, int]
    urban_share: float
    commune_units: int
    income_kvnd_per_month: float
    internet_share: float
    ict_skill_share: float
    literacy_share: float
    mountain: str

    @property
    def mean_population(self) -> float:
        """Return the mean of the yearly populations: provinces share the adults by it."""
        return sum(self.population.values()) / len(self.population)


def _province(index: int, row: dict[str, str]) -> Province:
    return Province(
        index=index,
        code=row["code"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        region=row["region6"],
        new_code=row["new34_code"],
        new_name=row["new34_name"],
        population={year: int(row[f"pop_{year}"]) for year in range(2020, 2025)},
        urban_share=float(row["urban_pct_2023"]) / 100,
        commune_units=int(row["commune_level_units_2023"]),
        income_kvnd_per_month=float(row["income_pc_month_kvnd_2023"]),
        internet_share=float(row["internet_users_pct_2024"]) / 100,
        ict_skill_share=float(row["ict_skill_pct_2024"]) / 100,
        literacy_share=float(row["literacy15plus_pct_2023"]) / 100,
        mountain=row["mountain"],
    )


def _load() -> tuple[Province, ...]:
    with open(shipped.data() / "provinces63.csv", encoding="utf-8", newline="") as file:
        return tuple(_province(index, row) for index, row in enumerate(csv.DictReader(file)))


PROVINCES = _load()
NEW_PROVINCES = dict(sorted({(p.new_code, p.new_name) for p in PROVINCES}))

_BY_NAME = {p.name_vi: p.index for p in PROVINCES}


def province_index(name: str) -> int:
    """Return the index of the province called ``name`` in Vietnamese.

    Raises InputError with the nearest name when there is none.
    """
    if name not in _BY_NAME:
        raise InputError(
            f'unknown province "{name}"',
            "one of the 63 provinces of before July 2025",
            nearest=nearest(name, _BY_NAME),
        )
    return _BY_NAME[name]
