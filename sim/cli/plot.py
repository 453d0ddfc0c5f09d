"""``dvctt plot``: the pictures of a run or a comparison."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import options
from sim.cli.options import Language
from sim.cli.output import say

if TYPE_CHECKING:
    from sim.experiment.outcome import Comparison, Run


def plot(
    folder: options.Folder,
    lang: Annotated[Language, typer.Option(help="Language of the pictures.")] = Language.vi,
    picture: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this picture; may be given several times."),
    ] = None,
) -> None:
    """\b
    Examples:
      dvctt plot outputs/baseline-20250101-120000
      dvctt plot outputs/baseline-20250101-120000 --lang en --picture adoption

    Draw the results in FOLDER; PNG and SVG files go into its folder pictures/.
    """
    from sim.experiment.outcome import read

    finished = read(folder)
    from sim.plots import from_folder, save

    for name, own_options, suffix in _chosen(finished, picture or [], lang.value):
        figure = from_folder(name, folder, lang=lang.value, **own_options)
        for path in save(figure, folder / "pictures", f"{name}{suffix}-{lang.value}"):
            say(str(path))


def _chosen(
    finished: "Run | Comparison", asked: list[str], lang: str
) -> list[tuple[str, dict[str, Any], str]]:
    """Return name, options and suffix of the file of every picture to draw.

    A map shows one scenario, so that a comparison of several has a map of each.
    """
    from sim.plots import PICTURES

    runs = getattr(finished, "runs", None)
    names = asked or [name for name, each in PICTURES.items() if each.compares == bool(runs)]
    if not runs:
        return [(name, {}, "") for name in names]
    titles = {"names": {key: getattr(run.scenario.title, lang) for key, run in runs.items()}}
    others, chosen = list(runs)[1:], []
    for name in names:
        if name == "comparison" or len(others) == 1:
            chosen.append((name, titles, ""))
        else:
            chosen += [(name, {**titles, "scenario": each}, f"-{each}") for each in others]
    return chosen
