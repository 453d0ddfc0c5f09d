"""The names that a scenario may use, each list taken from the registry that owns it."""

from functools import cache

from sim.metrics import METRICS
from sim.parameters import Parameter, registry
from sim.places.provinces import PROVINCES, REGIONS
from sim.policies import LEVERS, Field
from sim.policies.targeting import AGES, KINDS
from sim.scenario.values import Flag, Kind, Number
from sim.scenario.words import Name

# What a target is about: the name of a row of a results table, and that table.
_GENERAL_SCOPES = {
    "nation": "nation",
    "ministries": "agency",
    "localities": "agency",
    **dict.fromkeys(KINDS, "kind"),
    **dict.fromkeys(AGES, "age"),
}


@cache
def scopes() -> dict[str, str]:
    """Return every scope that a target may name, with the results table that has its row."""
    return _GENERAL_SCOPES | {province.name_vi: "province" for province in PROVINCES}


@cache
def _other_province_names() -> dict[str, str]:
    """Return English and colloquial names of provinces and those of 2025 that were renamed."""
    names = {province.name_en: province.name_vi for province in PROVINCES}
    for prefix in ("Tỉnh ", "Thành phố ", "TP. ", "TP "):
        names |= {prefix + province.name_vi: province.name_vi for province in PROVINCES}
    city = dict.fromkeys(("TP.HCM", "TPHCM", "HCM", "Sài Gòn", "Saigon"), "Hồ Chí Minh")
    return names | city | {"Huế": "Thừa Thiên Huế", "Vũng Tàu": "Bà Rịa - Vũng Tàu"}


@cache
def parameter_ranges() -> dict[str, Number]:
    """Return the parameters that a scenario may set, with their ranges.

    The adult base is left out: it is set under ``population``.
    """
    return {name: _range(row) for name, row in registry().items() if name != "adults"}


@cache
def lever_fields(lever: str) -> dict[str, Kind]:
    """Return what the own keys of a policy with ``lever`` may be."""
    return {name: _field(name, field) for name, field in LEVERS[lever].fields.items()}


def _field(name: str, field: Field) -> Kind:
    if field.type is bool:
        return Flag()
    if field.type is str:
        return Name(name, name, lambda: field.choices)
    share = field.unit == "0..1"
    unit = "" if share else field.unit
    return Number(field.low, field.high, whole=field.type is int, share=share, unit=unit)


def _range(row: Parameter) -> Number:
    return Number(row.low, row.high, share=row.high <= 1, unit=row.unit)


def _adults() -> Number:
    row = registry()["adults"]
    return Number(int(row.low), int(row.high), whole=True, unit=row.unit)


PROVINCE = Name(
    "province",
    "provinces of before July 2025, by their Vietnamese names",
    lambda: [province.name_vi for province in PROVINCES],
    also=_other_province_names,
)
REGION = Name(
    "region",
    "regions",
    lambda: REGIONS,
    also=lambda: {name: code for code, name in REGIONS.items()},
    described=lambda: REGIONS,
)
KIND = Name("kind of place", "kinds of place", lambda: KINDS)
AGE = Name("age band", "age bands", lambda: AGES)
LEVER = Name(
    "lever",
    "levers",
    lambda: LEVERS,
    also=lambda: (
        {lever.title_en: name for name, lever in LEVERS.items()}
        | {lever.title_vi: name for name, lever in LEVERS.items()}
    ),
    described=lambda: {
        name: f"{lever.title_en} ({lever.title_vi})" for name, lever in LEVERS.items()
    },
)
METRIC = Name(
    "metric",
    "metrics",
    lambda: METRICS,
    described=lambda: {
        name: f"{metric.title_en} ({metric.title_vi}), {metric.unit}"
        for name, metric in METRICS.items()
    },
)
COST_UNIT = Name("unit of cost", "units", lambda: ("once", "month", "team_month"))
ADULTS = _adults()
SCOPE = Name("scope", "scopes (nation, ministries, localities, kinds, ages, provinces)", scopes)
AFTER_LAST = Name("way to go on", "ways", lambda: ("hold", "trend"))
