"""The small mappings of a scenario: horizon, population, drivers, bilingual text.

The fields, their meanings and their ranges stand here and in ``policy`` once; the editors' schema
and the canonical text derive from them. Every part refuses keys that it does not know.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_serializer
from pydantic_core import InitErrorDetails, PydanticCustomError

from sim.calendar import LAST_MONTH, month_index, month_label
from sim.errors import nearest
from sim.scenario import vocabulary as names
from sim.scenario.items import Plain
from sim.scenario.values import Kind, Month, Number, refusal, shown
from sim.scenario.words import Words

LAST = month_label(LAST_MONTH)

Text = Annotated[str, Words()]
MonthLabel = Annotated[str, Month()]


class Part(BaseModel):
    """A mapping of a scenario; frozen, and written without what was left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_serializer(mode="wrap")
    def _written(self, handler) -> dict:
        return {k: v for k, v in handler(self).items() if v not in (None, (), [], {})}


class Bilingual(Part):
    """A text in Vietnamese and in English."""

    vi: Text = Field(description="Vietnamese, with all diacritics")
    en: Text = Field(description="English")


class Horizon(Part):
    """The months simulated; the first is always 2019-12."""

    end: MonthLabel = Field(LAST, description="Last month simulated")

    @property
    def end_month(self) -> int:
        """Return the number of the last month."""
        return month_index(self.end)


class Population(Part):
    """The sample of adults."""

    scale: Annotated[int, Number(1, 1000, whole=True)] = Field(
        1000, description="One simulated citizen stands for this many adults; 1 takes everybody"
    )
    adults: Annotated[int, names.ADULTS] | None = Field(
        None, description="Adults (18 and over) in the country; a parameter where left out"
    )


class Drivers(Part):
    """The dated series outside policy: devices, supply, identity."""

    after_last_observation: Annotated[str, names.AFTER_LAST] = Field(
        "hold", description="Hold each series at its last observed value, or carry its trend on"
    )


def located(errors: dict[str, PydanticCustomError], title: str) -> ValidationError:
    """Return one error for ``errors`` by key, which pydantic places below the current field."""
    details = [
        InitErrorDetails(type=error, loc=(key,), input=None) for key, error in errors.items()
    ]
    return ValidationError.from_exception_data(title, details)


def read_each(values, kinds: dict[str, Kind], what: str, among: str, also=()) -> dict:
    """Return ``values`` read by the kinds of their keys; raises for all that are refused.

    ``what`` and ``among`` say what a key is and where it must be from; ``also`` are further keys
    that somebody may have meant.
    """
    if not isinstance(values, dict):
        raise refusal(shown(values), "a mapping of names to values")
    read, errors = {}, {}
    for key, value in values.items():
        try:
            if key not in kinds:
                near = nearest(str(key), [*kinds, *also])
                found = f'unknown {what} "{shown(Plain(key))}"'
                raise refusal(found, among, near, about="key")
            read[str(key)] = kinds[key].read(value)
        except PydanticCustomError as error:
            errors[key] = error
    if errors:
        raise located(errors, what)
    return read
