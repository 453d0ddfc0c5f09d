"""Whether a run reaches the targets that its scenario names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario


@dataclass(frozen=True)
class Judged:
    """A target and the value that the run came to; None where the run ends before the month."""

    target: Any
    value: float | None

    @property
    def verdict(self) -> str:
        """Return "met", "missed" or "not reached yet" (the run ends before)."""
        if self.value is None:
            return "not reached yet"
        return "met" if self.value >= self.target.at_least else "missed"

    @property
    def fails(self) -> bool:
        """Return whether the target is required and not met."""
        return self.target.required and self.verdict == "missed"

    def record(self) -> dict[str, Any]:
        """Return target, value and verdict as plain data."""
        return {**self.target.model_dump(mode="json"), "value": self.value, "verdict": self.verdict}


def judge(scenario: "Scenario", tables: Mapping[str, "pd.DataFrame"]) -> tuple[Judged, ...]:
    """Return the targets of ``scenario`` with the values in ``tables``."""
    found = []
    for target in scenario.targets:
        table = tables[target.table]
        rows = table["month"] == target.by
        if target.table != "nation":
            rows &= table[target.table] == target.scope
        values = table.loc[rows, target.metric]
        found.append(Judged(target, None if values.empty else float(values.iloc[0])))
    return tuple(found)
