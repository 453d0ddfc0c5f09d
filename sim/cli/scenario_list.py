"""``dvctt scenario list``: the shipped scenarios."""

from sim.cli import options
from sim.cli.output import columns, say, say_json


def list_(json: options.Json = False) -> None:
    """\b
    Examples:
      dvctt scenario list
      dvctt scenario list --json

    List the scenarios that come with the simulator.
    """
    from sim.scenario import list_scenarios

    listed = list_scenarios()
    if json:
        say_json(
            [
                {"id": each.id, "title": each.title.model_dump(), "file": each.file.as_posix()}
                for each in listed
            ]
        )
        return
    say(columns([[each.id, each.title.en, each.title.vi] for each in listed]))
