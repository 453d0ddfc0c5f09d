"""``dvctt scenario new``: begin a scenario of one's own."""

import os
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.output import say
from sim.errors import InputError


def new(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="Its name: small letters, digits and hyphens.")
    ],
    dir: Annotated[Path, typer.Option("--dir", help="The folder for the file.")] = Path("."),
) -> None:
    """\b
    Examples:
      dvctt scenario new my-question
      dvctt scenario new teams-in-ha-giang --dir scenarios

    Write ID.yaml, a commented scenario that is valid as it is. A file is never overwritten.
    """
    from sim.scenario import new_scenario_text

    path = dir / f"{id}.yaml"
    text = new_scenario_text(id, _schema_seen_from(dir), path.as_posix())
    try:
        dir.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"{path} exists", "the name of a new file") from None
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror})") from None
    say(f"{path}\nNext: edit it, then dvctt explain {path}")


def _schema_seen_from(folder: Path) -> str:
    """Return the path by which editors find the schema from a file in ``folder``."""
    from sim import shipped

    schema = shipped.scenarios() / "scenario.schema.json"
    try:
        return Path(os.path.relpath(schema, folder.resolve())).as_posix()
    except ValueError:  # on another drive
        return schema.as_posix()
