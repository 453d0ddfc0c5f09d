"""From an ensemble to the page: the tables first, then the words, then the template."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from sim.answers.page import (
    basis,
    costs,
    effect,
    figures,
    groups,
    provinces,
    reach,
    reasons,
    targets,
)
from sim.answers.page.cards import cards
from sim.answers.page.cells import cell
from sim.answers.page.headline import headline
from sim.answers.page.numbers import Table
from sim.answers.page.speech import Speech
from sim.answers.page.subject import Subject
from sim.errors import InputError, nearest
from sim.experiment.files import write_text

if TYPE_CHECKING:
    from sim.experiment.ensemble import Ensemble

FOLDER = "answers"  # below the folder of the ensemble
_CONTENTS = ("effect", "targets", "map", "groups", "cost", "why", "basis", "cannot", "tables")
_OF_POLICIES = ("cost", "why")
_SECTIONS = (effect, reach, figures, targets, provinces, groups, costs, reasons)


@dataclass(frozen=True, eq=False)
class Answer:
    """A page and the tables that its numbers are from, by name."""

    scenario: str
    lang: str
    html: str
    tables: dict[str, Table]


def subjects(ensemble: "Ensemble") -> list[str]:
    """Return the scenarios that a page is made of: all but the baseline, or it alone."""
    others = list(ensemble.scenarios)[1:]
    return others or list(ensemble.scenarios)


def answer_page(ensemble: "Ensemble", scenario: str, lang: str = "vi") -> Answer:
    """Return the page on ``scenario`` of ``ensemble`` in ``lang`` ("vi" or "en").

    Raises UsageError for another language and InputError for another scenario.
    """
    speech = Speech(lang)
    if scenario not in ensemble.scenarios:
        raise InputError(
            f'no scenario "{scenario}"',
            f"one of {', '.join(ensemble.scenarios)}",
            nearest=nearest(scenario, ensemble.scenarios),
        )
    subject = Subject(ensemble, scenario)
    found: dict[str, Table] = {}
    for section in _SECTIONS:
        found |= section.tables(subject)
    html = _template().render(_context(subject, found, speech))
    return Answer(scenario, lang, html, found)


def write_answer(answer: Answer, folder: Path) -> Path:
    """Write page and tables below ``folder``; return the path of the page."""
    path = folder / FOLDER / f"{answer.scenario}-{answer.lang}.html"
    for table in answer.tables.values():
        place = folder / _file(answer.scenario, table)
        place.parent.mkdir(parents=True, exist_ok=True)
        write_text(place, table.frame.to_csv(index=False, lineterminator="\n"))
    write_text(path, answer.html)
    return path


def _file(scenario: str, table: Table) -> str:
    """Return where the folder of the ensemble has ``table``."""
    return f"{FOLDER}/tables/{scenario}/{table.name}.csv"


@cache
def _template():
    """Return the template; autoescape keeps what people write in scenarios from being markup."""
    environment = Environment(
        loader=PackageLoader("sim.answers.page", "template"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")


def _context(subject: Subject, found: dict[str, Table], speech: Speech) -> dict[str, Any]:
    """Return all that the template needs."""
    scenario, first = subject.scenario, subject.ensemble.scenarios[subject.baseline]
    return {
        "say": speech,
        "lang": speech.lang,
        "sections": [name for name in _CONTENTS if subject.compares or name not in _OF_POLICIES],
        "run": subject.ensemble.id,
        "meta": basis.in_short(subject, speech),
        "about": getattr(scenario.about, speech.lang) if scenario.about else "",
        "baseline": getattr(first.title, speech.lang),
        "compares": subject.compares,
        "when": speech.when(subject.last),
        "top": headline(subject, found, speech),
        "cards": cards(subject, found, speech),
        "effect": effect.section(subject, found, speech),
        "targets": targets.section(subject, found, speech),
        "provinces": provinces.section(subject, found, speech),
        "groups": groups.section(subject, found, speech),
        "cost": costs.section(subject, found, speech),
        "why": reasons.section(subject, found, speech),
        "basis": basis.section(subject, speech),
        "tables": [_shown(table, subject, speech) for table in found.values() if len(table.frame)],
    }


def _shown(table: Table, subject: Subject, speech: Speech) -> dict[str, Any]:
    """Return a table as the template shows it."""
    return {
        "name": table.name,
        "caption": speech(f"table.{table.name}"),
        "file": _file(subject.name, table),
        "headings": [speech(f"column.{column.heading}") for column in table.columns],
        "rows": [
            (anchor, [cell(speech, column, row) for column in table.columns])
            for anchor, row in table.rows()
        ],
    }
