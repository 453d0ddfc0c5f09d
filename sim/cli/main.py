"""The command ``dvctt`` and what its exit code says.

0 done, 1 a bug, 2 wrong usage, 3 invalid scenario or data, 4 partial results that ``resume``
completes, 5 a required target is missed, 130 interrupted.
"""

import os
import sys
from typing import Annotated

import typer

from sim.cli.answer import answer
from sim.cli.attain import attain
from sim.cli.calibrate import calibrate
from sim.cli.compare import compare
from sim.cli.cost import cost
from sim.cli.explain import explain
from sim.cli.output import note, speak_utf8
from sim.cli.plot import plot
from sim.cli.resume import resume
from sim.cli.robustness import robustness
from sim.cli.run import run
from sim.cli.scenario_check import check
from sim.cli.scenario_list import list_
from sim.cli.scenario_new import new
from sim.cli.scenario_schema import schema
from sim.cli.search import search
from sim.cli.sensitivity import sensitivity
from sim.cli.sources import sources
from sim.cli.story import story
from sim.cli.sweep import sweep
from sim.cli.validate import validate
from sim.cli.why import why
from sim.errors import DvcttError

_PLAIN = {
    "rich_markup_mode": None,
    "no_args_is_help": True,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}
_HELP = """\b
Examples:
  dvctt run baseline                     simulate the shipped baseline
  dvctt compare baseline digital-teams   what a policy changes, on the same citizens
  dvctt answer digital-teams             the same as a page: who gains, cost, targets, map
  dvctt plot outputs/<folder>            pictures of a run or a comparison
  dvctt story baseline --kind remote     what one citizen lived, and why
  dvctt scenario new my-question         begin a scenario of your own
  dvctt explain my-question.yaml         what it sets, and what it takes to run

Simulate how people in Viet Nam take up online public services (dịch vụ công trực tuyến), and what
policy changes it. Results are a simulation, not a forecast.
"""
_SCENARIO_HELP = """\b
Examples:
  dvctt scenario list
  dvctt scenario new my-question
  dvctt scenario check my-question.yaml

List, begin and check scenarios.
"""

app = typer.Typer(name="dvctt", help=_HELP, pretty_exceptions_enable=False, **_PLAIN)
scenario = typer.Typer(help=_SCENARIO_HELP, **_PLAIN)


def _show_version(asked: bool) -> None:
    if asked:
        from sim.experiment.provenance import dvctt_version

        typer.echo(f"dvctt {dvctt_version()}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


app.command(short_help="Simulate a scenario.")(run)
app.command(short_help="Run scenarios side by side on the same citizens.")(compare)
app.command(short_help="Write the page that answers what a scenario changes.")(answer)
app.command(short_help="Say whether and when targets are met.")(attain)
app.command(short_help="Add up what a scenario costs, and what that buys.")(cost)
app.command(short_help="Split an effect between its levers, and show the chain behind it.")(why)
app.command(short_help="Rank policies under every assumption; say when they fail.")(robustness)
app.command(short_help="Find the smallest policy that meets targets.")(search)
app.command(short_help="Run a scenario over a grid of its values.")(sweep)
app.command(short_help="Complete a run that was interrupted.")(resume)
app.command(short_help="Make the pictures of a run or a comparison.")(plot)
app.command(short_help="Tell what one citizen lived, and why.")(story)
app.command(short_help="Show every value of a scenario, where it is from, and what it takes.")(
    explain
)
app.command(short_help="Show every figure and parameter with its source.")(sources)
app.command(short_help="Fit the model to the reported figures.")(calibrate)
app.command(short_help="Show how far the fitted model can be trusted.")(validate)
app.command(short_help="Rank what the headline outputs depend on.")(sensitivity)
app.add_typer(scenario, name="scenario", short_help="List, begin and check scenarios.")
scenario.command("list", short_help="List the shipped scenarios.")(list_)
scenario.command("new", short_help="Begin a scenario of your own.")(new)
scenario.command("check", short_help="Check scenario files.")(check)
scenario.command("schema", short_help="Print the JSON Schema of scenario files.")(schema)


def _nobody_listens() -> int:
    """Keep quiet about a reader that has gone, as after ``| head``."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(devnull, stream.fileno())
    return 0


def _report_bug() -> int:
    import traceback

    traceback.print_exc()
    note(
        "\nThis is a bug in dvctt. Please report it with the command that you gave and the lines "
        "above."
    )
    return 1


def main() -> int:
    """Carry out the command line and return the exit code."""
    speak_utf8()
    try:
        try:
            app(prog_name="dvctt")
        except SystemExit as end:
            if isinstance(end.__context__, BrokenPipeError):
                return _nobody_listens()
            sys.stdout.flush()
            return end.code if isinstance(end.code, int) else int(end.code is not None)
        except DvcttError as error:
            sys.stdout.flush()
            note(f"dvctt: {error}")
            return error.exit_code
        except KeyboardInterrupt:
            return 130
    except BrokenPipeError:
        return _nobody_listens()
    except Exception:
        return _report_bug()
    return 0


if __name__ == "__main__":
    sys.exit(main())
