"""Help answers at once and opens with examples; wrong usage is exit code 2."""

import pytest
from typer.testing import CliRunner

from sim.cli.main import app

COMMANDS = (
    ["run"],
    ["compare"],
    ["resume"],
    ["plot"],
    ["story"],
    ["explain"],
    ["sources"],
    ["scenario"],
    ["scenario", "list"],
    ["scenario", "new"],
    ["scenario", "check"],
    ["scenario", "schema"],
)
HEAVY = {"matplotlib", "mesa", "numba", "numpy", "pandas", "pyarrow", "scipy", "rich"}


def imported(trace):
    """Return the top-level packages in what ``python -X importtime`` prints."""
    return {line.rpartition("|")[2].strip().split(".")[0] for line in trace.splitlines()}


def test_help_imports_nothing_heavy(dvctt):
    done = dvctt("--help", python=("-X", "importtime", "-m", "sim.cli.main"))
    assert "typer" in imported(done.err)
    assert not imported(done.err) & (HEAVY | {"pydantic"})


@pytest.mark.parametrize("command", [[], *COMMANDS], ids=" ".join)
def test_help_opens_with_examples(command):
    done = CliRunner().invoke(app, [*command, "--help"], prog_name="dvctt")
    assert done.exit_code == 0
    usage, examples, first = [line for line in done.output.splitlines() if line][:3]
    assert usage.startswith("Usage: dvctt")
    assert examples.strip() == "Examples:"
    assert first.strip().startswith(" ".join(["dvctt", *command]))


@pytest.mark.parametrize("arguments", [["nonsense"], ["run"], ["run", "baseline", "--scal", "10"]])
def test_wrong_usage(dvctt, arguments):
    done = dvctt(*arguments, code=2)
    assert done.out == ""
    assert "Usage: dvctt" in done.err and "Traceback" not in done.err


def test_one_scenario_cannot_be_compared(dvctt):
    assert "two or more scenarios" in dvctt("compare", "baseline", code=2).err


def test_version(dvctt):
    assert dvctt("--version").out.startswith("dvctt ")


def test_scenario_names_are_completed_quickly(dvctt):
    asked = {
        "_DVCTT_COMPLETE": "complete_bash",
        "COMP_WORDS": "dvctt run digital-t",
        "COMP_CWORD": "2",
    }
    done = dvctt(env=asked, python=("-X", "importtime", "-m", "sim.cli.main"))
    assert done.out.split() == ["digital-teams"]
    assert not imported(done.err) & HEAVY
