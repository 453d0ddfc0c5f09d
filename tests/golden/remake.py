"""Write the headline numbers of every shipped scenario at 1:1000 to headlines.csv.

Run ``python tests/golden/remake.py`` after a change that is meant to change results, and say so in
the changelog under "Results change:".
"""

import csv
from pathlib import Path
from typing import NamedTuple

from sim.model import AdoptionModel
from sim.results import tables
from sim.scenario import Scenario, list_scenarios

FILE = Path(__file__).parent / "headlines.csv"
SCALE = 1000


class Headline(NamedTuple):
    """One number: ``slack`` is what five simulated citizens more or less would make of it."""

    metric: str
    scope: str
    group: str
    month: str
    slack: float

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.metric, self.group, self.month) if part)


USE, FULL = "adults_using_online_share", "dossiers_full_process_share"
HEADLINES = (
    Headline(USE, "nation", "", "2020-12", 0.007),
    Headline(USE, "nation", "", "2021-12", 0.007),
    Headline(USE, "nation", "", "2022-07", 0.007),
    Headline(USE, "nation", "", "2025-12", 0.007),
    Headline(USE, "nation", "", "2030-12", 0.007),
    Headline("portal_accounts", "nation", "", "2024-07", 5_000),
    Headline("dossiers_filed_cumulative", "nation", "", "2024-07", 5_000),
    Headline(FULL, "nation", "", "2024-06", 0.05),
    Headline(FULL, "agency", "ministries", "2024-06", 0.1),
    Headline(FULL, "agency", "localities", "2024-06", 0.1),
    Headline(USE, "dead_zone", "yes", "2024-12", 0.2),
    Headline(USE, "dead_zone", "yes", "2030-12", 0.2),
)
COLUMNS = ("scenario", *(headline.name for headline in HEADLINES))


def headlines(scenario: str) -> list[float]:
    """Run the shipped ``scenario`` with its seed; return its numbers in the order of HEADLINES."""
    model = AdoptionModel(Scenario.load(scenario, scale=SCALE), collect=False)
    model.run_for(model.horizon)
    found, numbers = tables(model), []
    for headline in HEADLINES:
        table = found[headline.scope]
        chosen = table.month == headline.month
        if headline.group:
            chosen &= table[headline.scope] == headline.group
        numbers.append(table.loc[chosen, headline.metric].item())
    return numbers


def written(scenario: str, numbers: list[float]) -> str:
    """Return the row of a scenario as it stands in the file."""
    return ",".join((scenario, *(f"{number:.6g}" for number in numbers)))


def read() -> dict[str, list[float]]:
    """Return the golden numbers by scenario."""
    with open(FILE, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    if tuple(header) != COLUMNS:
        raise ValueError(f"{FILE.name} has other columns than HEADLINES; remake it")
    return {row[0]: [float(number) for number in row[1:]] for row in rows}


def main() -> None:
    """Remake the file."""
    names = [listed.id for listed in list_scenarios()]
    rows = [written(name, headlines(name)) for name in names]
    FILE.write_text("\n".join((",".join(COLUMNS), *rows, "")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
