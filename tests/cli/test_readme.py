"""What the README tells people to type does what it says."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SMALL = ("--draws", "2", "--end", "2025-12")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def commands(word: str) -> list[list[str]]:
    """Return the README's dvctt commands whose block contains ``word``."""
    block = next(block for block in blocks("sh") if word in block)
    lines = (line.split("#")[0].strip() for line in block.splitlines())
    return [shlex.split(line)[1:] for line in lines if line.startswith("dvctt ")]


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return tmp_path_factory.mktemp("readme")


def small(command: list[str]) -> list[str]:
    """Return the command for a small and short run where it runs the model."""
    if command[0] == "story":
        return command
    return [*command, *SMALL] if command[0] in ("run", "compare", "answer") else command


def test_the_analysts_commands_work_one_after_the_other(dvctt, work):
    told = commands("scenario new")
    assert len(told) >= 5
    for command in told:
        assert dvctt(*small(command), cwd=work).out


def test_the_presenters_commands_end_in_pictures(dvctt, work):
    for command in commands("dvctt plot"):
        if "outputs/FOLDER" in command:
            folder = max((work / "outputs").glob("baseline-*"))
            command = [str(folder) if part == "outputs/FOLDER" else part for part in command]
        dvctt(*small(command), cwd=work)
    assert len(list(folder.glob("pictures/*.png"))) >= 4


def test_the_researchers_lines_run(environment, work):
    lines = "\n".join(blocks("python"))
    assert "run_for(12)" in lines
    done = subprocess.run(
        [sys.executable, "-c", lines], cwd=work, env=environment, capture_output=True, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="make is for Linux and macOS")
def test_the_two_commands_are_make_targets():
    for target, expected in (("demo", "dvctt run baseline"), ("test", "-m pytest")):
        assert f"make {target}" in README
        done = subprocess.run(
            ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert expected in done.stdout


def test_links_lead_somewhere():
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert link.startswith("https://") or (ROOT / link).exists(), link


def test_the_table_of_trust_is_that_of_the_shipped_validation():
    table = pd.read_csv(ROOT / "calibration" / "validation" / "figures.csv", index_col="figure")
    row = r"^\| [^|]*\(`([\w-]+)`\) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$"
    told = {name: cells for name, *cells in re.findall(row, README, flags=re.MULTILINE)}
    assert told.keys() == set(table.index)
    for name, (reported, model, verdict) in told.items():
        values = table.loc[name, ["q50", "q05", "q95", "reported"]].to_numpy(float)
        places = 1 if table.loc[name, "unit"] == "%" else -3
        shown = [float(n.replace(",", "")) for n in re.findall(r"[\d,.]+", f"{model} {reported}")]
        shown = np.array(shown) * (1 if places == 1 else 1000)
        assert shown == pytest.approx(values, abs=0.51 * 10.0**-places), name
        assert verdict == table.loc[name, "verdict"]


def test_the_coverage_told_is_that_of_the_shipped_validation():
    table = pd.read_csv(ROOT / "calibration" / "validation" / "recovery.csv")
    covered = 100 * table[table["method"] == "forward ensemble"]["cover_90"]
    low, high = re.search(r"90 % intervals cover (\d+) to\s+(\d+) %", README).groups()
    assert (int(low), int(high)) == (round(covered.min()), round(covered.max()))
    assert f"{table['truths'].iloc[0]} synthetic truths" in README
