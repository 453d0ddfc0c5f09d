"""docs/ODD.md has every element of the protocol, names files that exist and the true parameters."""

import re
import runpy
from pathlib import Path

import pytest

from sim import evidence
from sim.metrics import METRICS
from sim.parameters import registry
from sim.policies import LEVERS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ("docs/ODD.md", "docs/evidence.md")
ELEMENTS = (  # Grimm et al. (2020), JASSS 23(2) 7
    "1. Purpose and patterns",
    "2. Entities, state variables and scales",
    "3. Process overview and scheduling",
    "4. Design concepts",
    "5. Initialization",
    "6. Input data",
    "7. Submodels",
)
CONCEPTS = (
    "Basic principles",
    "Emergence",
    "Adaptation",
    "Objectives",
    "Learning",
    "Prediction",
    "Sensing",
    "Interaction",
    "Stochasticity",
    "Collectives",
    "Observation",
)


@pytest.fixture(scope="module")
def odd() -> str:
    return (ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")


def test_every_element_stands_in_its_place(odd):
    assert tuple(re.findall(r"^## (.+)$", odd, re.MULTILINE)) == ELEMENTS
    concepts = odd.split("## 4. Design concepts")[1].split("\n## 5. ")[0]
    assert tuple(re.findall(r"^### (.+)$", concepts, re.MULTILINE)) == CONCEPTS
    for part in re.split(r"^#+ .+$", odd, flags=re.MULTILINE)[1:]:
        assert part.strip() or part == "\n\n", "a heading without text"


def test_the_parameter_table_is_that_of_the_registry(odd):
    tool = runpy.run_path(str(ROOT / "tools" / "odd_parameters.py"))
    assert tool["with_table"](odd) == odd, "renew it with: python tools/odd_parameters.py"
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", odd.split("### 7.13")[1], re.MULTILINE)
    assert sorted(name for name, _ in rows) == sorted(registry())
    assert all(float(value) == pytest.approx(registry()[name].value) for name, value in rows)


def test_every_parameter_has_its_place_in_the_text(odd):
    """By its name, or in its family: `smartphone_*`."""
    text = odd.split("### 7.13")[0]
    families = tuple(re.findall(r"`(\w+_)\*`", text))
    assert not [name for name in registry() if name not in text and not name.startswith(families)]


@pytest.mark.parametrize("name", DOCS)
def test_every_file_that_is_named_exists(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"`((?:sim|docs|calibration|scenarios|tests|tools)/[^`\s]*)`", text)
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    missing = [path for path in named if not (ROOT / path).exists()]
    missing += [path for path in linked if not (ROOT / "docs" / path).exists()]
    assert named and not missing


@pytest.mark.parametrize("name", DOCS)
def test_every_name_of_the_program_exists(name):
    """Words in code type are files, parameters, metrics, figures, levers, or commands."""
    text = (ROOT / name).read_text(encoding="utf-8").split("### 7.13")[0]
    words = re.findall(r"`([a-z][a-z0-9]*(?:_[a-z0-9]+)+)`", text)
    known = {*registry(), *METRICS, *LEVERS, *(figure.metric for figure in evidence.figures())}
    assert not set(words) - known


def test_the_weights_of_the_ministries_follow_from_the_reports(odd):
    """17 = 38 w + 9 (1 - w) and 42 = 61 w + 17 (1 - w)."""
    for national, ministries, localities, weight in ((17, 38, 9, 0.28), (42, 61, 17, 0.57)):
        equation = f"{national} = {ministries} w + {localities} (1 - w)"
        assert equation in odd and f"w = {weight}" in odd
        assert (national - localities) / (ministries - localities) == pytest.approx(
            weight, abs=0.005
        )


def test_the_order_of_a_month_is_that_of_the_program(odd):
    from sim.model import AdoptionModel

    source = Path(AdoptionModel.step.__code__.co_filename).read_text(encoding="utf-8")
    step = source.split("def step(self)")[1].split("def ")[0]
    calls = re.findall(r"self\.([\w.]+)\(\)", step)
    assert calls == ["citizens.see_who_recommends", "_live_one_month", "_note_sampling_error"]
    schedule = odd.split("## 3. ")[1].split("## 4. ")[0]
    stages = ("come into force", "Who recommended", "Every village", "Counts are added")
    places = [schedule.index(stage) for stage in stages]
    assert places == sorted(places)


def test_the_evidence_page_says_what_the_table_says():
    """Value, period, scope and source; every figure to fit or to check is there."""
    text = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    figures = {figure.id: figure for figure in evidence.figures()}
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    said = {name.strip("`"): rest for name, *rest in rows if name.strip("`") in figures}
    for name, (value, period, scope, source) in said.items():
        figure = figures[name]
        assert value.removesuffix(f" {figure.unit}").replace(",", "") == f"{figure.value:.12g}"
        assert period.split(" to ")[0] == figure.start and period.split(" to ")[-1] == figure.end
        assert (scope, source) == (figure.scope, figure.source)
    must = {name for name, figure in figures.items() if figure.role in ("fit", "check")}
    assert not must - set(said)
