"""Measure speed and memory against their targets: ``python benchmarks/speed.py``.

``--quick`` takes smaller sizes, for a look in passing; ``--write`` also writes the table to
``benchmarks/results.md``. Nothing here passes or fails: times depend on the machine.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results.md"
MEASURES = ("compilation", "whole", "hundredth", "thousandth", "against_mesa", "pairing")
DVCTT = "import sys; from sim.cli.main import main; sys.exit(main())"  # what the command does
COMMANDS = ((["--help"], 0.25), (["explain", "baseline"], 1.0))
ANSWERS = (  # 100 draws of a baseline and a policy, with the page; a search over three levers
    (["answer", "fee-cuts", "--scale", "1000"], 30.0),
    (["answer", "fee-cuts", "--scale", "100"], 300.0),
    (["search", "fifty-percent-by-2027"], 900.0),
)


def _python(*arguments: str) -> str:
    """Run Python on ``arguments`` at the root of the repository and return what it prints.

    It may keep the bytecode of what it imports, as it does unless told otherwise.
    """
    command = [sys.executable, *arguments]
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _processor_seconds() -> float:
    """Return the processor time of all finished child processes."""
    times = os.times()
    return times.children_user + times.children_system


def _command_figures(quick: bool) -> list[dict]:
    """Time commands as processes, from start to end, after a first time that does not count."""
    figures, repeats = [], 3 if quick else 5
    for arguments, target in COMMANDS:
        _python("-c", DVCTT, *arguments)
        walls, before = [], _processor_seconds()
        for _ in range(repeats):
            begin = time.perf_counter()
            _python("-c", DVCTT, *arguments)
            walls.append(time.perf_counter() - begin)
        figures.append(
            {
                "name": f"dvctt {' '.join(arguments)}, median of {repeats}",
                "value": median(walls),
                "unit": "s",
                "cpu_seconds": (_processor_seconds() - before) / repeats,
                "at_most": target,
            }
        )
    return figures


def _answer_figures() -> list[dict]:
    """Time commands that take minutes, once each, in a folder that is thrown away."""
    figures = []
    for arguments, target in ANSWERS:
        with tempfile.TemporaryDirectory() as folder:
            begin, before = time.perf_counter(), _processor_seconds()
            _python("-c", DVCTT, *arguments, "--quiet", "--out", folder)
            wall, cpu = time.perf_counter() - begin, _processor_seconds() - before
        name = f"dvctt {' '.join(arguments)}"
        figures.append(
            {"name": name, "value": wall, "unit": "s", "cpu_seconds": cpu, "at_most": target}
        )
    return figures


def _number(value: float) -> str:
    """Return ``value`` with three significant digits, whole from 100 on."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _row(figure: dict) -> list[str]:
    """Return the cells of one line; a figure without target has none and meets none."""
    target = met = ""
    if "at_most" in figure:
        target = f"at most {figure['at_most']:g}"
        met = "yes" if figure["value"] <= figure["at_most"] else "no"
    elif "at_least" in figure:
        target = f"at least {figure['at_least']:g}"
        met = "yes" if figure["value"] >= figure["at_least"] else "no"
    cpu = figure["cpu_seconds"]
    value = f"{_number(figure['value'])} {figure['unit']}"
    return [figure["name"], value, target, met, "" if cpu is None else _number(cpu)]


def _table(figures: list[dict]) -> str:
    """Return the figures as a Markdown table with aligned columns."""
    rows = [["Measure", "Figure", "Target", "Met", "CPU s"], *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rows.insert(1, ["-" * width for width in widths])
    lines = (" | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(f"| {line} |" for line in lines)


def _processor() -> str:
    """Return the name of the processor."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _machine() -> str:
    """Return what the figures depend on: machine, load, versions and code."""
    describe = (
        "import json; from sim.experiment import provenance as p;"
        "print(json.dumps([p.code_revision(), p.versions()]))"
    )
    revision, versions = json.loads(_python("-c", describe))
    lines = [
        f"Processor: {_processor()}, {os.cpu_count()} cores; {platform.platform()}",
        f"Versions: {', '.join(f'{name} {version}' for name, version in versions.items())}",
        f"Code: {revision}; {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    ]
    if hasattr(os, "getloadavg"):
        lines.append(f"Load before the first measure: {os.getloadavg()[0]:.2f} busy processes")
    return "\n".join(f"- {line}" for line in lines)


def main() -> None:
    """Measure everything, print the table, and write it if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller sizes")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} too")
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("results are written of the full sizes only; leave --quick out")
    machine, figures = _machine(), []
    for measure in MEASURES:
        print(f"{measure} ...", file=sys.stderr)
        quick = ["--quick"] if options.quick else []
        figures += json.loads(_python("-m", "benchmarks.measures", measure, *quick))
    print("commands ...", file=sys.stderr)
    figures += _command_figures(options.quick)
    if not options.quick:
        print("answers ...", file=sys.stderr)
        figures += _answer_figures()
    report = f"{machine}\n\n{_table(figures)}\n"
    print(report)
    if options.quick:
        print("Quick: smaller sizes than the targets are meant for.")
    if options.write:
        heading = "# Speed and memory\n\nWritten by `python benchmarks/speed.py --write`.\n\n"
        RESULTS.write_text(heading + report, encoding="utf-8")


if __name__ == "__main__":
    main()
