"""A target of the state that the results are judged by."""

from typing import Annotated

from pydantic import Field, field_validator

from sim.metrics import METRICS
from sim.scenario import vocabulary as names
from sim.scenario.numbers import written
from sim.scenario.parts import MonthLabel, Part, Text
from sim.scenario.values import Flag, Number, refusal


class Target(Part):
    """A level that a metric must reach by a month."""

    metric: Annotated[str, names.METRIC] = Field(description="What is measured")
    scope: Annotated[str, names.SCOPE] = Field(
        "nation",
        description="Of whom: nation, ministries, localities, a kind of place, an age band or a "
        "province of before July 2025",
    )
    by: MonthLabel = Field(description="Month in which it must be reached")
    at_least: Annotated[float, Number(0, 10**12, unit="in the unit of the metric")] = Field(
        description="In the unit of the metric; shares are in per cent, 0 to 100"
    )
    required: Annotated[bool, Flag()] = Field(
        False, description="Whether a miss makes the command fail (exit code 5)"
    )
    source: Text | None = Field(None, description="Who set the target")

    @field_validator("scope")
    @classmethod
    def _as_the_metric_has(cls, scope: str, info) -> str:
        metric = info.data.get("metric")
        if metric and names.scopes()[scope] not in METRICS[metric].scopes:
            having = ", ".join(METRICS[metric].scopes)
            found = f"{scope}, for which {metric} is not measured"
            raise refusal(found, f"a scope of the kind {having}")
        return scope

    @field_validator("at_least")
    @classmethod
    def _within_the_unit(cls, level: float, info) -> float:
        metric = info.data.get("metric")
        if metric and METRICS[metric].unit == "%":
            Number(0, 100, unit="per cent").read(level)
            if 0 < level < 1:
                raise refusal(written(level), "per cent, from 1 to 100", meant=written(100 * level))
        return level

    @property
    def table(self) -> str:
        """Return the results table that has the row of ``scope``."""
        return names.scopes()[self.scope]
