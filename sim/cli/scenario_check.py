"""``dvctt scenario check``: whether scenario files are valid."""

from typing import Annotated

import typer

from sim.cli.options import complete_scenario
from sim.cli.output import note, say, warn


def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Scenario files.", autocompletion=complete_scenario),
    ],
) -> None:
    """\b
    Examples:
      dvctt scenario check my-question.yaml
      dvctt scenario check scenarios/*.yaml

    Check every FILE and say what is wrong, with file, line and column, and which of its policies
    change nothing. Exit code 3 says that one of them is invalid.
    """
    from sim.errors import InputError
    from sim.scenario import Scenario

    invalid = 0
    for file in files:
        try:
            scenario = Scenario.load(file)
        except InputError as error:
            note(f"dvctt: {error}")
            invalid = error.exit_code
        else:
            if scenario.policies:  # else the model need not be loaded
                from sim.experiment.idle import idle_policies
                from sim.experiment.member import point_of

                warn(idle_policies(scenario, [(point_of(scenario, {}), scenario.seed)]))
            say(f"{file}: valid ({scenario.id})")
    raise typer.Exit(invalid)
