"""Write docs/gallery from an ensemble of the shipped scenarios and a search: pages, a summary.

    python tools/gallery.py outputs/compare-baseline-... outputs/search-...

``make gallery`` runs both first.
"""

import shutil
import sys
from pathlib import Path

import numpy as np
import yaml

from sim.answers.attain import attain
from sim.answers.page import answer_page, subjects, write_answer
from sim.experiment.ensemble import Ensemble, read_ensemble
from sim.experiment.ensemble.summary import interval, is_finding
from sim.metrics import METRICS
from sim.scenario import Scenario

GALLERY = Path(__file__).resolve().parents[1] / "docs" / "gallery"
MONTH = "2026-12"
# heading: scope, group, metric
EFFECTS = {
    "adults online, nation": ("nation", "nation", "adults_using_online_share"),
    "adults online, remote villages": ("kind", "remote", "adults_using_online_share"),
    "without clerks, nation": ("nation", "nation", "adults_using_unaided_share"),
    "localities' full-process dossiers": ("agency", "localities", "dossiers_full_process_share"),
}


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _effect(found: Ensemble, scenario: str, scope: str, group: str, metric: str) -> np.ndarray:
    """Return the effect in ``MONTH``, float64[draw]."""
    place = found.groups(scope).index(group), found.months.index(MONTH)
    return found.effect(scenario, scope, metric)[:, *place]


def _cell(effect: np.ndarray) -> str:
    low, high = interval(effect, 0.9)
    decimals = 1 if max(abs(low), abs(high)) >= 0.1 else 3  # small is not nothing
    text = f"{np.median(effect):+.{decimals}f} ({low:+.{decimals}f} to {high:+.{decimals}f})"
    return f"**{text}**" if is_finding(effect) else text


def _effects(found: Ensemble) -> list[str]:
    rows = [_row(["scenario", *EFFECTS]), _row(["---"] * (len(EFFECTS) + 1))]
    effects = {
        each: [_effect(found, each, *what) for what in EFFECTS.values()]
        for each in subjects(found)
        if found.scenarios[each].policies  # others only state targets
    }
    for each in sorted(effects, key=lambda name: -np.median(effects[name][0])):
        title = found.scenarios[each].title.en
        pages = f"{title} ([vi]({each}-vi.html), [en]({each}-en.html))"
        rows.append(_row([pages, *map(_cell, effects[each])]))
    return rows


def _targets(found: Ensemble) -> list[str]:
    table = attain(found)
    rows = [_row(["target", "baseline", "all together"]), _row(["---"] * 3)]
    for (metric, scope, by), each in table.groupby(["metric", "scope", "by"], sort=False):
        by_scenario = each.set_index("scenario")
        level = by_scenario["at_least"].iloc[0]
        cells = [
            f"{by_scenario.loc[name, 'probability']:.0%}, at "
            f"{by_scenario.loc[name, 'value_p50']:.0f}"
            for name in (found.baseline, "all-together")
        ]
        rows.append(_row([f"{METRICS[metric].title_en}, {scope}, {by}: {level:g}", *cells]))
    return rows


def _search(folder: Path) -> list[str]:
    """Return what the search in ``folder`` asked and found; its scenario is copied."""
    asked = yaml.safe_load((folder / "search.yaml").read_text(encoding="utf-8"))["search"]
    result = Scenario.load(str(folder / "result.yaml"))
    shutil.copy(folder / "result.yaml", GALLERY / f"{result.id}.yaml")
    levers = [
        f"- {policy.lever}: intensity {policy.intensity:g} from {policy.start}"
        for policy in result.policies
    ]
    return [
        f"## What would it take? {result.title.en}",
        f"`dvctt search {asked['id']}`: the smallest policy that is enough in "
        f"{asked['probability']:.0%} of the draws. {result.about.en} The scenario that it wrote: "
        f"[{result.id}.yaml]({result.id}.yaml).",
        "",
        *levers,
        "",
    ]


def main(folder: str, search: str) -> None:
    """Write the gallery of the ensemble in ``folder`` and of ``search``."""
    found = read_ensemble(folder)
    shutil.rmtree(GALLERY, ignore_errors=True)
    GALLERY.mkdir(parents=True)
    for scenario in subjects(found):
        for lang in ("vi", "en"):
            shutil.copy(write_answer(answer_page(found, scenario, lang), found.folder), GALLERY)
    scale = found.scenarios[found.baseline].population.scale
    text = [
        "# The shipped scenarios, answered",
        "",
        f"Written by `make gallery`: {len(found.draws)} draws of the shipped posterior, each at "
        f"1:{scale}, paired on the same citizens. A simulation, not a forecast. Each page opens in "
        "a browser, offline.",
        "",
        f"## What each changes in {MONTH[:4]}",
        "Percentage points against the baseline: median (5 to 95 % of the draws). Bold: a finding, "
        f"the interval excludes zero. Adults: who used online services in {MONTH[:4]}; full-"
        f"process dossiers: of {MONTH}.",
        "",
        *_effects(found),
        "",
        "## Were the state's targets within reach?",
        "Share of draws in which the target is met, and the median value at its date.",
        "",
        *_targets(found),
        "",
        *_search(Path(search)),
    ]
    (GALLERY / "README.md").write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
