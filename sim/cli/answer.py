"""``dvctt answer``: the page that answers what a scenario changes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import asking, options
from sim.cli.options import Language
from sim.cli.output import note, say

if TYPE_CHECKING:
    from sim.experiment.ensemble import Ensemble


def answer(
    scenario: asking.Question,
    lang: Annotated[
        list[Language] | None,
        typer.Option(help="Language of the page; may be given twice [default: vi]."),
    ] = None,
    vs: asking.Versus = None,
    draws: options.Draws = None,
    scale: options.Scale = None,
    end: options.End = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    out: options.Out = Path("outputs"),
    quiet: options.Quiet = False,
) -> None:
    """\b
    Examples:
      dvctt answer digital-teams
      dvctt answer my-question.yaml --lang vi --lang en
      dvctt answer outputs/compare-baseline-digital-teams-20250101-120000 --lang en

    Write the answer to SCENARIO as one HTML page that needs no network: what it changes, for whom,
    at what cost, why, and what that rests on. The scenario is run over draws of the posterior
    beside the baseline; a finished run below outputs/ with the same scenarios, draws and program is
    used again, as is FOLDER, so that another language simulates nothing.
    """
    found = asking.ensemble_for(
        [scenario],
        vs,
        draws=draws,
        scale=scale,
        end=end,
        workers=workers,
        cluster=cluster,
        out=out,
        quiet=quiet,
    )
    _write(found, [each.value for each in lang or [Language.vi]], quiet)


def _write(found: "Ensemble", languages: list[str], quiet: bool) -> None:
    """Write the pages and print where they are."""
    from sim.answers.page import answer_page, subjects, write_answer

    for name in subjects(found):
        levers = {policy.lever for policy in found.scenarios[name].policies}
        for lang in languages:
            page = answer_page(found, name, lang)
            say(str(write_answer(page, found.folder)))
        if len(levers) > 1 and "levers" not in page.tables and not quiet:
            note(f"For the part of each lever: dvctt why {found.folder}, and then this again.")
