"""A policy: one lever, pulled at a time, in a place, with a strength and perhaps at a cost."""

from typing import Annotated

from pydantic import Field, field_validator, model_serializer, model_validator

from sim.calendar import LAST_MONTH, month_index
from sim.policies import LEVERS
from sim.scenario import vocabulary as names
from sim.scenario.parts import LAST, MonthLabel, Part, Text, located, read_each
from sim.scenario.values import Number, refusal


class Where(Part):
    """Where a policy acts: provinces and regions add up, kinds and ages narrow down.

    What is left out restricts nothing.
    """

    provinces: tuple[Annotated[str, names.PROVINCE], ...] = Field(
        (), min_length=1, description="Provinces of before July 2025, by Vietnamese name"
    )
    regions: tuple[Annotated[str, names.REGION], ...] = Field(
        (), min_length=1, description="Regions, by code"
    )
    kinds: tuple[Annotated[str, names.KIND], ...] = Field(
        (), min_length=1, description="Kinds of place"
    )
    ages: tuple[Annotated[str, names.AGE], ...] = Field((), min_length=1, description="Age bands")

    @field_validator("*")
    @classmethod
    def _once_each(cls, listed):
        twice = next((name for name in listed if listed.count(name) > 1), None)
        if twice:
            raise refusal(f'"{twice}" twice', "each name once")
        return listed


class Cost(Part):
    """What a policy costs."""

    vnd: Annotated[int, Number(0, 10**16, whole=True, unit="Vietnamese dong")] = Field(
        description="Vietnamese dong"
    )
    per: Annotated[str, names.COST_UNIT] = Field(
        description="Once, every month in force, or every month in force and team"
    )
    source: Text | None = Field(None, description="Who reports the cost, or why it is assumed")


class Policy(Part):
    """One lever, pulled at a time, in a place, with a strength.

    ``fields`` holds the lever's own settings, which stand beside the common keys in a file.
    """

    lever: Annotated[str, names.LEVER] = Field(description="What the policy changes")
    start: MonthLabel = Field(description="First month in force")
    end: MonthLabel | None = Field(
        None, description="Last month in force; afterwards the effect is withdrawn"
    )
    ramp_months: Annotated[int, Number(0, LAST_MONTH, whole=True, unit="months")] = Field(
        0, description="Months from the start to full strength"
    )
    intensity: Annotated[float, Number(0, 1, share=True)] = Field(
        description="Share of the gap to the lever's ceiling that is closed at full strength"
    )
    fields: dict = {}
    where: Where = Where()
    cost: Cost | None = None
    source: Text | None = Field(None, description="Who says so, or why it is assumed")

    @model_validator(mode="before")
    @classmethod
    def _gather_own_fields(cls, data):
        if not isinstance(data, dict):
            return data
        common = {key: value for key, value in data.items() if key in cls.common_keys()}
        return common | {"fields": {k: v for k, v in data.items() if k not in common}}

    @classmethod
    def common_keys(cls) -> tuple[str, ...]:
        """Return the keys that the policies of all levers have."""
        return tuple(key for key in cls.model_fields if key != "fields")

    @field_validator("fields", mode="plain")
    @classmethod
    def _read_fields(cls, own, info) -> dict:
        lever = info.data.get("lever")
        if lever is None:  # refused already; nobody knows its fields
            return {}
        kinds, common = names.lever_fields(lever), cls.common_keys()
        among = f"a key of a {lever} policy: {', '.join([*common, *kinds])}"
        return read_each(own, kinds, "key", among, common)

    @field_validator("where")
    @classmethod
    def _as_the_lever_can_be_targeted(cls, where: Where, info) -> Where:
        lever = info.data.get("lever")
        accepted = LEVERS[lever].where if lever else tuple(Where.model_fields)
        expected = "one of " + ", ".join(accepted) if accepted else "no where at all"
        errors = {
            key: refusal(f"{key}: {lever} cannot be targeted by it", expected, about="key")
            for key in where.model_dump()
            if key not in accepted
        }
        if errors:
            raise located(errors, "where")
        return where

    @field_validator("end")
    @classmethod
    def _not_before_the_start(cls, end: str | None, info) -> str | None:
        start = info.data.get("start")
        if end and start and end < start:
            raise refusal(end, f"a month from the start, {start}, on")
        return end

    @model_serializer(mode="wrap")
    def _written(self, handler) -> dict:
        flat = {}
        for key, value in handler(self).items():
            flat |= value if key == "fields" else {key: value}
        return {key: value for key, value in flat.items() if value not in (None, {})}

    @property
    def start_month(self) -> int:
        """Return the number of the first month in force."""
        return month_index(self.start)

    @property
    def end_month(self) -> int:
        """Return the number of the last month in force (that of the calendar if none is set)."""
        return month_index(self.end or LAST)
