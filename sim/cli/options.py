"""Arguments and options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Language(StrEnum):
    """The languages of pictures and stories."""

    vi = "vi"
    en = "en"


def complete_scenario(incomplete: str) -> list[str]:
    """Return shipped scenarios and YAML files that begin with ``incomplete``."""
    from sim import shipped

    names = sorted(path.stem for path in shipped.scenarios().glob("*.yaml"))
    folder, slash, begun = incomplete.rpartition("/")
    here = sorted(Path(folder or ".").glob("*"))
    files = [folder + slash + path.name for path in here if path.name.startswith(begun)]
    paths = [name for name in files if name.endswith((".yaml", ".yml")) or Path(name).is_dir()]
    return [name for name in names if name.startswith(incomplete)] + paths


def complete_folder(incomplete: str) -> list[str]:
    """Return the result folders below outputs/ that begin with ``incomplete``."""
    folders = sorted(path.parent.as_posix() for path in Path("outputs").glob("*/manifest.json"))
    return [name for name in folders if name.startswith(incomplete)]


SCENARIO_HELP = "A shipped scenario (see: dvctt scenario list) or a YAML file."

Scenario = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help=SCENARIO_HELP, autocompletion=complete_scenario),
]
Scenarios = Annotated[
    list[str],
    typer.Argument(metavar="SCENARIO...", help=SCENARIO_HELP, autocompletion=complete_scenario),
]
Folder = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER",
        help="The folder of a run or a comparison.",
        autocompletion=complete_folder,
    ),
]
Scale = Annotated[
    int | None,
    typer.Option(help="Adults for whom one simulated citizen stands; 1 takes everybody."),
]
Seed = Annotated[int | None, typer.Option(help="Chooses the luck of a single run (with --point).")]
End = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Last month simulated.")]
Threads = Annotated[
    int | None,
    typer.Option(
        min=1, help="Threads of a single run (with --point); results do not depend on it."
    ),
]
Point = Annotated[
    bool,
    typer.Option(
        "--point",
        help="One run at the best-fitting draw of the posterior, without a range of uncertainty.",
    ),
]
Draws = Annotated[
    int | None,
    typer.Option(min=2, help="Draws of the posterior to run over [default: 100]."),
]
Precision = Annotated[
    float | None,
    typer.Option(
        metavar="POINTS",
        help="Instead of --draws: as many as it takes to know the mean effect on adults online "
        "to +- POINTS.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1, help="Processes to use [default: one a core]; results do not depend on it."
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Dask scheduler that does the work instead."),
]
Out = Annotated[Path, typer.Option(help="Where the new folder with the results goes.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Check and say what it takes; run and write nothing.")
]
Quiet = Annotated[
    bool, typer.Option("--quiet", help="No progress, no notes; print only where the results are.")
]
